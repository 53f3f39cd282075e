"""Handing the shift over, through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.reception.actions import shift as actions
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import HandoverNote, HandoverReader
from nuanlin.domains.reception.queries import shift as queries
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Id, Name, Paragraph


class ReaderOut(Schema):
    """Who is to read a note; ``read_at`` is null until they say that they have."""

    staff_id: int
    name: str
    read_at: datetime | None

    @staticmethod
    def resolve_name(reader: HandoverReader) -> str:
        return reader.staff.name


class HandoverOut(Schema):
    """A note for the next shift."""

    id: int
    home_id: int | None
    text: str
    made_by: str
    made_at: datetime
    readers: list[ReaderOut]
    done_by: str
    done_at: datetime | None

    @staticmethod
    def resolve_made_by(note: HandoverNote) -> str:
        return note.made_by.name

    @staticmethod
    def resolve_done_by(note: HandoverNote) -> str:
        return note.done_by.name if note.done_by is not None else ""


class HandoverIn(Schema):
    """What the next shift should know, who reads it, and about which home."""

    text: Paragraph
    reader_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    plate: Name = ""


class StandingLineOut(Schema):
    """Something that stands open."""

    place: str
    text: str
    at: datetime
    late: bool


class StandingOut(Schema):
    """What stands open of one kind."""

    title: str
    lines: list[StandingLineOut]


@router.get("communities/{int:community_id}/handover-notes", response=list[HandoverOut])
def list_handover_notes(request: HttpRequest, community_id: Id, done: bool = False) -> Any:
    """The notes that are open, or those done last."""
    read = queries.done_notes if done else queries.open_notes
    return read(community_id, actor_of(request))


@router.get("communities/{int:community_id}/handover", response=list[StandingOut])
def read_handover(request: HttpRequest, community_id: Id) -> Any:
    """What stands open by itself, as the next shift takes it over."""
    return queries.standing(community_id, actor_of(request))


@router.post("communities/{int:community_id}/handover-notes", response={201: HandoverOut})
def leave_handover_note(request: HttpRequest, community_id: Id, sent: HandoverIn) -> Any:
    """Leave a note for named readers."""
    by = actor_of(request)
    made = once(lambda: actions.leave_handover(community_id, **sent.dict(), by=by), by=by)
    return Status(201, _note(made, by))


@router.post("handover-notes/{int:note_id}/reading", response=HandoverOut)
def confirm_handover_read(request: HttpRequest, note_id: Id) -> Any:
    """Say that one has read a note."""
    by = actor_of(request)
    return _note(once(lambda: actions.confirm_read(note_id, by=by), by=by), by)


@router.post("handover-notes/{int:note_id}/completion", response=HandoverOut)
def finish_handover_note(request: HttpRequest, note_id: Id) -> Any:
    """Say that what a note asks for is done."""
    by = actor_of(request)
    return _note(once(lambda: actions.finish_handover(note_id, by=by), by=by), by)


def _note(pk: int, by: Actor) -> HandoverNote:
    found = queries.note_of(pk, by)
    if found is None:
        raise Missing
    return found
