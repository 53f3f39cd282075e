"""Who would get a notice: counts, the grid of each building, and the places in words (F1)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Building, Entrance, Home
from nuanlin.domains.notices.audience import Audience, homes_of
from nuanlin.domains.people.queries import current_occupancies
from nuanlin.lib import clock

NAMED = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A home on the grid: whether it is chosen, and its door."""

    plate: str
    label: str
    chosen: bool


@dataclass(slots=True)
class Drawn:
    """A building as its entrances, each with floors of homes, the highest first."""

    label: str
    chosen: int = 0
    homes: int = 0
    entrances: dict[str, dict[int | None, list[Cell]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many homes and people an audience has, and the buildings in which some are."""

    homes: int
    people: int
    buildings: list[Drawn]


def buildings_with_entrances(community_id: int) -> list[Building]:
    """Return the buildings of a community, each with its entrances. Two statements."""
    return list(Building.objects.filter(community=community_id).prefetch_related("entrances"))


def chosen_by(audience: Audience, community_id: int, *, drawn: bool = True) -> Chosen:
    """Return whom an audience holds; ``drawn`` adds the buildings. Three statements."""
    homes = homes_of(audience, community_id)
    living = current_occupancies(clock.today()).filter(home__in=homes.values("pk"))
    people = living.values("person").distinct().count()
    if not drawn:
        return Chosen(homes.count(), people, [])
    buildings = _drawn(homes, community_id)
    return Chosen(sum(one.chosen for one in buildings), people, buildings)


def places_in_words(audience: Audience, community_id: int) -> str:
    """Name the homes of an audience in the language of the moment. Up to two statements."""
    if audience.whole and not (audience.floors or audience.stacks):
        return _("all homes")
    names = [_("all homes")] if audience.whole else _names(audience, community_id)
    if audience.floors:
        floors = ", ".join(map(str, audience.floors))
        names.append(_("floor %(floors)s") % {"floors": floors})
    if audience.stacks:
        names.append(_("doors %(stacks)s") % {"stacks": ", ".join(audience.stacks)})
    names += audience.plates
    more = _(" and %(n)s more") % {"n": len(names) - NAMED} if len(names) > NAMED else ""
    return _(", ").join(names[:NAMED]) + more


def _names(audience: Audience, community_id: int) -> list[str]:
    names = []
    if audience.building_ids:
        found = Building.objects.filter(pk__in=audience.building_ids, community=community_id)
        names += [_("building %(label)s") % {"label": one.label} for one in found]
    if audience.entrance_ids:
        doors = Entrance.objects.filter(
            pk__in=audience.entrance_ids, building__community=community_id
        ).select_related("building")
        names += [f"{door.building.label}-{door.label}" for door in doors]
    return names


def _drawn(homes: Any, community_id: int) -> list[Drawn]:
    chosen = homes.filter(pk=OuterRef("pk")).order_by()
    touched = homes.order_by().values("building")
    rows = (
        Home.objects.filter(Q(community=community_id, building__in=touched))
        .annotate(is_chosen=Exists(chosen))
        .order_by(
            "building__order", "building__label", "building", "entrance__label", "order", "plate"
        )
        .values_list(
            "building", "building__label", "entrance__label", "floor", "plate", "label", "is_chosen"
        )
    )
    drawn: dict[int, Drawn] = {}
    for building, label, entrance, floor, plate, door, is_chosen in rows:
        one = drawn.setdefault(building, Drawn(label))
        floors = one.entrances.setdefault(entrance or "", {})
        floors.setdefault(floor, []).append(Cell(plate, door, is_chosen))
        one.homes += 1
        one.chosen += is_chosen
    for one in drawn.values():
        for entrance, floors in one.entrances.items():
            highest_first = sorted(floors.items(), key=lambda at: -(at[0] or -99))
            one.entrances[entrance] = dict(highest_first)
    return list(drawn.values())
