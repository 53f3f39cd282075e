"""The reception desk through the API: a caller's sheet, promised callbacks, notes (D1)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions.people import canonical_phone
from nuanlin.domains.reception.actions import desk as note_actions
from nuanlin.domains.reception.actions import promises as actions
from nuanlin.domains.reception.api.calls import WholeNumberOut
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import CallBackOutcome, PromisedCall
from nuanlin.domains.reception.queries import desk as queries
from nuanlin.domains.reception.queries.sheet import Known, Sheet, sheet
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib import phones
from nuanlin.lib.schemas import Id, Label, Moment, Name, Note, Paragraph


class KnownOut(Schema):
    """Somebody of a home; ``phone`` is masked, ``until`` the day they moved out."""

    person_id: int
    name: str
    role: str
    phone: str
    home_id: int
    plate: str
    until: date | None = None

    @staticmethod
    def resolve_phone(known: Known) -> str:
        """Hide the middle: the whole number is asked for by its own door."""
        return phones.mask(known.phone) if known.phone else ""


class SheetContactOut(Schema):
    """One time that they and the office had to do with each other, or have still to."""

    kind: str
    id: int
    at: datetime
    words: str
    who: str


class SheetOut(Schema):
    """A caller's home at a glance; ``choices`` where a number means several."""

    person_id: int | None
    home_id: int | None
    moved_out: date | None
    birthday_today: bool
    choices: list[KnownOut]
    family: list[KnownOut]
    to_know: list[str]
    off: list[str]
    case_ids: list[int]
    owed: list[SheetContactOut]
    contacts: list[SheetContactOut]

    @staticmethod
    def resolve_person_id(found: Sheet) -> int | None:
        """None while nobody is chosen."""
        return found.person.pk if found.person is not None else None

    @staticmethod
    def resolve_home_id(found: Sheet) -> int | None:
        """None while no home is chosen."""
        return found.home.pk if found.home is not None else None

    @staticmethod
    def resolve_to_know(found: Sheet) -> list[str]:
        """The standing instructions in words."""
        return [f"{one.get_kind_display()} {one.text}".strip() for one in found.instructions]

    @staticmethod
    def resolve_off(found: Sheet) -> list[str]:
        """What is off at the home."""
        return [one.words for one in found.outages]

    @staticmethod
    def resolve_case_ids(found: Sheet) -> list[int]:
        """Open ones first."""
        return [case.pk for case in found.cases]


class SheetIn(Schema):
    """Whose sheet: a number as it was typed, or who was chosen."""

    number: Label = ""
    person_id: Id | None = None
    home_id: Id | None = None


class PromisedCallOut(Schema):
    """A promised callback; ``number`` is masked, ``outcome`` null while it is owed."""

    id: int
    person_id: int | None
    home_id: int | None
    name: str = Field(alias="called")
    number: str
    about: str
    due_at: datetime
    staff_id: int | None
    tries: int
    note: str
    closed_at: datetime | None
    outcome: CallBackOutcome | None

    @staticmethod
    def resolve_number(promised: PromisedCall) -> str:
        """Hide the middle: the whole number is asked for by its own door."""
        return phones.mask(promised.number)

    @staticmethod
    def resolve_outcome(promised: PromisedCall) -> str | None:
        """None while somebody still has to call."""
        return promised.outcome or None


class PromiseIn(Schema):
    """Whom to call when about what; without ``staff_id`` whoever is at the desk."""

    about: Note
    due_at: Moment
    number: Label = ""
    name: Name = ""
    person_id: Id | None = None
    home_id: Id | None = None
    staff_id: Id | None = None
    call_id: Id | None = None


class PromisedCallIn(Schema):
    """What came of calling; ``next_try_at`` for an owner who was not reached."""

    outcome: CallBackOutcome
    note: Note = ""
    next_try_at: Moment | None = None


class ColleagueNoteOut(Schema):
    """A message between colleagues; ``read_at`` is the mark of whom it is for."""

    id: int
    to_id: int
    left_by_id: int | None
    text: str
    left_at: datetime
    read_at: datetime | None


class ColleagueNoteIn(Schema):
    """A message for a colleague, and whom it is about."""

    to: Id
    text: Paragraph
    person_id: Id | None = None
    home_id: Id | None = None
    call_id: Id | None = None


@router.get("communities/{int:community_id}/caller-sheet", response=SheetOut)
def read_caller_sheet(request: HttpRequest, community_id: Id, asked: Query[SheetIn]) -> Sheet:
    """Everything to know about a caller, by number or by who was chosen."""
    return sheet(
        community_id,
        actor_of(request),
        number=canonical_phone(asked.number, field="number"),
        person_id=asked.person_id,
        home_id=asked.home_id,
    )


@router.get("communities/{int:community_id}/promised-calls", response=list[PromisedCallOut])
def list_promised_calls(request: HttpRequest, community_id: Id) -> Any:
    """The callbacks that are owed, the earliest first."""
    return queries.promised_calls(community_id, actor_of(request))


@router.post("communities/{int:community_id}/promised-calls", response={201: PromisedCallOut})
def promise_call(request: HttpRequest, community_id: Id, given: PromiseIn) -> Any:
    """Promise to call somebody back."""
    by, facts = actor_of(request), actions.Promise(**given.dict())
    pk = once(lambda: actions.promise_call(community_id, facts=facts, by=by), by=by)
    return Status(201, queries.promised_call(pk, by))


@router.get("promised-calls/{int:promised_id}", response=PromisedCallOut)
def read_promised_call(request: HttpRequest, promised_id: Id) -> PromisedCall:
    """One promised callback."""
    return queries.promised_call(promised_id, actor_of(request))


@router.post("promised-calls/{int:promised_id}/tries", response=PromisedCallOut)
def record_promised_call(request: HttpRequest, promised_id: Id, given: PromisedCallIn) -> Any:
    """Say what came of calling."""
    by = actor_of(request)
    once(lambda: actions.record_promised_call(promised_id, **given.dict(), by=by), by=by)
    return queries.promised_call(promised_id, by)


@router.post("promised-calls/{int:promised_id}/number", response=WholeNumberOut)
def show_promised_number(request: HttpRequest, promised_id: Id) -> Any:
    """The whole number, for calling; the look is kept."""
    by = actor_of(request)
    once(lambda: actions.show_promised_number(promised_id, by=by), by=by)
    return queries.promised_call(promised_id, by)


@router.get("colleague-notes", response=list[ColleagueNoteOut])
def list_notes(request: HttpRequest, unread: bool = False) -> Any:
    """The messages for me and from me, the latest first."""
    return queries.notes(actor_of(request), unread=unread)


@router.post("communities/{int:community_id}/colleague-notes", response={201: ColleagueNoteOut})
def leave_note(request: HttpRequest, community_id: Id, given: ColleagueNoteIn) -> Any:
    """Leave a message for a colleague."""
    by = actor_of(request)
    pk = once(lambda: note_actions.leave_note(community_id, **given.dict(), by=by), by=by)
    return Status(201, queries.note_of(pk, by))


@router.post("colleague-notes/{int:note_id}/reading", response=ColleagueNoteOut)
def read_note(request: HttpRequest, note_id: Id) -> Any:
    """I have read it."""
    by = actor_of(request)
    once(lambda: note_actions.read_note(note_id, by=by), by=by)
    return queries.note_of(note_id, by)
