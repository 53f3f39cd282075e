"""Visits through the API: noting, serving and ending them, as the counter does (D2, D3)."""

from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Schema, Status

from nuanlin.domains.reception.actions import visits as actions
from nuanlin.domains.reception.actions.visits import Arrival
from nuanlin.domains.reception.api.routing import router
from nuanlin.domains.reception.models import Courtesy, Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.reception.queries import visits as queries
from nuanlin.domains.reception.queries.visit_figures import By, VisitFigures, visit_figures
from nuanlin.domains.reception.queries.visits import VisitFilter, Visitor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Cursor, Day, Id, Line, Name, Note


class CounterVisitOut(Schema):
    """A visit; ``outcome`` is empty and ``ended_at`` null while they are here."""

    id: int
    community_id: int
    home_id: int | None
    plate: str
    person_id: int | None
    name: str
    purpose: str
    words: str
    arrived_at: datetime
    served_by: str
    served_at: datetime | None
    paid_at: datetime | None
    courtesies: list[str]
    ended_at: datetime | None
    outcome: str
    result: str
    case_id: int | None

    @staticmethod
    def resolve_plate(visit: Visit) -> str:
        return visit.home.plate if visit.home is not None else ""

    @staticmethod
    def resolve_name(visit: Visit) -> str:
        return visit.called

    @staticmethod
    def resolve_served_by(visit: Visit) -> str:
        return visit.served_by.name if visit.served_by is not None else ""

    @staticmethod
    def resolve_paid_at(visit: Visit) -> datetime | None:
        return visit.money_at


class VisitorOut(Schema):
    """Somebody at the counter: how long they wait or waited, and what one says to them."""

    visit: CounterVisitOut
    minutes: int
    apology_due: bool
    greeting: str
    apology: str


class CounterOut(Schema):
    """The counter now; who waits longest stands first."""

    waiting: list[VisitorOut]
    served: list[VisitorOut]
    apology_minutes: int


class VisitsOut(Schema):
    """Visits of all days, the latest first; ``next`` is the cursor of what follows."""

    items: list[CounterVisitOut]
    next: str


class VisitsQuery(Schema):
    """Which visits; days are the community's."""

    purpose: VisitPurpose | None = None
    outcome: VisitOutcome | None = None
    home_id: Id | None = None
    since: Day | None = None
    until: Day | None = None
    words: Name = ""
    after: Cursor = ""


class ArrivalIn(Schema):
    """Who has come for what: a person on record, or a name."""

    purpose: VisitPurpose
    home_id: Id | None = None
    person_id: Id | None = None
    name: Name = ""
    words: Line = ""


class VisitEndIn(Schema):
    """What came of a visit; "left" is said of who was not served, with the reason as result."""

    outcome: VisitOutcome
    result: Note = ""


class CourtesyIn(Schema):
    """A courtesy, ticked off or not."""

    courtesy: Courtesy
    done: bool


class PurposeIn(Schema):
    """What they came for after all."""

    purpose: VisitPurpose


class WaitsOut(Schema):
    """Visits put together; waits in minutes: half, and nine of ten, waited at most so long."""

    key: str
    visits: int
    half: float | None
    nine_of_ten: float | None
    late: int
    left: int

    @staticmethod
    def resolve_key(waits: Any) -> str:
        return str(waits.key)


class VisitFiguresOut(Schema):
    """The counter in a period: altogether, by day or hour, and by purpose."""

    first: Day
    last: Day
    by: str
    whole: WaitsOut
    steps: list[WaitsOut]
    purposes: list[WaitsOut]
    apology_minutes: int


@router.get("communities/{int:community_id}/counter", response=CounterOut)
def read_counter(request: HttpRequest, community_id: Id) -> Any:
    """Who waits at the counter and who is being looked after (D2)."""
    found = queries.counter(community_id, actor_of(request))
    return {
        "waiting": list(map(_shown, found.waiting)),
        "served": list(map(_shown, found.served)),
        "apology_minutes": found.rules.apology_minutes,
    }


@router.get("communities/{int:community_id}/visits", response=VisitsOut)
def list_visits(request: HttpRequest, community_id: Id, asked: Query[VisitsQuery]) -> Any:
    """The visits of all days, the latest first."""
    wanted = VisitFilter(
        purpose=asked.purpose or "",
        outcome=asked.outcome or "",
        words=asked.words,
        since=asked.since,
        until=asked.until,
        home_id=asked.home_id,
    )
    return queries.visits_after(community_id, actor_of(request), wanted, after=asked.after)


@router.post("communities/{int:community_id}/visits", response={201: VisitorOut})
def note_visit(request: HttpRequest, community_id: Id, sent: ArrivalIn) -> Any:
    """Somebody has come; who pays fees is announced to finance (D2, D3)."""
    by, facts = actor_of(request), Arrival(**sent.dict())
    made = once(lambda: actions.arrive(community_id, facts=facts, by=by), by=by)
    return Status(201, _visitor(request, made))


@router.get("communities/{int:community_id}/visits/figures", response=VisitFiguresOut)
def read_visit_figures(
    request: HttpRequest,
    community_id: Id,
    first: Day,
    last: Day,
    by: Literal["day", "hour"] = "day",
) -> VisitFigures:
    """How long visitors waited in a period of at most a year."""
    actor = actor_of(request)
    return visit_figures(community_id, actor, first=first, last=last, by=By(by))


@router.get("visits/{int:visit_id}", response=VisitorOut)
def read_visit(request: HttpRequest, visit_id: Id) -> Any:
    """One visit with what one says to them at this hour."""
    return _visitor(request, visit_id)


@router.post("visits/{int:visit_id}/claim", response=VisitorOut)
def claim_visit(request: HttpRequest, visit_id: Id) -> Any:
    """Look after somebody; of several the first one does."""
    by = actor_of(request)
    return _visitor(request, once(lambda: actions.claim(visit_id, by=by), by=by))


@router.post("visits/{int:visit_id}/hand-on", response=VisitorOut)
def hand_on_visit(request: HttpRequest, visit_id: Id) -> Any:
    """Go on with somebody whom a colleague looked after so far."""
    by = actor_of(request)
    return _visitor(request, once(lambda: actions.hand_on(visit_id, by=by), by=by))


@router.post("visits/{int:visit_id}/purpose", response=VisitorOut)
def change_visit_purpose(request: HttpRequest, visit_id: Id, sent: PurposeIn) -> Any:
    """They came for something else after all."""
    by = actor_of(request)
    act = partial(actions.change_purpose, visit_id, purpose=sent.purpose, by=by)
    return _visitor(request, once(act, by=by))


@router.post("visits/{int:visit_id}/payment", response=VisitorOut)
def take_visit_payment(request: HttpRequest, visit_id: Id) -> Any:
    """Finance has taken the payment (D3)."""
    by = actor_of(request)
    return _visitor(request, once(lambda: actions.take_payment(visit_id, by=by), by=by))


@router.post("visits/{int:visit_id}/courtesies", response=VisitorOut)
def tick_visit_courtesy(request: HttpRequest, visit_id: Id, sent: CourtesyIn) -> Any:
    """Tick off a courtesy, or take the tick away (D3)."""
    by = actor_of(request)
    act = partial(actions.tick, visit_id, courtesy=sent.courtesy, done=sent.done, by=by)
    return _visitor(request, once(act, by=by))


@router.post("visits/{int:visit_id}/end", response=VisitorOut)
def end_visit(request: HttpRequest, visit_id: Id, sent: VisitEndIn) -> Any:
    """They leave, served or not; who was not served leaves with a reason."""
    by = actor_of(request)

    def act() -> Visit:
        if sent.outcome == VisitOutcome.LEFT:
            return actions.leave(visit_id, reason=sent.result, by=by)
        return actions.end_visit(visit_id, outcome=sent.outcome, result=sent.result, by=by)

    return _visitor(request, once(act, by=by))


def _visitor(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    return _shown(queries.visit_of(visit_id, actor_of(request)))


def _shown(one: Visitor) -> dict[str, Any]:
    return {
        "visit": one.visit,
        "minutes": one.minutes,
        "apology_due": one.apology_due,
        "greeting": one.greeting,
        "apology": one.apology,
    }
