"""What a request asks of the figures, and by whom; shared by page, lists and exports."""

from dataclasses import dataclass

from django.http import HttpRequest

from nuanlin.domains.quality.forms import ReportForm
from nuanlin.domains.quality.policy import reach_of
from nuanlin.domains.quality.queries import Choices, Scope, choices_for
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.accounts.workplaces import workplace


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, for what, and what else there is to choose."""

    actor: Actor
    form: ReportForm
    scope: Scope
    choices: Choices

    @property
    def place(self) -> str:
        """The community that the report is about, or all of them by name."""
        names = dict(self.choices.communities)
        one = self.scope.community_id
        return names[one] if one in names else "、".join(names.values())


def asked_of(request: HttpRequest) -> Asked:
    """Read a request. One statement. Raises Missing for who reads no figures."""
    actor = actor_of(request)
    reach = reach_of(actor)
    here, places = workplace(request), dict(reach.places)
    community = here.id if here is not None and here.id in places else reach.places[0][0]
    choices = choices_for(reach)
    form = ReportForm(request.GET, choices=choices, community_id=community)
    return Asked(actor, form, form.scope(), choices)
