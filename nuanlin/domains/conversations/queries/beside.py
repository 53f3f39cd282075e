"""What stands beside a conversation: the resident's homes, who lives there, what to know."""

from dataclasses import dataclass, field

from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.models import Occupancy, StandingInstruction
from nuanlin.domains.people.policy import visible_to
from nuanlin.domains.people.queries import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock


@dataclass(slots=True)
class Beside:
    """The resident's homes in the community, all who live in them, and their instructions."""

    homes: list[Home] = field(default_factory=list)
    household: list[Occupancy] = field(default_factory=list)
    instructions: list[StandingInstruction] = field(default_factory=list)


def beside(actor: Actor, conversation: Conversation) -> Beside:
    """Return what staff should know of whom they write with. Two statements."""
    today = clock.today()
    own = Occupancy.objects.filter(
        running(today), person=conversation.person_id, home__community=conversation.community_id
    )
    rows = list(
        visible_to(actor, Occupancy)
        .filter(running(today), home__in=own.values("home"))
        .select_related("home", "person")
        .order_by("home__order", "pk")
    )
    homes = {row.home_id: row.home for row in rows}
    instructions = visible_to(actor, StandingInstruction).filter(
        home__in=own.values("home"), ended_at__isnull=True
    )
    return Beside(
        homes=list(homes.values()),
        household=[row for row in rows if row.person_id != conversation.person_id],
        instructions=[
            one
            for one in instructions.select_related("person").order_by("pk")
            if one.until is None or one.until >= today
        ],
    )
