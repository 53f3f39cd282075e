"""Reads about places: communities with their figures, buildings as floors and doors."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from nuanlin.domains.estate.models import (
    Building,
    CommonArea,
    Community,
    Entrance,
    Home,
    HomeState,
    ParkingSpace,
)
from nuanlin.domains.estate.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib.paging import Slice, slice_of
from nuanlin.lib.plates import natural_key

PAGE = 100


def _number_of(model: Any, path: str = "community") -> Coalesce:
    """Count rows of ``model`` without joining them, so that several counts do not multiply."""
    rows = (
        model._default_manager.filter(**{path: OuterRef("pk")})
        .order_by()
        .values(path)
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def communities(actor: Actor) -> QuerySet[Community]:
    """Return the communities that ``actor`` may see, each with its numbers. One statement."""
    return visible_to(actor, Community).annotate(
        building_count=_number_of(Building),
        home_count=_number_of(Home),
        space_count=_number_of(ParkingSpace),
    )


def community_of(actor: Actor, community_id: int) -> Community:
    """Return a community with its numbers. Raises Missing."""
    return one(communities(actor), community_id)


def buildings_of(actor: Actor, community_id: int | None = None) -> list[Building]:
    """Return the buildings of one community, or of all that ``actor`` may see, with home_count."""
    rows = visible_to(actor, Building).select_related("community")
    if community_id is not None:
        rows = rows.filter(community=community_id)
    rows = rows.annotate(home_count=_number_of(Home, "building"))
    return list(rows.order_by("community__name", "order", "label"))


def building_of(actor: Actor, building_id: int) -> Building:
    """Return a building with its community. Raises Missing."""
    return one(visible_to(actor, Building).select_related("community"), building_id)


def counted_building(actor: Actor, building_id: int) -> Building:
    """Return a building with its home_count. Raises Missing."""
    rows = visible_to(actor, Building).annotate(home_count=_number_of(Home, "building"))
    return one(rows, building_id)


def entrance_of(actor: Actor, entrance_id: int) -> Entrance:
    """Return an entrance with its building. Raises Missing."""
    return one(visible_to(actor, Entrance).select_related("building__community"), entrance_id)


def entrances_of(building: Building) -> QuerySet[Entrance]:
    """Return the entrances of a building."""
    return building.entrances.all()


def home_of(actor: Actor, home_id: int) -> Home:
    """Return a home with its building and community. Raises Missing."""
    rows = visible_to(actor, Home).select_related("building__community", "entrance")
    return one(rows, home_id)


def areas_of(community_id: int) -> QuerySet[CommonArea]:
    """Return the common areas of a community that are in use."""
    return CommonArea.objects.filter(community=community_id, retired=False).select_related(
        "building"
    )


def areas_in_order(community_id: int) -> list[CommonArea]:
    """Return the common areas of a community that are in use, building 2 before building 10."""
    return sorted(areas_of(community_id), key=lambda area: natural_key(area.name))


def areas_known_to(actor: Actor, community_id: int) -> QuerySet[CommonArea]:
    """Return the common areas of a community that the actor works for or lives in.

    Raises Missing.
    """
    if community_id in {home.community_id for home in actor.homes}:
        return CommonArea.objects.filter(community=community_id, retired=False)
    one(visible_to(actor, Community), community_id)
    return areas_of(community_id)


def area_of(actor: Actor, area_id: int) -> CommonArea:
    """Return a common area. Raises Missing."""
    return one(visible_to(actor, CommonArea).select_related("community"), area_id)


def spaces_page(actor: Actor, community_id: int, number: int) -> Page[ParkingSpace]:
    """Return a page of the parking spaces of a community."""
    rows = visible_to(actor, ParkingSpace).filter(community=community_id)
    return Paginator(rows.order_by("order", "label", "pk"), PAGE).get_page(number)


def spaces_after(actor: Actor, community_id: int, after: str) -> Slice[ParkingSpace]:
    """Return the parking spaces of a community that follow the cursor. Raises Missing."""
    one(visible_to(actor, Community), community_id)
    rows = visible_to(actor, ParkingSpace).filter(community=community_id)
    return slice_of(rows, ("order", "label", "pk"), after=after, of=f"spaces.{community_id}")


def space_of(actor: Actor, space_id: int) -> ParkingSpace:
    """Return a parking space. Raises Missing."""
    return one(visible_to(actor, ParkingSpace).select_related("community"), space_id)


@dataclass(slots=True)
class Column:
    """The doors of one entrance; "" names the doors without one."""

    label: str
    width: int


@dataclass(slots=True)
class Floor:
    """One floor from left to right; a column has as many cells as its widest floor."""

    number: int | None
    cells: list[list[Home]]


@dataclass(slots=True)
class Elevation:
    """A building as one sees it from outside: highest floor first."""

    columns: list[Column] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    # Doors by state, the most frequent first.
    states: list[tuple[HomeState, int]] = field(default_factory=list)
    total: int = 0


def elevation_of(building: Building) -> Elevation:
    """Return a building drawn as floors and doors. One statement."""
    homes = list(building.homes.select_related("entrance").order_by("order", "pk"))
    homes.sort(key=lambda home: natural_key(home.label))
    by_place: dict[tuple[int | None, str], list[Home]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for home in homes:
        by_place[(home.floor, _entrance(home))].append(home)
        counts[home.state] += 1
    # Shops and other doors without an entrance stand beside the stairs, not before them.
    labels = sorted(
        {label for _floor, label in by_place}, key=lambda text: (not text, natural_key(text))
    )
    floors = sorted({floor for floor, _label in by_place}, key=_height, reverse=True)
    return Elevation(
        columns=[
            Column(label, max(len(by_place.get((floor, label), ())) for floor in floors))
            for label in labels
        ],
        floors=[
            Floor(floor, [by_place.get((floor, label), []) for label in labels]) for floor in floors
        ],
        states=[
            (HomeState(state), number)
            for state, number in sorted(counts.items(), key=lambda pair: -pair[1])
        ],
        total=len(homes),
    )


def _entrance(home: Home) -> str:
    return home.entrance.label if home.entrance else ""


def _height(floor: int | None) -> int:
    # Doors without a known floor stand below the lowest.
    return -1000 if floor is None else floor


def by_community(buildings: list[Building]) -> list[tuple[Community, list[Building]]]:
    """Group buildings, sorted by community, for a heading each."""
    return [
        (community, list(rows))
        for community, rows in groupby(buildings, key=lambda building: building.community)
    ]
