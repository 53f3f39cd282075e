"""What owners say on any occasion, through the API (K3)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk.actions.owners_words import OpinionFacts, note_opinion
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.models import Contact, Opinion, OpinionKind
from nuanlin.domains.service_desk.queries.opinions import (
    Heard,
    opinion,
    opinion_figures,
    opinions,
)
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Cursor, Day, Id, Name, fits


class OpinionIn(Schema):
    """What was said, what it is, on which occasion, by whom."""

    words: Annotated[str, Field(min_length=1, max_length=2000), fits(2000)]
    kind: OpinionKind
    contact: Contact
    home_id: Id | None = None
    person_id: Id | None = None
    name: Name = ""
    praised_id: Id | None = None


class OpinionOut(Schema):
    """An opinion; all but praise became a case, and a complaint's words stand there alone."""

    id: int
    kind: str
    contact: str
    words: str
    home_id: int | None
    person_id: int | None
    name: str
    praised: str
    case_id: int | None
    heard_by: str
    heard_at: datetime

    @staticmethod
    def resolve_praised(found: Opinion) -> str:
        return found.praised.name if found.praised is not None else ""


class OpinionsOut(Schema):
    """Opinions, the latest first; ``next`` is the cursor of what follows."""

    items: list[OpinionOut]
    next: str


class OpinionsQuery(Schema):
    """Which ones; both days count."""

    first: Day
    last: Day
    kind: OpinionKind | None = None
    after: Cursor = ""


class HeardOut(Schema):
    """How many opinions of a kind were heard on an occasion."""

    kind: str
    contact: str
    number: int


@router.post("communities/{int:community_id}/opinions", response={201: OpinionOut})
def create_opinion(request: HttpRequest, community_id: Id, sent: OpinionIn) -> Any:
    """Note what an owner said; it goes where it belongs (K3)."""
    by, facts = actor_of(request), OpinionFacts(**sent.dict())
    made = once(lambda: note_opinion(community_id, facts=facts, by=by), by=by)
    found = opinion(made, by)
    if found is None:
        raise Missing
    return Status(201, found)


@router.get("communities/{int:community_id}/opinions", response=OpinionsOut)
def list_opinions(request: HttpRequest, community_id: Id, asked: Query[OpinionsQuery]) -> Any:
    """What owners said in a period."""
    return opinions(
        community_id,
        actor_of(request),
        first=asked.first,
        last=asked.last,
        kind=asked.kind or "",
        after=asked.after,
    )


@router.get("communities/{int:community_id}/opinions/figures", response=list[HeardOut])
def read_opinion_figures(
    request: HttpRequest, community_id: Id, first: Day, last: Day
) -> list[Heard]:
    """How often what was heard where."""
    return opinion_figures(community_id, actor_of(request), first=first, last=last)
