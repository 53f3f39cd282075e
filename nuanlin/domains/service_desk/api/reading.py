"""Reading cases through the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Query, Router, Schema
from pydantic import Field

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.api.schemas import (
    CaseOut,
    Cases,
    CategoryOut,
    FollowUpOut,
    PersonOut,
    SuggestionOut,
    WholeCase,
    WordsIn,
)
from nuanlin.domains.service_desk.models import Kind, Source, State, Urgency, Waiting
from nuanlin.domains.service_desk.queries import CasePage, QueueFilter
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.files import serving
from nuanlin.lib.schemas import Cursor, Day, Id, Name

router = Router(tags=["cases"])


class QueueIn(Schema):
    """Filters of the queue; ``view`` is open, new, unassigned, under_way, waiting, …, closed, all.

    ``order`` is pressing, due, latest or oldest, of closed cases closed, latest or oldest. A
    category means those below it as well; ``words`` may be a number such as R-261123-42.
    """

    view: Name = "open"
    state: State | None = None
    source: Source | None = None
    waiting: Waiting | None = None
    assignee: Literal["", "me", "nobody"] = ""
    building_id: Id | None = None
    overdue: bool = False
    reopened: bool = False
    reported_from: Day | None = None
    reported_until: Day | None = None
    order: Name = ""
    urgency: Urgency | None = None
    kind: Kind | None = None
    department_id: Id | None = None
    assignee_id: Id | None = None
    category_id: Id | None = None
    words: Name = ""
    after: Cursor = ""


class CallOut(Schema):
    """A follow-up call due, and the case it asks about."""

    case: CaseOut
    follow_up: FollowUpOut


class NearbyOut(Schema):
    """A fault reported nearby; title and place are empty where it is in somebody's home."""

    id: int
    title: str
    where: str
    category_id: int | None = Field(alias="category.id", default=None)
    reported_at: datetime
    reporters: int


class ProblemOut(Schema):
    """An item of the open-problem list."""

    case: CaseOut
    reason: str = Field(alias="words")
    decision_needed: str
    in_charge: PersonOut | None
    review_on: date
    opened_by: str
    opened_at: datetime


@router.get("categories", response=list[CategoryOut])
def list_categories(request: HttpRequest) -> Any:
    """The catalogue in use."""
    return queries.categories()


@router.post("suggestion", response=SuggestionOut)
def suggest_category(request: HttpRequest, body: WordsIn) -> Any:
    """What somebody's words may be about: at most three categories, the surest first.

    Nothing is kept; it is a write only so that the words stand in no address.
    """
    return queries.suggest(body.words)


@router.get("my/cases", response=Cases)
def list_my_cases(request: HttpRequest, after: Cursor = "", words: Name = "") -> Any:
    """What my home reported: open matters first (without ``after``), then past ones.

    With ``words`` only what holds each of them, in what was reported or written.
    """
    mine = queries.my_matters(actor_of(request), after, words)
    return {
        "items": [matter.case for matter in [*mine.open, *mine.past]],
        "next": mine.next_cursor,
    }


@router.get("my/nearby", response=list[NearbyOut])
def list_faults_nearby(request: HttpRequest, category_id: Id) -> Any:
    """What neighbours have reported that may be the same as what I am about to (at most 3)."""
    actor = actor_of(request)
    if not actor.homes:
        return []
    return queries.nearby(queries.service_numbered(category_id), actor)


@router.get("my/jobs", response=list[CaseOut])
def list_my_jobs(request: HttpRequest) -> Any:
    """My work as an assignee, the most pressing first."""
    return queries.jobs_of(actor_of(request))


@router.get("my/jobs/unclaimed", response=list[CaseOut])
def list_unclaimed_jobs(request: HttpRequest) -> Any:
    """What lies in my departments and nobody has taken, the most pressing first (at most 100)."""
    return queries.unclaimed_jobs(actor_of(request))[:100]


@router.get("homes/{int:home_id}/cases", response=list[CaseOut])
def list_home_cases(request: HttpRequest, home_id: Id) -> Any:
    """The cases of a home of a community that I work for, open ones first (at most 20)."""
    queries.home_head(home_id, actor_of(request))
    return queries.cases_of_home(home_id, actor_of(request))


@router.get("cases/search", response=list[CaseOut])
def search_cases(request: HttpRequest, q: Name) -> Any:
    """The cases I may see that hold every word, in what was reported or written (at most 50).

    The newest come first; a case number finds its case.
    """
    return queries.search_cases(q, by=actor_of(request), limit=queries.MOST_CASES_FOUND)


@router.get("communities/{int:community_id}/cases", response=Cases)
def list_queue(request: HttpRequest, community_id: Id, wanted: Query[QueueIn]) -> Any:
    """The queue of a community, the most pressing first; view "closed" has the latest first."""
    page = queries.queue(
        QueueFilter(community_id=community_id, **wanted.dict()), by=actor_of(request)
    )
    return {"items": page.cases, "next": page.next_cursor}


@router.get("communities/{int:community_id}/follow-ups", response=list[CallOut])
def list_calls_due(request: HttpRequest, community_id: Id) -> Any:
    """The follow-up calls due, the earliest first (at most 100)."""
    due = queries.calls_due(community_id, actor_of(request))[:100]
    return [{"case": one.case, "follow_up": one} for one in due]


@router.get("communities/{int:community_id}/open-problems", response=list[ProblemOut])
def list_open_problems(request: HttpRequest, community_id: Id) -> Any:
    """The open-problem list, what is due for review first (at most 100)."""
    return queries.open_problems(community_id, actor_of(request))[:100]


@router.get("cases/{int:case_id}", response=WholeCase)
def read_case(request: HttpRequest, case_id: Id) -> Any:
    """One case with its whole story, as you may know it."""
    return whole(case_id, request)


@router.get("cases/{int:case_id}/similar", response=list[CaseOut])
def list_similar_cases(request: HttpRequest, case_id: Id) -> Any:
    """Open cases that may be the same fault, the likeliest first (at most 5), for staff."""
    return queries.similar_cases(case_id, actor_of(request))


@router.get(
    "cases/{int:case_id}/files/{uuid:file_id}",
    openapi_extra={
        "responses": {
            200: {"description": "The bytes.", "content": {"*/*": {"schema": {}}}},
            206: {"description": "The part asked for.", "content": {"*/*": {"schema": {}}}},
            304: {"description": "Not changed since."},
            416: {"description": "There is no such part."},
        }
    },
)
def read_case_file(
    request: HttpRequest, case_id: Id, file_id: UUID, thumbnail: bool = False
) -> HttpResponseBase:
    """A file of a case."""
    file = queries.file_of_case(case_id, file_id, actor_of(request))
    return serving.answer(file, thumbnail=thumbnail, request=request)


def whole(case_id: int, request: HttpRequest) -> dict[str, Any]:
    """Return a case in the shape of ``WholeCase``; a resident gets no internal word."""
    actor = actor_of(request)
    page: CasePage = queries.case_page(case_id, actor, as_resident=not actor.is_staff)
    flat = CaseOut.from_orm(page.case).dict()
    own = {
        name: getattr(page.case, name)
        for name in (
            "description",
            "answers",
            "preferred_from",
            "preferred_until",
            "may_enter",
            "waiting_note",
            "parts_due_on",
            "closing_note",
            "follows_id",
        )
    }
    story = {
        "rounds": page.rounds,
        "follow_ups": page.follow_ups,
        "messages": page.messages,
        "files": page.files,
        "timeline": page.timeline,
        "ratings": page.ratings,
        "joined": page.joined,
        "links": page.links,
    }
    return {**flat, **own, **story}
