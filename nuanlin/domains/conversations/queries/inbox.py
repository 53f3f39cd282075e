"""The office's shared inbox: whose turn it is, how long it has waited, and finding words again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.models import Conversation, Mark, MessageFile, Side
from nuanlin.domains.people.models import Department, Occupancy, Person
from nuanlin.domains.people.queries import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock
from nuanlin.lib.lookups import Holds, characters_of
from nuanlin.lib.paging import slice_of

PAGE = 50
# Counting stops here: beyond it a figure reads "99+", and the page stays as fast as before.
ENOUGH = 100
TERMS = 5
TRIGRAM = 3
PREVIEW = 120
AROUND = 40

VIEWS: dict[str, Q] = {
    "unassigned": Q(assignee__isnull=True, rested_at__isnull=True, last_said__gt=0),
    "mine": Q(rested_at__isnull=True),
    "waiting": Q(waiting_since__isnull=False),
    "late": Q(waiting_since__isnull=False),
    "department": Q(rested_at__isnull=True),
    "all": Q(last_seq__gt=0),
    "resting": Q(rested_at__isnull=False),
}
_LONGEST_WAITING = ("waiting_since", "pk")
_NEWEST = ("-last_message_at", "-pk")


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What of the inbox is asked for; ``view`` is a key of ``VIEWS``."""

    community_id: int
    view: str = "waiting"
    department_id: int | None = None
    words: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A conversation in the list: its last words, who said them, and how many are unread."""

    conversation: Conversation
    preview: str
    preview_side: str
    preview_internal: bool
    preview_kind: str
    at: datetime
    unread: int
    plates: str
    # The place of the words that were searched for, if they stand in a message.
    found: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """Up to fifty conversations, and the cursor of what follows ("" at the end)."""

    rows: list[InboxRow]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class InboxCounts:
    """How many lie where, each up to ``ENOUGH``; ``departments`` by id, those with any."""

    unassigned: int
    mine: int
    waiting: int
    late: int
    all: int
    departments: dict[int, int]


def inbox(wanted: InboxFilter, *, by: Actor, size: int = PAGE) -> Inbox:
    """Return a page of the inbox. One statement, by keyset. Raises Missing."""
    rows = _annotated(matching(wanted, by=by), wanted, by)
    order = _LONGEST_WAITING if wanted.view in ("waiting", "late") else _NEWEST
    found = slice_of(rows, order, after=wanted.after, of=f"inbox.{order[0]}", size=size)
    return Inbox([_row(row, wanted) for row in found.items], found.next)


def matching(wanted: InboxFilter, *, by: Actor) -> QuerySet[Conversation]:
    """Return the conversations that ``by`` reads as the office and that fit, in no order."""
    policy.at_inbox_of(by, wanted.community_id)
    rows = policy.in_office_of(by).filter(
        VIEWS.get(wanted.view, VIEWS["all"]), community=wanted.community_id
    )
    if wanted.view == "mine":
        rows = rows.filter(assignee=by.staff_id, assignee__isnull=False)
    if wanted.view == "late":
        rows = rows.filter(first_answer_due_at__lte=timezone.now())
    if wanted.department_id:
        rows = rows.filter(department=wanted.department_id)
    for term in wanted.words.split()[:TERMS]:
        rows = _holding(rows, term, by)
    return rows


def inbox_counts(community_id: int, *, by: Actor) -> InboxCounts:
    """Return the figures beside the inbox's views. One statement. Raises Missing."""
    parts: list[str] = []
    values: list[Any] = []
    for view in ("unassigned", "mine", "waiting", "late", "all"):
        some = matching(InboxFilter(community_id, view), by=by).order_by().values("pk")[:ENOUGH]
        statement, parameters = some.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({statement}) t)")  # noqa: S608 - made by Django
        values += parameters
    given = matching(InboxFilter(community_id, "department"), by=by).filter(
        department__isnull=False
    )
    counted = given.order_by().values("department").annotate(number=Count("pk"))
    statement, parameters = counted.query.sql_with_params()
    parts.append(f"(SELECT json_object_agg(department, number) FROM ({statement}) d)")  # noqa: S608 - made by Django
    values += parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        unassigned, mine, waiting, late, everything, given_to = cursor.fetchone()
    departments = {int(key): number for key, number in (given_to or {}).items()}
    return InboxCounts(unassigned, mine, waiting, late, everything, departments)


def departments_of(community_id: int) -> list[Department]:
    """Return the departments whose conversations the inbox lists apart."""
    return list(Department.objects.filter(community=community_id, retired=False).order_by("name"))


def _annotated(
    rows: QuerySet[Conversation], wanted: InboxFilter, by: Actor
) -> QuerySet[Conversation]:
    messages = policy.messages_in_office_of(by).filter(conversation=OuterRef("pk"))
    # What the office sends by itself says nothing of what the resident waits for.
    last = messages.exclude(side=Side.AUTOMATIC).order_by("-seq")
    kinds = MessageFile.objects.filter(message=OuterRef("pk")).order_by("pk")
    seen = Mark.objects.filter(conversation=OuterRef("conversation"), account_id=by.account_id or 0)
    unread = (
        messages.filter(side=Side.RESIDENT, said__gt=Coalesce(Subquery(seen.values("seen")[:1]), 0))
        .order_by()
        .values("conversation")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = rows.annotate(
        last=Subquery(
            last.annotate(kind=Subquery(kinds.values("file__kind")[:1])).values(
                json=JSONObject(
                    text=F("text"), side=F("side"), internal=F("internal"), kind=F("kind")
                )
            )[:1]
        ),
        unread=Coalesce(Subquery(unread, output_field=IntegerField()), 0),
        plates=plates_of(OuterRef("person"), OuterRef("community")),
    )
    if terms := wanted.words.split()[:1]:
        held = messages.filter(Holds(F("text"), terms[0]))
        rows = rows.annotate(found=Subquery(held.order_by("-seq").values("text")[:1]))
    return rows.select_related("person", "assignee", "department")


def plates_of(person: OuterRef, community: OuterRef) -> ArraySubquery:
    """Return the homes that a person belongs to today in a community, by their door plates."""
    return ArraySubquery(
        Occupancy.objects.filter(running(clock.today()), person=person, home__community=community)
        .order_by("home__order", "pk")
        .values("home__plate")
    )


def _row(row: Any, wanted: InboxFilter) -> InboxRow:
    last = row.last or {"text": "", "side": "", "internal": False, "kind": None}
    return InboxRow(
        conversation=row,
        preview=" ".join(last["text"][: PREVIEW * 2].split())[:PREVIEW],
        preview_side=last["side"],
        preview_internal=last["internal"],
        preview_kind=last["kind"] or "",
        at=row.last_message_at,
        unread=min(row.unread, ENOUGH),
        plates="、".join(row.plates),
        found=_around(getattr(row, "found", None) or "", wanted.words),
    )


def _around(text: str, words: str) -> str:
    """Return the place in a message where the first of the words stands."""
    term = (words.split() or [""])[0].lower()
    at = text.lower().find(term) if term else -1
    if at < 0:
        return ""
    start = max(0, at - AROUND)
    part = " ".join(text[start : at + len(term) + AROUND].split())
    end = "…" if at + len(term) + AROUND < len(text) else ""
    return f"{'…' if start else ''}{part}{end}"


def _holding(rows: QuerySet[Conversation], term: str, by: Actor) -> QuerySet[Conversation]:
    """Keep those whose resident is called so or lives there, or where the words were written."""
    messages = policy.messages_in_office_of(by).filter(Holds(F("text"), term))
    if len(term) < TRIGRAM:
        every: dict[str, Any] = {"characters__contains": [*term.lower()]}
        messages = messages.alias(characters=characters_of("text")).filter(**every)
    named = Person.objects.filter(Q(Holds(F("name"), term)) | Q(Holds(F("pinyin"), term)))
    living = Occupancy.objects.filter(running(clock.today()), Q(Holds(F("home__plate"), term)))
    return rows.filter(
        Q(pk__in=messages.values("conversation"))
        | Q(person__in=named.values("pk"))
        | Q(person__in=living.values("person"))
    )
