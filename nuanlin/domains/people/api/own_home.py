"""My own home, as somebody who lives there: who else does, what callers should know (A2, A5)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from nuanlin.domains.people.actions import own_home as actions
from nuanlin.domains.people.api.schemas import InstructionOut
from nuanlin.domains.people.models import InstructionKind
from nuanlin.domains.people.queries.own_home import OwnHome, own_homes
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Day, Id, Line

router = Router(tags=["my home"])


class HousemateOut(Schema):
    """Somebody of my home; the name is masked unless it is me."""

    name: str
    role: str
    me: bool


class OwnHomeOut(Schema):
    """One of my homes; ``instructions`` are those about me and about the whole home."""

    home_id: int
    plate: str
    community_id: int
    community: str
    hotline: str
    role: str
    people: list[HousemateOut]
    instructions: list[InstructionOut]

    @classmethod
    def of(cls, home: OwnHome) -> dict[str, Any]:
        """Return a home in this shape."""
        facts = home.facts
        return {
            **{name: getattr(facts, name) for name in ("home_id", "plate", "community_id")},
            **{name: getattr(facts, name) for name in ("community", "hotline", "role")},
            "people": home.people,
            "instructions": home.instructions,
        }


class OwnInstructionIn(Schema):
    """What everyone who calls or comes should know, until a day or until I end it."""

    kind: InstructionKind
    text: Line = ""
    until: Day | None = None


@router.get("my/homes", response=list[OwnHomeOut])
def list_my_homes(request: HttpRequest) -> Any:
    """The homes that I belong to today."""
    return [OwnHomeOut.of(home) for home in own_homes(actor_of(request))]


@router.post("my/homes/{int:home_id}/instructions", response={201: OwnHomeOut})
def add_own_instruction(request: HttpRequest, home_id: Id, sent: OwnInstructionIn) -> Any:
    """Tell everyone who calls or comes to my home something."""
    by = actor_of(request)
    once(lambda: actions.add_own_instruction(home_id, **sent.dict(), by=by), by=by)
    home = next((home for home in own_homes(by) if home.facts.home_id == home_id), None)
    if home is None:
        raise Missing
    return Status(201, OwnHomeOut.of(home))


@router.delete("my/instructions/{int:instruction_id}", response={204: None})
def end_own_instruction(request: HttpRequest, instruction_id: Id) -> Any:
    """Let one of my own instructions hold no longer."""
    by = actor_of(request)
    once(lambda: actions.end_own_instruction(instruction_id, by=by), by=by)
    return Status(204, None)
