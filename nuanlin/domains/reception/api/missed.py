"""Missed calls through the API: whom to call back, and what came of it (D1)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from nuanlin.domains.reception.actions import missed as actions
from nuanlin.domains.reception.api.calls import WholeNumberOut
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import CallBackOutcome, MissedCall
from nuanlin.domains.reception.queries import missed as queries
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib import phones
from nuanlin.lib.schemas import Id, Moment, Note


class CallBackOut(Schema):
    """One try to call back."""

    at: datetime
    outcome: CallBackOutcome
    note: str
    by_id: int | None
    call_id: int | None


class MissedCallOut(Schema):
    """A number that called in vain; ``number`` is masked, ``outcome`` null while it is open."""

    id: int
    number: str
    person_id: int | None
    home_id: int | None
    first_at: datetime
    last_at: datetime
    next_try_at: datetime | None
    closed_at: datetime | None
    outcome: CallBackOutcome | None

    @staticmethod
    def resolve_number(task: MissedCall) -> str:
        """Hide the middle: the whole number is asked for by its own door."""
        return phones.mask(task.number)

    @staticmethod
    def resolve_outcome(task: MissedCall) -> str | None:
        """None while somebody still has to call back."""
        return task.outcome or None


class WholeMissedCallOut(MissedCallOut):
    """A task with its tries and the calls that nobody answered."""

    tries: list[CallBackOut]
    call_ids: list[int]

    @staticmethod
    def resolve_tries(task: MissedCall) -> list[Any]:
        """In order of time."""
        return list(task.tries.all())

    @staticmethod
    def resolve_call_ids(task: MissedCall) -> list[int]:
        """In order of time."""
        return [call.pk for call in task.calls.all()]


class CallBackIn(Schema):
    """What came of calling back; ``needless`` wants its reason as ``note``.

    ``call_id`` is the call in which one spoke; without it a call entered by hand is put on record.
    """

    outcome: CallBackOutcome
    note: Note = ""
    next_try_at: Moment | None = None
    call_id: Id | None = None


@router.get("communities/{int:community_id}/missed-calls", response=list[MissedCallOut])
def list_missed_calls(request: HttpRequest, community_id: Id) -> Any:
    """Whom to call back, what is due first."""
    return queries.missed_calls(community_id, actor_of(request))


@router.get("missed-calls/{int:task_id}", response=WholeMissedCallOut)
def read_missed_call(request: HttpRequest, task_id: Id) -> Any:
    """One number that called in vain."""
    return queries.missed_call(task_id, actor_of(request))


@router.post("missed-calls/{int:task_id}/tries", response=WholeMissedCallOut)
def record_callback(request: HttpRequest, task_id: Id, sent: CallBackIn) -> Any:
    """Say what came of calling back."""
    by = actor_of(request)
    once(lambda: actions.record_callback(task_id, **sent.dict(), by=by), by=by)
    return queries.missed_call(task_id, by)


@router.post("missed-calls/{int:task_id}/number", response=WholeNumberOut)
def show_missed_number(request: HttpRequest, task_id: Id) -> Any:
    """The whole number to call back, this once; who looked is kept."""
    by = actor_of(request)
    once(lambda: actions.show_missed_number(task_id, by=by), by=by)
    return queries.missed_call(task_id, by)
