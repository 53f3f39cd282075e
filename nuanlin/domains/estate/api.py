"""Places through the API: communities, buildings, doors, parking spaces, common areas (A1)."""

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.domains.estate import actions, queries
from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.estate.schemas import DoorOut
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Id, Label, Line, Name, fits

router = Router(tags=["places"])
Floors = Annotated[int, Field(ge=1, le=200)]
Floor = Annotated[int, Field(ge=-9, le=200)]
SquareMetres = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]
# A plate joins building, entrance and room, and has 60 characters.
Building = Annotated[str, Field(min_length=1, max_length=18), fits(18)]
Entrance = Annotated[str, Field(max_length=18), fits(18)]


class CommunityOut(Schema):
    """A community and how much there is in it."""

    id: int
    name: str
    address: str
    hotline: str
    gas_hotline: str
    office_name: str
    building_count: int
    home_count: int
    space_count: int


class CommunityIn(Schema):
    """What is said of a community; ``office_name`` is said when the phone is taken."""

    name: Annotated[Name, Field(min_length=1)]
    address: Line = ""
    hotline: Label = ""
    gas_hotline: Label = ""
    office_name: Name = ""


class BuildingOut(Schema):
    """A building; null where it is not known."""

    id: int
    community_id: int
    label: str
    floors: int | None
    has_lift: bool | None
    home_count: int


class BuildingChangeIn(Schema):
    """What is written down about a building; null for not known."""

    floors: Floors | None = None
    has_lift: bool | None = None


class BuildingIn(BuildingChangeIn):
    """A building to add; its label stands on every plate and stays."""

    label: Building


class DoorChangeIn(Schema):
    """What is written down about a door; areas in square metres."""

    kind: HomeKind = HomeKind.HOME
    state: HomeState = HomeState.LIVED_IN
    floor: Floor | None = None
    layout: Annotated[str, Field(max_length=40), fits(40)] = ""
    area: SquareMetres | None = None
    indoor_area: SquareMetres | None = None


class DoorIn(DoorChangeIn):
    """A door to add; an entrance that is not there yet is added with it."""

    label: Annotated[Building, Field(min_length=1)]
    entrance: Entrance = ""


class DoorsIn(Schema):
    """Doors that repeat on every floor: 1 to 18 with four each are 101 to 1804."""

    entrances: Annotated[list[Entrance], Field(max_length=20)] = []
    lowest: Annotated[int, Field(ge=-5, le=200)] = 1
    highest: Floors
    doors: Annotated[int, Field(ge=1, le=40)]


class SpaceOut(Schema):
    """A parking space of a car park."""

    id: int
    community_id: int
    label: str
    area: str


class Spaces(Schema):
    """A page of parking spaces; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[SpaceOut]
    next: str


class SpaceIn(Schema):
    """A parking space, and the car park it is in."""

    label: Annotated[Label, Field(min_length=1)]
    area: Name = ""


class AreaOut(Schema):
    """A place that belongs to all owners."""

    id: int
    community_id: int
    building_id: int | None
    name: str


class AreaIn(Schema):
    """A common area, of one building if it is named."""

    name: Annotated[Name, Field(min_length=1)]
    building_id: Id | None = None


# Communities


@router.get("communities", response=list[CommunityOut])
def list_communities(request: HttpRequest) -> Any:
    """The communities that I work for."""
    return queries.communities(actor_of(request))


@router.post("communities", response={201: CommunityOut})
def open_community(request: HttpRequest, sent: CommunityIn) -> Any:
    """Open a community, as an administrator."""
    by, facts = actor_of(request), actions.CommunityFacts(**sent.dict())
    made = once(lambda: actions.open_community(facts=facts, by=by), by=by)
    return Status(201, queries.community_of(by, made))


@router.get("communities/{int:community_id}", response=CommunityOut)
def read_community(request: HttpRequest, community_id: Id) -> Any:
    """One community that I work for."""
    return queries.community_of(actor_of(request), community_id)


@router.put("communities/{int:community_id}", response=CommunityOut)
def edit_community(request: HttpRequest, community_id: Id, sent: CommunityIn) -> Any:
    """Change what is said of a community, as an administrator."""
    by, facts = actor_of(request), actions.CommunityFacts(**sent.dict())
    once(lambda: actions.edit_community(community_id, facts=facts, by=by), by=by)
    return queries.community_of(by, community_id)


# Buildings and doors


@router.get("communities/{int:community_id}/buildings", response=list[BuildingOut])
def list_buildings(request: HttpRequest, community_id: Id) -> Any:
    """The buildings of a community, in order."""
    by = actor_of(request)
    queries.community_of(by, community_id)
    return queries.buildings_of(by, community_id)


@router.post("communities/{int:community_id}/buildings", response={201: BuildingOut})
def add_building(request: HttpRequest, community_id: Id, sent: BuildingIn) -> Any:
    """Add a building, as a manager."""
    by = actor_of(request)
    made = once(lambda: actions.add_building(community_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.counted_building(by, made))


@router.put("buildings/{int:building_id}", response=BuildingOut)
def edit_building(request: HttpRequest, building_id: Id, sent: BuildingChangeIn) -> Any:
    """Change what is written down about a building, as a manager."""
    by = actor_of(request)
    once(lambda: actions.edit_building(building_id, **sent.dict(), by=by), by=by)
    return queries.counted_building(by, building_id)


@router.post("buildings/{int:building_id}/homes", response={201: DoorOut})
def add_home(request: HttpRequest, building_id: Id, sent: DoorIn) -> Any:
    """Add one door to a building, as a manager."""
    by, facts = actor_of(request), actions.HomeFacts(**sent.dict())
    made = once(lambda: actions.add_home(building_id, facts=facts, by=by), by=by)
    return Status(201, queries.home_of(by, made))


@router.post("buildings/{int:building_id}/floors", response=BuildingOut)
def add_homes(request: HttpRequest, building_id: Id, sent: DoorsIn) -> Any:
    """Add all doors of a building at once, as a manager; those that are there stay."""
    by = actor_of(request)
    doors = actions.HomeRange(tuple(sent.entrances), sent.lowest, sent.highest, sent.doors)
    once(lambda: actions.add_homes(building_id, doors=doors, by=by), by=by)
    return queries.counted_building(by, building_id)


@router.put("homes/{int:home_id}/facts", response=DoorOut)
def edit_home(request: HttpRequest, home_id: Id, sent: DoorChangeIn) -> Any:
    """Change what is written down about a door, as a manager; where it is stays."""
    by = actor_of(request)
    facts = actions.HomeFacts(label=queries.home_of(by, home_id).label, **sent.dict())
    once(lambda: actions.edit_home(home_id, facts=facts, by=by), by=by)
    return queries.home_of(by, home_id)


# Parking spaces and common areas


@router.get("communities/{int:community_id}/parking-spaces", response=Spaces)
def list_parking_spaces(request: HttpRequest, community_id: Id, after: Cursor = "") -> Any:
    """The parking spaces of a community."""
    return queries.spaces_after(actor_of(request), community_id, after)


@router.post("communities/{int:community_id}/parking-spaces", response={201: SpaceOut})
def add_parking_space(request: HttpRequest, community_id: Id, sent: SpaceIn) -> Any:
    """Add a parking space, as a manager."""
    by = actor_of(request)
    made = once(lambda: actions.add_space(community_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.space_of(by, made))


@router.put("parking-spaces/{int:space_id}", response=SpaceOut)
def edit_parking_space(request: HttpRequest, space_id: Id, sent: SpaceIn) -> Any:
    """Change the label or the car park of a space, as a manager."""
    by = actor_of(request)
    once(lambda: actions.edit_space(space_id, **sent.dict(), by=by), by=by)
    return queries.space_of(by, space_id)


@router.get("communities/{int:community_id}/common-areas", response=list[AreaOut])
def list_common_areas(request: HttpRequest, community_id: Id) -> Any:
    """The common areas of a community that I work for or live in."""
    return queries.areas_known_to(actor_of(request), community_id)


@router.post("communities/{int:community_id}/common-areas", response={201: AreaOut})
def add_common_area(request: HttpRequest, community_id: Id, sent: AreaIn) -> Any:
    """Add a common area, as a manager."""
    by = actor_of(request)
    made = once(lambda: actions.add_area(community_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.area_of(by, made))


@router.delete("common-areas/{int:area_id}", response={204: None})
def retire_common_area(request: HttpRequest, area_id: Id) -> Any:
    """Offer a common area no longer, as a manager; what happened there keeps its name."""
    by = actor_of(request)
    once(lambda: actions.retire_area(area_id, by=by), by=by)
    return Status(204, None)
