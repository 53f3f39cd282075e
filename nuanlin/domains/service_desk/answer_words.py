"""What a template of an answer fills in: {greeting}, {number} and the like."""

import re
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.clock import told
from nuanlin.lib.greetings import salutation
from nuanlin.lib.names import addressed

_FIELD = re.compile(r"\{\s*(\w*)\s*\}")


def _greeting(case: Case, by: Actor) -> str:
    person = case.reporter
    if person is not None:
        return salutation(person.name, person.gender, timezone.now())
    if case.reporter_name:
        return salutation(case.reporter_name, "", timezone.now())
    return _("Hello")


def _name(case: Case, by: Actor) -> str:
    person = case.reporter
    if person is not None:
        return addressed(person.name, person.gender)
    return case.reporter_name or _("you")


FIELDS: dict[str, Callable[[Case, Actor], str]] = {
    "greeting": _greeting,
    "name": _name,
    "title": lambda case, by: case.title,
    "number": lambda case, by: case.number,
    "place": lambda case, by: case.where,
    "promise": lambda case, by: told(case.promised_at),
    "assignee": lambda case, by: str(case.assignee or _("a colleague")),
    "community": lambda case, by: case.community.name,
    "me": lambda case, by: by.name,
}


def check(text: str) -> None:
    """Pass a text whose fields are all known; raise Refusal for the first that is not."""
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            raise Refusal(
                "unknown_field",
                _("“{%(name)s}” cannot be filled in. These can: %(known)s")
                % {"name": name, "known": " ".join(f"{{{one}}}" for one in FIELDS)},
                field="text",
            )


def fill(text: str, case: Case, by: Actor) -> str:
    """Return the text with its fields filled in for a case; an unknown one stays as it is."""
    return _FIELD.sub(
        lambda found: FIELDS[found[1]](case, by) if found[1] in FIELDS else found[0], text
    )
