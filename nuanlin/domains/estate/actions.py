"""Opening communities and building them up: buildings, entrances, doors, spaces, areas (A1)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import (
    Building,
    CommonArea,
    Community,
    Entrance,
    Home,
    HomeKind,
    HomeState,
    ParkingSpace,
)
from nuanlin.domains.estate.ordering import put_in_order
from nuanlin.domains.estate.policy import may_administer, may_administer_company, visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.plates import label as plain_label
from nuanlin.lib.text import plain

MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class CommunityFacts:
    """What is said of a community."""

    name: str
    address: str = ""
    hotline: str = ""
    gas_hotline: str = ""
    office_name: str = ""


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What is written down about a door."""

    label: str
    entrance: str = ""
    kind: str = HomeKind.HOME.value
    state: str = HomeState.LIVED_IN.value
    floor: int | None = None
    layout: str = ""
    area: Decimal | None = None
    indoor_area: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HomeRange:
    """Doors that repeat on every floor: entrances, floors, and doors on a floor."""

    entrances: tuple[str, ...]
    lowest: int
    highest: int
    doors: int


def _not_allowed() -> Refusal:
    return Refusal("not_allowed", _("Your post does not include this. Please ask your manager."))


def _taken(field: str, what: str) -> Refusal:
    return Refusal("already_there", _("%(name)s is there already.") % {"name": what}, field=field)


# Communities


@transaction.atomic
def open_community(*, facts: CommunityFacts, by: Actor) -> Community:
    """Open a community for the company (A1). Raises Refusal when the name is taken."""
    if not may_administer_company(by):
        raise _not_allowed()
    fields = _community_fields(facts)
    if Community.objects.filter(name=fields["name"]).exists():
        raise _taken("name", fields["name"])
    community = Community.objects.create(**fields)
    record("community.opened", subject=community, by=by, community_id=community.pk)
    return community


@transaction.atomic
def edit_community(community_id: int, *, facts: CommunityFacts, by: Actor) -> Community:
    """Change what is said of a community. Raises Missing, Refusal."""
    community = locked(visible_to(by, Community), community_id)
    if not may_administer_company(by):
        raise _not_allowed()
    fields = _community_fields(facts)
    if Community.objects.filter(name=fields["name"]).exclude(pk=community.pk).exists():
        raise _taken("name", fields["name"])
    _change(community, fields, "community.changed", community.pk, by)
    return community


def _community_fields(facts: CommunityFacts) -> dict[str, str]:
    return {
        "name": plain(facts.name),
        "address": plain(facts.address),
        "hotline": plain(facts.hotline),
        "gas_hotline": plain(facts.gas_hotline),
        "office_name": plain(facts.office_name),
    }


def _change(row: Any, fields: dict[str, Any], verb: str, community_id: int, by: Actor) -> bool:
    """Store what differs and record which columns did; False when nothing did."""
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if not changed:
        return False
    for name in changed:
        setattr(row, name, fields[name])
    row.save(update_fields=changed)
    record(verb, subject=row, by=by, community_id=community_id, data={"fields": changed})
    return True


# Buildings and entrances


@transaction.atomic
def add_building(
    community_id: int,
    *,
    label: str,
    floors: int | None = None,
    has_lift: bool | None = None,
    by: Actor,
) -> Building:
    """Add a building to a community. Raises Missing, or Refusal when the label is taken."""
    community = _administered(community_id, by)
    label = plain_label(plain(label).upper())
    if community.buildings.filter(label=label).exists():
        raise _taken("label", label)
    building = Building.objects.create(
        community=community, label=label, floors=floors, has_lift=has_lift
    )
    put_in_order(community.pk)
    record("building.added", subject=building, by=by, community_id=community.pk)
    return building


@transaction.atomic
def edit_building(
    building_id: int, *, floors: int | None, has_lift: bool | None, by: Actor
) -> Building:
    """Change what is written down about a building; its label stands on every plate and stays.

    Raises Missing, or Refusal when homes stand above the highest floor.
    """
    building = locked(visible_to(by, Building), building_id)
    if not may_administer(by, building.community_id):
        raise _not_allowed()
    if floors is not None and building.homes.filter(floor__gt=floors).exists():
        raise Refusal(
            "homes_above", _("There are homes on higher floors than this."), field="floors"
        )
    fields = {"floors": floors, "has_lift": has_lift}
    _change(building, fields, "building.changed", building.community_id, by)
    return building


def _administered(community_id: int, by: Actor) -> Community:
    # The lock keeps two people from numbering the same doors at once.
    community = locked(visible_to(by, Community), community_id)
    if not may_administer(by, community.pk):
        raise _not_allowed()
    return community


def _building_administered(building_id: int, by: Actor) -> Building:
    building = locked(visible_to(by, Building), building_id)
    _administered(building.community_id, by)
    return building


# Doors


@transaction.atomic
def add_home(building_id: int, *, facts: HomeFacts, by: Actor) -> Home:
    """Add a door to a building; a new entrance is added with it.

    Raises Missing, or Refusal when the door is there or higher than the building.
    """
    building = _building_administered(building_id, by)
    entrance = _entrance(building, facts.entrance)
    fields = _home_fields(building, facts)
    if building.homes.filter(entrance=entrance, label=fields["label"]).exists():
        raise _taken("label", _plate(building, entrance, fields["label"]))
    home = Home.objects.create(
        community_id=building.community_id,
        building=building,
        entrance=entrance,
        plate=_plate(building, entrance, fields["label"]),
        **fields,
    )
    put_in_order(building.community_id)
    record("home.added", subject=home, by=by, community_id=home.community_id)
    return home


@transaction.atomic
def edit_home(home_id: int, *, facts: HomeFacts, by: Actor) -> Home:
    """Change what is written down about a door; where it is stays. Raises Missing, Refusal."""
    home = locked(visible_to(by, Home).select_related("building"), home_id)
    if not may_administer(by, home.community_id):
        raise _not_allowed()
    fields = _home_fields(home.building, facts)
    fields.pop("label")
    _change(home, fields, "home.changed", home.community_id, by)
    return home


@transaction.atomic
def add_homes(building_id: int, *, doors: HomeRange, by: Actor) -> Building:
    """Add all doors of a building at once: 1–18 with four each is 101 … 1804.

    Doors that are there stay as they are. Raises Missing, or Refusal when it would be too many or
    nothing new.
    """
    building = _building_administered(building_id, by)
    floors = [floor for floor in range(doors.lowest, doors.highest + 1) if floor != 0]
    if building.floors is not None and doors.highest > building.floors:
        raise _too_high(building, "highest")
    names = doors.entrances or ("",)
    if not floors or len(names) * len(floors) * doors.doors > MOST_AT_ONCE:
        raise Refusal(
            "too_many",
            _("Please add at most %(number)s homes at once.") % {"number": MOST_AT_ONCE},
            field="highest",
        )
    known = set(building.homes.values_list("entrance__label", "label"))
    entrances = {name: _entrance(building, name) for name in names}
    new = [
        Home(
            community_id=building.community_id,
            building=building,
            entrance=entrance,
            label=label,
            plate=_plate(building, entrance, label),
            floor=floor,
        )
        for entrance in entrances.values()
        for floor in floors
        for label in (_door_label(floor, number) for number in range(1, doors.doors + 1))
        if (entrance.label if entrance else None, label) not in known
    ]
    if not new:
        raise Refusal("nothing_new", _("All these homes are there already."), field="highest")
    Home.objects.bulk_create(new)
    put_in_order(building.community_id)
    record(
        "homes.added",
        subject=building,
        by=by,
        community_id=building.community_id,
        data={"number": len(new)},
    )
    return building


def _door_label(floor: int, number: int) -> str:
    return f"{floor}{number:02}" if floor > 0 else f"B{-floor}{number:02}"


def _entrance(building: Building, label: str) -> Entrance | None:
    label = plain_label(plain(label).upper())
    if label in ("", "0"):
        return None
    return Entrance.objects.get_or_create(building=building, label=label)[0]


def _plate(building: Building, entrance: Entrance | None, label: str) -> str:
    parts = [building.label, entrance.label if entrance else "", label]
    return "-".join(part for part in parts if part)


def _home_fields(building: Building, facts: HomeFacts) -> dict[str, Any]:
    if facts.floor is not None and building.floors is not None and facts.floor > building.floors:
        raise _too_high(building, "floor")
    return {
        "label": plain(facts.label).upper(),
        "kind": HomeKind(facts.kind).value,
        "state": HomeState(facts.state).value,
        "floor": facts.floor,
        "layout": plain(facts.layout),
        "area": facts.area,
        "indoor_area": facts.indoor_area,
    }


def _too_high(building: Building, field: str) -> Refusal:
    return Refusal(
        "too_high",
        _("This building has %(floors)s floors.") % {"floors": building.floors},
        field=field,
    )


# Parking spaces and common areas


@transaction.atomic
def add_space(community_id: int, *, label: str, area: str = "", by: Actor) -> ParkingSpace:
    """Add a parking space to a car park. Raises Missing, or Refusal when it is there."""
    community = _administered(community_id, by)
    fields = {"label": plain(label).upper(), "area": plain(area)}
    if community.parking_spaces.filter(**fields).exists():
        raise _taken("label", fields["label"])
    space = ParkingSpace.objects.create(
        community=community, order=community.parking_spaces.count() + 1, **fields
    )
    record("space.added", subject=space, by=by, community_id=community.pk)
    return space


@transaction.atomic
def edit_space(space_id: int, *, label: str, area: str, by: Actor) -> ParkingSpace:
    """Change the label or the car park of a space. Raises Missing, Refusal."""
    space = locked(visible_to(by, ParkingSpace), space_id)
    _administered(space.community_id, by)
    fields = {"label": plain(label).upper(), "area": plain(area)}
    others = ParkingSpace.objects.filter(community=space.community_id, **fields)
    if others.exclude(pk=space.pk).exists():
        raise _taken("label", fields["label"])
    _change(space, fields, "space.changed", space.community_id, by)
    return space


@transaction.atomic
def add_area(
    community_id: int, *, name: str, building_id: int | None = None, by: Actor
) -> CommonArea:
    """Add a common area, of a building if one is given. Raises Missing, Refusal."""
    community = _administered(community_id, by)
    building = None
    if building_id is not None:
        building = locked(visible_to(by, Building).filter(community=community), building_id)
    if community.common_areas.filter(name=plain(name), retired=False).exists():
        raise _taken("name", plain(name))
    area = CommonArea.objects.create(community=community, name=plain(name), building=building)
    record("area.added", subject=area, by=by, community_id=community.pk)
    return area


@transaction.atomic
def retire_area(area_id: int, *, by: Actor) -> CommonArea:
    """Offer a common area no longer; what happened there keeps its name. Raises Missing."""
    area = locked(visible_to(by, CommonArea), area_id)
    if not may_administer(by, area.community_id):
        raise _not_allowed()
    if not area.retired:
        area.retired = True
        area.save(update_fields=["retired"])
        record("area.retired", subject=area, by=by, community_id=area.community_id)
    return area
