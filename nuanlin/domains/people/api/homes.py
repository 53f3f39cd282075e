"""Doors with everything about them: who lives there, what to know, notes, parking (A1, A2)."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.actions import homes as actions
from nuanlin.domains.people.actions import parking
from nuanlin.domains.people.api.schemas import Doors, HoldingOut, WholeHome
from nuanlin.domains.people.models import InstructionKind
from nuanlin.domains.people.queries import homes as queries
from nuanlin.domains.people.queries.slices import homes_after
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Day, Id, Line, Tag, Words

router = Router(tags=["homes"])


class DoorsAsked(Schema):
    """Which doors: of a community, a building, one kind or state."""

    community_id: Id | None = None
    building_id: Id | None = None
    kind: HomeKind | None = None
    state: HomeState | None = None


class InstructionIn(Schema):
    """What everyone who calls or comes should know; ``person_id`` if about one of the home."""

    kind: InstructionKind
    text: Line = ""
    until: Day | None = None
    person_id: Id | None = None


class NoteIn(Schema):
    """A note of the office."""

    text: Annotated[Words, Field(min_length=1)]


class HoldingIn(Schema):
    """Who holds a parking space from now on, bought or rented."""

    person_id: Id
    rented: bool = False
    vehicle_plate: Tag = ""
    starts_on: Day | None = None


class VehicleIn(Schema):
    """The plates that belong on a space, with commas between."""

    vehicle_plate: Tag = ""


class LastDayIn(Schema):
    """The last day of something."""

    on: Day


@router.get("homes", response=Doors)
def list_homes(request: HttpRequest, wanted: Query[DoorsAsked], after: Cursor = "") -> Any:
    """The doors of the communities that I work for, in walking order."""
    return homes_after(actor_of(request), wanted.dict(exclude_none=True), after)


@router.get("homes/{int:home_id}", response=WholeHome)
def read_home(request: HttpRequest, home_id: Id) -> Any:
    """Everything about a door of a community that I work for."""
    return queries.home_page(actor_of(request), home_id)


@router.post("homes/{int:home_id}/instructions", response={201: WholeHome})
def add_instruction(request: HttpRequest, home_id: Id, sent: InstructionIn) -> Any:
    """Keep something that everyone who calls or comes should know."""
    by = actor_of(request)
    once(lambda: actions.add_instruction(home_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.home_page(by, home_id))


@router.delete("instructions/{int:instruction_id}", response={204: None})
def end_instruction(request: HttpRequest, instruction_id: Id) -> Any:
    """Let a standing instruction hold no longer."""
    by = actor_of(request)
    once(lambda: actions.end_instruction(instruction_id, by=by), by=by)
    return Status(204, None)


@router.post("homes/{int:home_id}/notes", response={201: WholeHome})
def add_home_note(request: HttpRequest, home_id: Id, sent: NoteIn) -> Any:
    """Write a note of the office about a home."""
    by = actor_of(request)
    once(lambda: actions.add_note(home_id, text=sent.text, by=by), by=by)
    return Status(201, queries.home_page(by, home_id))


@router.post("parking-spaces/{int:space_id}/holdings", response={201: HoldingOut})
def give_parking_space(request: HttpRequest, space_id: Id, sent: HoldingIn) -> Any:
    """Write down who holds a parking space from now on."""
    by = actor_of(request)
    made = once(lambda: parking.give_space(space_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.holding_of(by, made))


@router.put("holdings/{int:holding_id}/vehicle", response=HoldingOut)
def change_vehicle(request: HttpRequest, holding_id: Id, sent: VehicleIn) -> Any:
    """Change the plates that belong on a space."""
    by = actor_of(request)
    plate = sent.vehicle_plate
    once(lambda: parking.change_vehicle(holding_id, vehicle_plate=plate, by=by), by=by)
    return queries.holding_of(by, holding_id)


@router.post("holdings/{int:holding_id}/end", response=HoldingOut)
def end_parking_space(request: HttpRequest, holding_id: Id, sent: LastDayIn) -> Any:
    """Write down the last day on which somebody holds a space."""
    by = actor_of(request)
    once(lambda: parking.end_holding(holding_id, on=sent.on, by=by), by=by)
    return queries.holding_of(by, holding_id)
