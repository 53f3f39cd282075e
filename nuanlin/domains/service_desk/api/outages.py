"""What is off, through the API: read by everybody who lives there, said by the desk (F1)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import OutageFacts
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.models import Outage, OutageKind
from nuanlin.domains.service_desk.outage_words import where
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Id, Moment, Name, fits

Ids = Annotated[list[Id], Field(max_length=500)]


class OutageOut(Schema):
    """Something that is off; ``ended_at`` is null until it is back."""

    id: int
    community_id: int
    kind: str
    words: str
    whole: bool
    where: str
    starts_at: datetime
    expected_until: datetime | None
    ended_at: datetime | None

    @staticmethod
    def resolve_where(outage: Outage) -> str:
        return where(outage)


class MyOutageOut(Schema):
    """Something that is off at my home."""

    id: int
    kind: str
    words: str
    starts_at: datetime
    expected_until: datetime | None


class OutageIn(Schema):
    """What is off, for whom, until when; without ``starts_at`` from now on."""

    kind: OutageKind
    words: Annotated[str, Field(min_length=1, max_length=300), fits(300)]
    starts_at: Moment | None = None
    expected_until: Moment | None = None
    whole: bool = False
    building_ids: Ids = []
    entrance_ids: Ids = []
    floors: Annotated[list[Annotated[int, Field(ge=-20, le=999)]], Field(max_length=200)] = []
    plates: Annotated[list[Name], Field(max_length=500)] = []


class OutageHomeOut(Schema):
    """A home at which something is off."""

    id: int
    plate: str


@router.get("my/outages", response=list[MyOutageOut])
def list_my_outages(request: HttpRequest) -> Any:
    """What is off at my homes, or announced for the next day."""
    return queries.my_outages(actor_of(request))


@router.get("communities/{int:community_id}/outages", response=list[OutageOut])
def list_outages(request: HttpRequest, community_id: Id) -> Any:
    """What is off or announced first, then what is past (at most 50)."""
    return queries.outages(community_id, actor_of(request))


@router.post("communities/{int:community_id}/outages", response={201: OutageOut})
def open_outage(request: HttpRequest, community_id: Id, sent: OutageIn) -> Any:
    """Say that something is off (F1)."""
    by = actor_of(request)
    facts = OutageFacts(**sent.dict())
    made = once(lambda: actions.open_outage(community_id, facts=facts, by=by), by=by)
    return Status(201, queries.outage_to_change(made, by))


@router.put("outages/{int:outage_id}", response=OutageOut)
def change_outage(request: HttpRequest, outage_id: Id, sent: OutageIn) -> Any:
    """Say all anew about what is off; homes that are left out are no longer concerned."""
    by, facts = actor_of(request), OutageFacts(**sent.dict())
    once(lambda: actions.change_outage(outage_id, facts=facts, by=by), by=by)
    return queries.outage_to_change(outage_id, by)


@router.post("outages/{int:outage_id}/end", response=OutageOut)
def end_outage(request: HttpRequest, outage_id: Id) -> Any:
    """It is back."""
    by = actor_of(request)
    once(lambda: actions.end_outage(outage_id, by=by), by=by)
    return queries.outage_to_change(outage_id, by)


@router.post("outages/{int:outage_id}/joining", response=OutageOut)
def join_outage_reports(request: HttpRequest, outage_id: Id) -> Any:
    """Join all reports that came anyway into the first of them."""
    by = actor_of(request)
    once(lambda: actions.join_reports(outage_id, by=by), by=by)
    return queries.outage_to_change(outage_id, by)


@router.get("outages/{int:outage_id}/homes", response=list[OutageHomeOut])
def list_outage_homes(request: HttpRequest, outage_id: Id) -> Any:
    """The homes at which something is off, for whoever has to be told."""
    found = queries.outage_to_change(outage_id, actor_of(request))
    return queries.outage_homes(found.pk).order_by("order", "plate")
