"""Whose door it is, while the owner is still on the phone (B1, B3)."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from nuanlin.domains.estate.models import CommonArea, Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import Occupancy, StandingInstruction
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.domains.people.queries.homes import home_of, instructions_of, role_rank
from nuanlin.domains.people.queries.search import Hit, search
from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries.lists import cases_of_home
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.lib.text import plain

AREAS = 5
HITS = 8


@dataclass(frozen=True, slots=True)
class Door:
    """A home with who lives there today, what to know, and what is open there already."""

    home: Home
    residents: list[Occupancy]
    instructions: list[StandingInstruction]
    open_cases: list[Case]
    person_id: int | None = None


@dataclass(slots=True)
class Places:
    """What the typed words may mean: one door, else several to choose from."""

    typed: str
    door: Door | None = None
    area: CommonArea | None = None
    hits: list[Hit] = field(default_factory=list)
    areas: list[CommonArea] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.door or self.area or self.hits or self.areas)


def door(home_id: int, actor: Actor, *, person_id: int | None = None) -> Door:
    """Return everything to know about a door before recording. Four statements. Raises Missing."""
    today = timezone.localdate()
    home = home_of(actor, home_id)
    residents: Any = (
        current_occupancies(today)
        .filter(home=home)
        .select_related("person")
        .order_by(role_rank(), "pk")
    )
    return Door(
        home=home,
        residents=list(residents),
        instructions=list(instructions_of(home.pk, today)),
        open_cases=[case for case in cases_of_home(home.pk, actor) if case.is_open],
        person_id=person_id,
    )


def area(area_id: int, actor: Actor) -> CommonArea | None:
    """Return a common area that the actor may know of."""
    return places_visible_to(actor, CommonArea).filter(pk=area_id, retired=False).first()


def places(typed: str, here: Workplace, actor: Actor) -> Places:
    """Return the places of a community that ``typed`` may mean: plate, name, pinyin, phone, area.

    A single door, or the exact plate, is returned whole.
    """
    text = plain(typed)[:60]
    found = Places(text)
    if not text:
        return found
    answer = search(actor, text)
    hits = [hit for hit in (*answer.homes, *answer.people) if _is_here(hit, here)]
    found.areas = list(
        places_visible_to(actor, CommonArea).filter(
            community=here.id, retired=False, name__icontains=text
        )[:AREAS]
    )
    exact = [hit for hit in hits if hit.plate == text]
    certain = exact[:1] or (hits if len({hit.home_id for hit in hits}) == 1 else [])
    if certain and not (found.areas and not exact):
        first = certain[0]
        assert first.home_id is not None
        found.door = door(first.home_id, actor, person_id=first.person_id)
        found.areas = []
    else:
        found.hits = hits[:HITS]
    return found


def _is_here(hit: Hit, here: Workplace) -> bool:
    return hit.home_id is not None and hit.community == here.name
