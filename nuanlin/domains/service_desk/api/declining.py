"""Wishes that cannot be met, through the API (D5)."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from nuanlin.domains.service_desk.actions import declining as actions
from nuanlin.domains.service_desk.actions.declining import Declined
from nuanlin.domains.service_desk.api.reading import router
from nuanlin.domains.service_desk.documents.declining import place_of
from nuanlin.domains.service_desk.models import Contact, DeclinedWish, WhyNot
from nuanlin.domains.service_desk.queries.declining import (
    DeclinedFigures,
    declined_figures,
    declined_wish,
    declined_wishes,
)
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Cursor, Day, Id, Name, fits

Said = Annotated[str, Field(min_length=1, max_length=300), fits(300)]
SaidLong = Annotated[str, Field(min_length=1, max_length=500), fits(500)]


class DeclinedIn(Schema):
    """Why a wish cannot be met, our apology, and what we offer instead."""

    wish: Said
    why: WhyNot
    reason: SaidLong
    apology: Said
    other_way: SaidLong

    def facts(self) -> Declined:
        """Return the same for the action."""
        return Declined(self.wish, self.why, self.reason, self.apology, self.other_way)


class DeclinedWishIn(DeclinedIn):
    """The same where there is no case: with whom, and on which occasion."""

    contact: Contact
    home_id: Id | None = None
    person_id: Id | None = None
    name: Name = ""


class DeclinedOut(Schema):
    """A wish that was not met; ``words`` is what the owner was told."""

    id: int
    contact: str
    case_id: int | None
    home_id: int | None
    plate: str
    person_id: int | None
    name: str
    wish: str
    why: str
    reason: str
    apology: str
    other_way: str
    words: str
    made_by: str
    made_at: datetime
    taken_up: bool | None

    @staticmethod
    def resolve_plate(wish: DeclinedWish) -> str:
        return place_of(wish)


class DeclinedListOut(Schema):
    """Declined wishes, the latest first; ``next`` is the cursor of what follows."""

    items: list[DeclinedOut]
    next: str


class DeclinedQuery(Schema):
    """Which ones; both days count."""

    first: Day
    last: Day
    why: WhyNot | None = None
    after: Cursor = ""


class OtherWayIn(Schema):
    """Whether the other way was gone."""

    taken_up: bool


class TallyOut(Schema):
    """How many, how many were asked again, and how many of those went the other way."""

    key: str
    number: int
    asked: int
    taken_up: int


class DeclinedFiguresOut(Schema):
    """Declined wishes of a period, by reason and by category ("" without one)."""

    whole: TallyOut
    reasons: list[TallyOut]
    categories: list[TallyOut]


@router.post("cases/{int:case_id}/declined-wishes", response={201: dict[str, int]})
def decline_in_case(request: HttpRequest, case_id: Id, sent: DeclinedIn) -> Any:
    """Tell the owner in the case why it cannot be, and what we offer instead (D5)."""
    by = actor_of(request)
    act = partial(actions.decline_in_case, case_id, facts=sent.facts(), by=by)
    return Status(201, {"case_id": once(act, by=by)})


@router.post("communities/{int:community_id}/declined-wishes", response={201: DeclinedOut})
def decline_wish(request: HttpRequest, community_id: Id, sent: DeclinedWishIn) -> Any:
    """Keep what somebody was told at the counter, on the phone or at the door (D5)."""
    by = actor_of(request)
    about = sent.dict(include={"contact", "home_id", "person_id", "name"})
    made = once(
        lambda: actions.decline_wish(community_id, facts=sent.facts(), **about, by=by), by=by
    )
    return Status(201, _wish(made, request))


@router.get("communities/{int:community_id}/declined-wishes", response=DeclinedListOut)
def list_declined_wishes(
    request: HttpRequest, community_id: Id, asked: Query[DeclinedQuery]
) -> Any:
    """What could not be met in a period."""
    return declined_wishes(
        community_id,
        actor_of(request),
        first=asked.first,
        last=asked.last,
        why=asked.why or "",
        after=asked.after,
    )


@router.get("communities/{int:community_id}/declined-wishes/figures", response=DeclinedFiguresOut)
def read_declined_figures(
    request: HttpRequest, community_id: Id, first: Day, last: Day
) -> DeclinedFigures:
    """How often what could not be met, and whether the other way helped."""
    return declined_figures(community_id, actor_of(request), first=first, last=last)


@router.post("declined-wishes/{int:declined_id}/other-way", response=DeclinedOut)
def note_other_way(request: HttpRequest, declined_id: Id, sent: OtherWayIn) -> Any:
    """Note whether the other way was gone."""
    by = actor_of(request)
    done = once(lambda: actions.note_other_way(declined_id, taken_up=sent.taken_up, by=by), by=by)
    return _wish(done, request)


def _wish(pk: int, request: HttpRequest) -> DeclinedWish:
    found = declined_wish(pk, actor_of(request))
    if found is None:
        raise Missing
    return found
