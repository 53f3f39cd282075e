"""The staff's pages of service language."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.foundation.accounts.actors import Role, Workplace
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.service_language import policy


def here_of(request: HttpRequest) -> Workplace:
    """Return the community at hand. Raises Missing for who works nowhere."""
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def around(request: HttpRequest, current: str) -> dict[str, Any]:
    """Return what every page of service language shows: its tabs, and who may edit."""
    actor, here = actor_of(request), workplace(request)
    may_edit = here is not None and policy.may_edit(actor, here.id)
    names = {
        "phrases": _("Phrases"),
        "lexicon": _("What is not said"),
        "greeting": pgettext("to somebody", "Greeting"),
        "conduct": _("Conduct"),
    }
    if here is not None and actor.holds(Role.MANAGER, Role.HEAD, in_community=here.id):
        names["figures"] = _("How we write")
    return {
        "may_edit": may_edit,
        "may_everywhere": actor.is_administrator,
        "tabs": [
            {"label": label, "url": reverse(f"service_language:{name}"), "current": name == current}
            for name, label in names.items()
        ],
    }
