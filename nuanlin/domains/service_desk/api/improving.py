"""Asking once more, learning from low ratings, and the open-problem list through the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.api.reading import ProblemOut, router, whole
from nuanlin.domains.service_desk.api.schemas import (
    CaseOut,
    FollowUpIn,
    PersonOut,
    RatingOut,
    WholeCase,
)
from nuanlin.domains.service_desk.models import NudgeKind, Outcome
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib.schemas import Day, Id, Note, Paragraph

Said = Annotated[Paragraph, Field(min_length=1)]


class SecondCallOut(Schema):
    """A satisfied owner to be asked once more; ``own`` says that a colleague has to ask."""

    case: CaseOut
    attempt: int
    due_at: datetime
    own: bool


class SecondCallIn(FollowUpIn):
    """What the owner said when asked once more."""

    outcome: Literal[Outcome.SATISFIED, Outcome.HALF, Outcome.NOT_FIXED, Outcome.NOT_REACHED]


class ImprovementOut(Schema):
    """What a low rating led to; empty until its head has found the cause."""

    id: int
    case: CaseOut
    rating: RatingOut
    department_id: int | None
    in_charge: PersonOut | None
    opened_at: datetime
    due_on: date
    overdue: bool
    went_wrong: str
    cause: str
    measure: str
    result: str
    done_at: datetime | None
    done_by: str

    @staticmethod
    def resolve_rating(task: Any) -> dict[str, Any]:
        given = task.rating
        number = given.round.number if given.round is not None else None
        stars = {name: getattr(given, name) for name in ("attitude", "speed", "quality", "words")}
        return {"round": number, **stars}


class PlanIn(Schema):
    """What went wrong, why, and what is done about it by when."""

    went_wrong: Said
    cause: Said
    measure: Said
    due_on: Day


class ResultIn(Schema):
    """What came of the measure."""

    result: Said


class NudgeIn(Schema):
    """A reminder, or the wish that the manager looks."""

    kind: NudgeKind


class ContactIn(Schema):
    """What was said when somebody spoke with the owner."""

    words: Note


class ReviewIn(Schema):
    """How an open problem stands, when it is looked at again, and who answers for it from now."""

    word: Note
    review_on: Day
    in_charge_id: Id | None = None


@router.get("communities/{int:community_id}/second-calls", response=list[SecondCallOut])
def list_second_calls(request: HttpRequest, community_id: Id) -> Any:
    """The satisfied owners whom a superior asks once more, the earliest first (at most 100)."""
    return queries.second_calls_due(community_id, actor_of(request))[:100]


@router.post("cases/{int:case_id}/second-call", response=WholeCase)
def record_second_call(request: HttpRequest, case_id: Id, sent: SecondCallIn) -> Any:
    """Record that a satisfied owner was asked once more; not right begins the next round (B9)."""
    by = actor_of(request)
    done = once(lambda: actions.record_second_call(case_id, **sent.dict(), by=by), by=by)
    return whole(done, request)


@router.get("communities/{int:community_id}/improvements", response=list[ImprovementOut])
def list_improvements(request: HttpRequest, community_id: Id) -> Any:
    """What is to be improved, by day, then what was done within 90 days (at most 200)."""
    return queries.improvements(community_id, actor_of(request))[:200]


@router.get("improvements/{int:improvement_id}", response=ImprovementOut)
def read_improvement(request: HttpRequest, improvement_id: Id) -> Any:
    """What one low rating led to."""
    return queries.improvement(improvement_id, actor_of(request))


@router.put("improvements/{int:improvement_id}", response=ImprovementOut)
def plan_improvement(request: HttpRequest, improvement_id: Id, sent: PlanIn) -> Any:
    """Say what went wrong, why, and what is done about it by when (B10)."""
    by = actor_of(request)
    once(lambda: actions.plan_improvement(improvement_id, **sent.dict(), by=by), by=by)
    return queries.improvement(improvement_id, by)


@router.post("improvements/{int:improvement_id}/completion", response=ImprovementOut)
def finish_improvement(request: HttpRequest, improvement_id: Id, sent: ResultIn) -> Any:
    """Say what came of the measure (B10)."""
    by = actor_of(request)
    once(lambda: actions.finish_improvement(improvement_id, result=sent.result, by=by), by=by)
    return queries.improvement(improvement_id, by)


@router.post("cases/{int:case_id}/nudges", response=WholeCase)
def nudge_case(request: HttpRequest, case_id: Id, sent: NudgeIn) -> Any:
    """Remind the office once a promise has lapsed, then ask the manager to look (B7)."""
    by = actor_of(request)
    return whole(once(lambda: actions.nudge(case_id, kind=sent.kind, by=by), by=by), request)


@router.post("cases/{int:case_id}/contacts", response=WholeCase)
def note_contact(request: HttpRequest, case_id: Id, sent: ContactIn) -> Any:
    """Note that somebody spoke with the owner, for which the clocks wait (B6, B7)."""
    by = actor_of(request)
    done = once(lambda: actions.note_contact(case_id, words=sent.words, by=by), by=by)
    return whole(done, request)


@router.post("cases/{int:case_id}/review", response=WholeCase)
def review_problem(request: HttpRequest, case_id: Id, sent: ReviewIn) -> Any:
    """Look at an open problem, which stays open until another day (B6)."""
    by = actor_of(request)
    done = once(
        lambda: actions.review_problem(
            case_id,
            word=sent.word,
            review_on=sent.review_on,
            in_charge=sent.in_charge_id,
            by=by,
        ),
        by=by,
    )
    return whole(done, request)


class DecidedProblemOut(ProblemOut):
    """A problem that left the list, and by which decision."""

    decision: str
    decided_by: str
    decided_at: datetime


@router.get("communities/{int:community_id}/decided-problems", response=list[DecidedProblemOut])
def list_decided_problems(request: HttpRequest, community_id: Id) -> Any:
    """What was decided within the last seven days, for the weekly review (at most 200)."""
    return queries.decided_lately(community_id, actor_of(request))[:200]
