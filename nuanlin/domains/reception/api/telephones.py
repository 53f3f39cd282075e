"""Connecting the telephones and reading their figures through the API, for managers (D1)."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.reception.actions import telephones as actions
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.queries import telephones as queries
from nuanlin.domains.reception.queries.call_figures import Answered, call_figures
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.lib.schemas import Day, Id, Label, Name, Tag

Small = Annotated[int, Field(ge=1, le=20)]


class ReceptionRulesIn(Schema):
    """Within how many rings of how many seconds a call is answered in time."""

    rings: Small
    seconds_a_ring: Small


class ReceptionRulesOut(ReceptionRulesIn):
    """The rules in force."""


class ExtensionIn(Schema):
    """Whose an inner number is, or where it stands."""

    staff_id: Id | None = None
    place: Label = ""


class ExtensionOut(ExtensionIn):
    """An inner number."""

    id: int
    number: str


class TelephoneKeyIn(Schema):
    """What the telephone system is called."""

    name: Annotated[Name, Field(min_length=1)]


class TelephoneKeyOut(Schema):
    """A telephone system that may say what its calls do."""

    id: int
    name: str
    made_at: datetime
    last_used_on: date | None


class NewTelephoneKeyOut(Schema):
    """``key`` is the bearer of ``telephony/events``. It is shown once: null in a repeat."""

    id: int
    key: str | None


class AnsweredOut(Schema):
    """How calls were answered; of ``other`` nobody counted the rings."""

    in_time: int
    late: int
    missed: int
    other: int
    kept: float | None
    ring_seconds: float | None
    talk_seconds: float | None


class HourOut(AnsweredOut):
    """The calls of one hour of the day."""

    hour: int


class CallDayOut(AnsweredOut):
    """The calls of one day."""

    day: date


class AnswererOut(AnsweredOut):
    """The calls that one person answered."""

    staff_id: int
    name: str


class CallFiguresOut(Schema):
    """The figures of incoming calls, and of those missed how many were called back."""

    first: date
    last: date
    whole: AnsweredOut
    hours: list[HourOut]
    days: list[CallDayOut]
    people: list[AnswererOut]
    called_back: int
    to_call_back: int


@router.get("communities/{int:community_id}/reception-rules", response=ReceptionRulesOut)
def read_reception_rules(request: HttpRequest, community_id: Id) -> Any:
    """Within how many rings of how many seconds a call is answered in time."""
    return queries.reception_rules(community_id, actor_of(request))


@router.put("communities/{int:community_id}/reception-rules", response=ReceptionRulesOut)
def set_reception_rules(request: HttpRequest, community_id: Id, sent: ReceptionRulesIn) -> Any:
    """Set them; earlier calls keep the rule of their day."""
    by = actor_of(request)
    once(lambda: actions.set_reception_rules(community_id, **sent.dict(), by=by), by=by)
    return queries.reception_rules(community_id, by)


@router.get("communities/{int:community_id}/extensions", response=list[ExtensionOut])
def list_extensions(request: HttpRequest, community_id: Id) -> Any:
    """The inner numbers, and whose they are."""
    return queries.extensions(community_id, actor_of(request))


@router.put("communities/{int:community_id}/extensions/{number}", response=ExtensionOut)
def set_extension(request: HttpRequest, community_id: Id, number: Tag, sent: ExtensionIn) -> Any:
    """Say whose an inner number is, or where it stands."""
    by = actor_of(request)
    pk = once(
        lambda: actions.set_extension(community_id, number=number, **sent.dict(), by=by), by=by
    )
    return next(one for one in queries.extensions(community_id, by) if one.pk == pk)


@router.delete("extensions/{int:extension_id}", response={204: None})
def remove_extension(request: HttpRequest, extension_id: Id) -> Any:
    """Forget an inner number."""
    by = actor_of(request)
    once(lambda: actions.remove_extension(extension_id, by=by), by=by)
    return Status(204, None)


@router.get("communities/{int:community_id}/telephone-keys", response=list[TelephoneKeyOut])
def list_telephone_keys(request: HttpRequest, community_id: Id) -> Any:
    """The telephone systems that may say what their calls do."""
    return queries.telephone_keys(community_id, actor_of(request))


@router.post("communities/{int:community_id}/telephone-keys", response={201: NewTelephoneKeyOut})
def make_telephone_key(request: HttpRequest, community_id: Id, sent: TelephoneKeyIn) -> Any:
    """Give a telephone system a key."""
    by = actor_of(request)
    act = ShownOnce(lambda: actions.make_telephone_key(community_id, name=sent.name, by=by))
    return Status(201, {"id": once(act, by=by), "key": act.made})


@router.delete("telephone-keys/{int:key_id}", response={204: None})
def revoke_telephone_key(request: HttpRequest, key_id: Id) -> Any:
    """End a key; the calls that it told of stay."""
    by = actor_of(request)
    once(lambda: actions.revoke_telephone_key(key_id, by=by), by=by)
    return Status(204, None)


@router.get("communities/{int:community_id}/call-figures", response=CallFiguresOut)
def read_call_figures(request: HttpRequest, community_id: Id, first: Day, last: Day) -> Any:
    """How calls were answered from one day to another, by hour, day and person."""
    made = call_figures(community_id, first=first, last=last, by=actor_of(request))
    return {
        "first": made.first,
        "last": made.last,
        "whole": _read(made.whole),
        "hours": [{"hour": hour, **_read(one)} for hour, one in sorted(made.hours.items())],
        "days": [{"day": day, **_read(one)} for day, one in sorted(made.days.items())],
        "people": [{"staff_id": pk, "name": name, **_read(one)} for pk, name, one in made.people],
        "called_back": made.called_back,
        "to_call_back": made.to_call_back,
    }


def _read(one: Answered) -> dict[str, Any]:
    return {**one._asdict(), "kept": one.kept}
