"""Calls through the API: those that ring, the log, and every step of keeping one (D1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from nuanlin.domains.reception.actions import calls as actions
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import (
    CallDoubt,
    CallRecord,
    CallSource,
    CallState,
    Direction,
    Purpose,
    Timeliness,
)
from nuanlin.domains.reception.queries import calls as queries
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib import phones
from nuanlin.lib.schemas import Cursor, Day, Id, Label, Moment, Name, Note, Story


class PhoneCallOut(Schema):
    """A call; ``number`` is masked, ``ring_seconds`` null where nobody counted."""

    id: int
    direction: Direction
    source: CallSource
    state: CallState
    number: str
    line: str
    person_id: int | None
    home_id: int | None
    rang_at: datetime
    answered_at: datetime | None
    answered_by_id: int | None
    ended_at: datetime | None
    ring_seconds: int | None
    timeliness: Timeliness | None
    doubt: CallDoubt | None
    purpose: Purpose | None
    result: str
    finished_at: datetime | None
    missed_call_id: int | None = Field(alias="task_id")

    @staticmethod
    def resolve_number(call: CallRecord) -> str:
        """Hide the middle: the whole number is asked for by its own door."""
        return phones.mask(call.number) if call.number else ""

    @staticmethod
    def resolve_timeliness(call: CallRecord) -> str | None:
        """None for an outgoing call, or one whose rings nobody counted."""
        return call.timeliness or None

    @staticmethod
    def resolve_doubt(call: CallRecord) -> str | None:
        """None where the end is certain."""
        return call.doubt or None

    @staticmethod
    def resolve_purpose(call: CallRecord) -> str | None:
        """None while nobody has said."""
        return call.purpose or None


class HandingOnOut(Schema):
    """To whom or which line a call was handed on, and when."""

    at: datetime
    line: str
    to_id: int | None


class WholePhoneCallOut(PhoneCallOut):
    """A call with the owner's words, its handings-on and the cases that came of it."""

    words: str
    transfers: list[HandingOnOut]
    case_ids: list[int]

    @staticmethod
    def resolve_transfers(call: CallRecord) -> list[Any]:
        """In order of time."""
        return list(call.transfers.all())

    @staticmethod
    def resolve_case_ids(call: CallRecord) -> list[int]:
        """Those that the reader may know of."""
        return [case.pk for case in call.cases.all()]


class PhoneCalls(Schema):
    """A page of calls; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[PhoneCallOut]
    next: str


class PhoneCallsIn(Schema):
    """Filters of the log; ``view`` is all, today, missed, mine or unfinished.

    ``number`` is a whole number or its last four digits or more.
    """

    view: Name = "all"
    direction: Direction | None = None
    purpose: Purpose | None = None
    number: Label = ""
    home_id: Id | None = None
    person_id: Id | None = None
    since: Day | None = None
    until: Day | None = None
    after: Cursor = ""


class TakeCallIn(Schema):
    """A phone was just picked up, or dialled; ``rings`` if somebody counted them."""

    number: Label = ""
    direction: Direction = Direction.IN
    person_id: Id | None = None
    home_id: Id | None = None
    rings: Annotated[int, Field(ge=0, le=60)] | None = None


class MissedCallIn(Schema):
    """A phone's own list shows a call that nobody answered."""

    number: Label
    rang_at: Moment


class CallerIn(Schema):
    """Who calls, and from which home."""

    person_id: Id | None = None
    home_id: Id | None = None


class HandOnIn(Schema):
    """To whom, or to which line."""

    staff_id: Id | None = None
    line: Label = ""


class CallNotesIn(Schema):
    """What is written while talking; null leaves what was written."""

    words: Story | None = None
    result: Note | None = None
    purpose: Purpose | None = None


class FinishCallIn(Schema):
    """What the call was about and what came of it."""

    purpose: Purpose
    result: Note = ""
    words: Story | None = None


class CallCaseIn(Schema):
    """The case that the call led to, or was about."""

    case_id: Id


class WholeNumberOut(Schema):
    """A whole number, shown this once."""

    number: str


@router.get("communities/{int:community_id}/calls", response=PhoneCalls)
def list_phone_calls(request: HttpRequest, community_id: Id, asked: Query[PhoneCallsIn]) -> Any:
    """The log of calls, the latest first."""
    given = {name: value for name, value in asked.dict().items() if value is not None}
    return queries.calls(queries.CallFilter(community_id, **given), actor_of(request))


@router.get("communities/{int:community_id}/calls/open", response=list[PhoneCallOut])
def list_open_calls(request: HttpRequest, community_id: Id) -> Any:
    """The calls that ring or are being talked just now, ringing ones first."""
    return queries.open_calls(community_id, actor_of(request))


@router.post("communities/{int:community_id}/calls", response={201: WholePhoneCallOut})
def take_phone_call(request: HttpRequest, community_id: Id, sent: TakeCallIn) -> Any:
    """Enter a call by hand: it is answered (or dialled) now."""
    return Status(
        201,
        _done(request, lambda by: actions.take_call(community_id, **sent.dict(), by=by)),
    )


@router.post("communities/{int:community_id}/calls/missed", response={201: WholePhoneCallOut})
def note_missed_call(request: HttpRequest, community_id: Id, sent: MissedCallIn) -> Any:
    """Enter a call that nobody answered; it is to be called back."""
    return Status(
        201,
        _done(request, lambda by: actions.note_missed_call(community_id, **sent.dict(), by=by)),
    )


@router.get("calls/{int:call_id}", response=WholePhoneCallOut)
def read_phone_call(request: HttpRequest, call_id: Id) -> Any:
    """One call."""
    return queries.call_of(call_id, actor_of(request))


@router.post("calls/{int:call_id}/answer", response=WholePhoneCallOut)
def answer_phone_call(request: HttpRequest, call_id: Id) -> Any:
    """Say "I have it": whoever says so first has the ringing call."""
    return _done(request, lambda by: actions.answer_call(call_id, by=by))


@router.put("calls/{int:call_id}/caller", response=WholePhoneCallOut)
def name_caller(request: HttpRequest, call_id: Id, sent: CallerIn) -> Any:
    """Note who calls and from which home."""
    return _done(request, lambda by: actions.name_caller(call_id, **sent.dict(), by=by))


@router.patch("calls/{int:call_id}", response=WholePhoneCallOut)
def note_phone_call(request: HttpRequest, call_id: Id, sent: CallNotesIn) -> Any:
    """Write along while talking."""
    return _done(request, lambda by: actions.note_call(call_id, **sent.dict(), by=by))


@router.post("calls/{int:call_id}/transfer", response=WholePhoneCallOut)
def hand_on_phone_call(request: HttpRequest, call_id: Id, sent: HandOnIn) -> Any:
    """Hand a call on to a colleague or another line."""
    return _done(request, lambda by: actions.transfer_call(call_id, **sent.dict(), by=by))


@router.post("calls/{int:call_id}/hang-up", response=WholePhoneCallOut)
def hang_up_phone_call(request: HttpRequest, call_id: Id) -> Any:
    """Say that the talk is over; a telephone system's own word goes before this."""
    return _done(request, lambda by: actions.hang_up(call_id, by=by))


@router.post("calls/{int:call_id}/finish", response=WholePhoneCallOut)
def finish_phone_call(request: HttpRequest, call_id: Id, sent: FinishCallIn) -> Any:
    """Say what the call was about and what came of it."""
    return _done(request, lambda by: actions.finish_call(call_id, **sent.dict(), by=by))


@router.post("calls/{int:call_id}/cases", response=WholePhoneCallOut)
def link_call_to_case(request: HttpRequest, call_id: Id, sent: CallCaseIn) -> Any:
    """Note that the call led to this case, or was about it."""
    return _done(request, lambda by: actions.link_case(call_id, case_id=sent.case_id, by=by))


@router.post("calls/{int:call_id}/number", response=WholeNumberOut)
def show_call_number(request: HttpRequest, call_id: Id) -> Any:
    """The whole number, this once; who looked is kept."""
    by = actor_of(request)
    once(lambda: actions.show_number(call_id, by=by), by=by)
    return queries.call_of(call_id, by)


def _done(request: HttpRequest, act: Callable[[Actor], CallRecord]) -> CallRecord:
    by = actor_of(request)
    return queries.call_of(once(lambda: act(by), by=by), by)
