"""The desk's queue: cases of one community by any filter, in any order, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    IN_QUEUE,
    RUNNING_STATES,
    Case,
    Kind,
    Source,
    State,
    Urgency,
    Waiting,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS, WORDS
from nuanlin.domains.service_desk.queries.search import TERMS, holding, number_in
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib.paging import slice_of

PAGE = 50
# Counting stops here: beyond it a figure reads "99+", and the page stays as fast as before.
ENOUGH = 100

VIEWS: dict[str, Q] = {
    # What the office has to move: neither done, nor put before management.
    "to_do": Q(
        state__in=[State.SUBMITTED, State.CLASSIFIED, State.ASSIGNED, State.UNDER_WAY],
        escalated=False,
    ),
    "open": Q(),
    "new": Q(state=State.SUBMITTED),
    "unassigned": Q(state__in=[State.SUBMITTED, State.CLASSIFIED]),
    "under_way": Q(state__in=[State.ASSIGNED, State.UNDER_WAY]),
    "waiting": Q(waiting__in=[Waiting.OWNER, Waiting.PARTS]),
    "escalated": Q(escalated=True),
    "to_confirm": Q(state__in=[State.DONE, State.SETTLED_ONLINE]),
}
# Each order has an index of its own, that of open cases and that of all.
ORDERS: dict[str, tuple[str, ...]] = {
    "pressing": ("urgency_rank", "promised_at", "pk"),
    "due": ("promised_at", "pk"),
    "latest": ("-pk",),
    "oldest": ("pk",),
    "closed": ("-closed_at", "-pk"),
}
ORDERS_OF_VIEW = {"closed": ("closed", "latest", "oldest"), "all": ("latest", "oldest")}
ORDERS_OF_OPEN = ("pressing", "due", "latest", "oldest")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is asked for; ``view`` is a key of ``VIEWS``, "closed" or "all".

    ``assignee`` is "me" or "nobody" where no ``assignee_id`` is named; a category means those
    below it as well; the days are whole days here. An ``order`` that the view does not have is its
    usual one.
    """

    community_id: int
    view: str = "open"
    state: State | None = None
    urgency: Urgency | None = None
    kind: Kind | None = None
    source: Source | None = None
    waiting: Waiting | None = None
    department_id: int | None = None
    assignee_id: int | None = None
    assignee: Literal["", "me", "nobody"] = ""
    category_id: int | None = None
    building_id: int | None = None
    overdue: bool = False
    reopened: bool = False
    reported_from: date | None = None
    reported_until: date | None = None
    words: str = ""
    order: str = ""
    after: str = ""

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that the view can be in, its usual one first."""
        return ORDERS_OF_VIEW.get(self.view, ORDERS_OF_OPEN)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to fifty cases, and the cursor of what follows ("" at the end)."""

    cases: list[Case]
    next_cursor: str


def queue(wanted: QueueFilter, *, by: Actor, size: int = PAGE) -> QueuePage:
    """Return a page of the queue. One statement, by keyset: as fast on page 100 as on page 1."""
    order = wanted.order if wanted.order in wanted.orders else wanted.orders[0]
    rows = with_names(matching(wanted, by=by))
    found = slice_of(rows, ORDERS[order], after=wanted.after, of=f"cases.{order}", size=size)
    return QueuePage(cases=found.items, next_cursor=found.next)


def matching(wanted: QueueFilter, *, by: Actor) -> QuerySet[Case]:
    """Return the cases that ``by`` may know of and that fit the filter, in no order."""
    policy.at_work_in(by, wanted.community_id)
    cases = policy.visible_to(by).filter(community=wanted.community_id).filter(*_view(wanted.view))
    cases = cases.filter(**_exact(wanted)).filter(*_conditions(wanted, by))
    for term in wanted.words.split()[:TERMS]:
        cases = _holding(cases, term)
    return cases


def with_names(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Read what a line of the queue shows along with each case."""
    return cases.select_related("home", "common_area", "assignee", "category", "department").defer(
        "description"
    )


def counts(filters: Iterable[QueueFilter], *, by: Actor) -> list[int]:
    """Return how many cases fit each filter, up to ``ENOUGH``. One statement."""
    parts: list[str] = []
    values: list[Any] = []
    for wanted in filters:
        some = matching(replace(wanted, after=""), by=by).order_by().values("pk")[:ENOUGH]
        statement, parameters = some.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({statement}) t)")  # noqa: S608 - made by Django
        values += parameters
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def _view(view: str) -> list[Q]:
    if view == "all":
        return []
    if view == "closed":
        return [Q(closed_at__isnull=False)]
    return [IN_QUEUE, Q(closed_at__isnull=True), VIEWS.get(view, VIEWS["open"])]


def _exact(wanted: QueueFilter) -> dict[str, object]:
    exact = {
        "state": wanted.state,
        "urgency": wanted.urgency,
        # By rank as well, since that stands first in the queue's index; the most urgent is 0.
        "urgency_rank__in": [URGENCY_RANKS[wanted.urgency]] if wanted.urgency else None,
        "kind": wanted.kind,
        "source": wanted.source,
        "waiting": wanted.waiting,
        "department": wanted.department_id,
        "assignee": wanted.assignee_id,
    }
    return {name: value for name, value in exact.items() if value}


def _conditions(wanted: QueueFilter, by: Actor) -> list[Q]:
    some = []
    if wanted.assignee == "me":
        some.append(Q(assignee=by.staff_id, assignee__isnull=False))
    if wanted.assignee == "nobody":
        some.append(Q(assignee__isnull=True))
    if wanted.category_id:
        some.append(Q(category=wanted.category_id) | Q(category__parent=wanted.category_id))
    if wanted.building_id:
        inside = Q(home__building=wanted.building_id)
        some.append(inside | Q(common_area__building=wanted.building_id))
    if wanted.reopened:
        some.append(Q(reopenings__gt=0))
    if wanted.overdue:
        late = Q(promised_at__lt=timezone.now(), state__in=sorted(RUNNING_STATES))
        some.append(late & ~Q(waiting=Waiting.OWNER))
    if wanted.reported_from:
        some.append(Q(reported_at__gte=_midnight(wanted.reported_from)))
    if wanted.reported_until:
        last = timezone.make_aware(datetime.combine(wanted.reported_until, time.max))
        some.append(Q(reported_at__lte=last))
    return some


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _holding(cases: QuerySet[Case], term: str) -> QuerySet[Case]:
    """Keep what has the number, or holds the word in its own words."""
    if number := number_in(term):
        return cases.filter(pk=number)
    return holding(cases, term, *WORDS)
