"""The desk's queue: open cases of one community, the most pressing first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, Kind, State, Urgency, Waiting
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib.lookups import Holds
from nuanlin.lib.paging import cursor_after, key_of

PAGE = 50

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


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of the queue is asked for; ``view`` is a key of ``VIEWS`` or "closed"."""

    community_id: int
    view: str = "open"
    urgency: Urgency | None = None
    kind: Kind | None = None
    department_id: int | None = None
    assignee_id: int | None = None
    category_id: int | None = None
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Up to fifty cases, and the cursor of what follows ("" at the end)."""

    cases: list[Case]
    next_cursor: str


def queue(wanted: QueueFilter, *, by: Actor) -> QueuePage:
    """Return a page of the queue. One statement, by keyset: as fast on page 100 as on page 1."""
    policy.at_work_in(by, wanted.community_id)
    cases = _filtered(wanted, by)
    if wanted.view == "closed":
        rows = _closed(cases, wanted.after)
        return _page(rows, lambda case: [case.pk], of="cases.closed")
    rows = _open(cases.filter(VIEWS.get(wanted.view, VIEWS["open"])), wanted.after)
    return _page(
        rows,
        lambda case: [case.urgency_rank, case.promised_at.isoformat(), case.pk],
        of="cases.open",
    )


def _filtered(wanted: QueueFilter, by: Actor) -> QuerySet[Case]:
    cases = policy.visible_to(by).filter(community=wanted.community_id)
    exact = {
        "urgency": wanted.urgency,
        # By rank as well, since that stands first in the queue's index; the most urgent is 0.
        "urgency_rank__in": [URGENCY_RANKS[wanted.urgency]] if wanted.urgency else None,
        "kind": wanted.kind,
        "department": wanted.department_id,
        "assignee": wanted.assignee_id,
        "category": wanted.category_id,
    }
    cases = cases.filter(**{name: value for name, value in exact.items() if value})
    if wanted.words.strip():
        words = wanted.words.strip()
        cases = cases.filter(Q(Holds(F("title"), words)) | Q(Holds(F("description"), words)))
    return cases.select_related("home", "common_area", "assignee", "category", "department").defer(
        "description"
    )


def _open(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    cases = cases.filter(closed_at__isnull=True).order_by("urgency_rank", "promised_at", "id")
    key = key_of(after, of="cases.open")
    if key:
        rank, promised, pk = key
        promised_at = datetime.fromisoformat(promised)
        cases = cases.filter(
            Q(urgency_rank__gt=rank)
            | Q(urgency_rank=rank, promised_at__gt=promised_at)
            | Q(urgency_rank=rank, promised_at=promised_at, pk__gt=pk),
            urgency_rank__gte=rank,
        )
    return cases


def _closed(cases: QuerySet[Case], after: str) -> QuerySet[Case]:
    cases = cases.filter(closed_at__isnull=False).order_by("-id")
    key = key_of(after, of="cases.closed")
    return cases.filter(pk__lt=key[0]) if key else cases


def _page(rows: QuerySet[Case], key: Callable[[Case], list[Any]], *, of: str) -> QueuePage:
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    cursor = cursor_after(key(found[PAGE - 1]), of=of) if more else ""
    return QueuePage(cases=found[:PAGE], next_cursor=cursor)
