"""What residents read about their own homes (A2, A5)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from nuanlin.domains.people.models import Occupancy, Person, StandingInstruction
from nuanlin.domains.people.queries.actors import current_occupancies
from nuanlin.foundation.accounts.actors import Actor, HomeFacts
from nuanlin.lib import names


@dataclass(frozen=True, slots=True)
class Housemate:
    """Somebody who lives in one's home; the name is masked unless it is oneself."""

    name: str
    role: str
    me: bool


@dataclass(slots=True)
class OwnHome:
    """One of one's homes: its door, who lives there, and what callers should know."""

    facts: HomeFacts
    role: str = ""
    people: list[Housemate] = field(default_factory=list)
    instructions: list[StandingInstruction] = field(default_factory=list)


def own_homes(actor: Actor) -> list[OwnHome]:
    """Return the homes of ``actor``, the preferred one first. Two statements."""
    homes = {facts.home_id: OwnHome(facts) for facts in actor.homes}
    rows = current_occupancies(timezone.localdate()).filter(home__in=homes)
    for row in rows.select_related("person").order_by("pk"):
        _add(homes[row.home_id], row, actor)
    instructions = _instructions(actor, list(homes))
    for home_id, found in instructions.items():
        homes[home_id].instructions = found
    return list(homes.values())


def _add(home: OwnHome, row: Occupancy, actor: Actor) -> None:
    me = row.person_id == actor.person_id
    if me:
        home.role = row.get_role_display()
    name = row.person.name if me else names.masked(row.person.name)
    home.people.append(Housemate(name, row.get_role_display(), me))


def _instructions(actor: Actor, home_ids: list[int]) -> dict[int, list[StandingInstruction]]:
    """Those about oneself, and those about the home as a whole; not what is said of others."""
    by_home: dict[int, list[StandingInstruction]] = defaultdict(list)
    rows = StandingInstruction.objects.filter(
        Q(person=actor.person_id) | Q(person__isnull=True),
        Q(until__isnull=True) | Q(until__gte=timezone.localdate()),
        home__in=home_ids,
        ended_at__isnull=True,
    )
    for row in rows.order_by("-pk"):
        by_home[row.home_id].append(row)
    return by_home


def own_phone(actor: Actor) -> str:
    """Return the number the office has of ``actor``, canonical, or ""."""
    row = Person.objects.filter(pk=actor.person_id or 0).values_list("phone", flat=True).first()
    return row or ""
