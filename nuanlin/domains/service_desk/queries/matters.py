"""What a resident reads: the start page, my matters, and where each stands (B2, B7)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Case as When
from django.db.models import IntegerField, Q, QuerySet, Value
from django.db.models import When as If

from nuanlin.domains.people.models import Person
from nuanlin.domains.service_desk.models import Case, State
from nuanlin.domains.service_desk.queries.lists import my_cases, my_open_cases
from nuanlin.domains.service_desk.queries.search import fitting
from nuanlin.domains.service_desk.queries.standing import Standing, standing, with_arrival
from nuanlin.domains.service_desk.question_words import question_for
from nuanlin.foundation.accounts.actors import Actor

MOST_OPEN = 30
PAGE = 20
WITH_WHO = (
    "home", "common_area", "assignee", "category", "department", "community",
    "merged_into__assignee", "merged_into__department",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matter:
    """A case and where it stands, for a resident's list."""

    case: Case
    standing: Standing

    @property
    def asks(self) -> bool:
        """Whether it waits for the resident's word."""
        return self.case.awaits_follow_up

    @property
    def question(self) -> str:
        """What is asked when it waits for the resident's word."""
        return question_for(self.case).text


@dataclass(frozen=True, slots=True)
class StartPage:
    """Who is greeted, and what is open, with what asks a question first."""

    name: str
    gender: str
    matters: list[Matter]


@dataclass(frozen=True, slots=True)
class MyMatters:
    """What is open (on the first page), what is past, and the cursor of what follows."""

    open: list[Matter]
    past: list[Matter]
    next_cursor: str
    first: bool = True


def start_page(actor: Actor) -> StartPage:
    """Return what a resident sees first. Two statements."""
    known = Person.objects.filter(account=actor.account_id).values("name", "gender").first()
    return StartPage(
        name=known["name"] if known else actor.name,
        gender=known["gender"] if known else "",
        matters=open_matters(actor),
    )


def open_matters(actor: Actor, typed: str = "") -> list[Matter]:
    """Return what is open for the resident and holds every word, what asks for a word first."""
    asks_first = When(
        If(Q(state__in=[State.DONE, State.SETTLED_ONLINE]), then=Value(0)),
        If(~Q(waiting=""), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    cases = my_open_cases(actor).order_by(asks_first, "-reported_at", "-id")
    return _matters(fitting(cases, typed, by=actor), MOST_OPEN)


def my_matters(actor: Actor, after: str = "", typed: str = "") -> MyMatters:
    """Return what is open and what is past, the latest first, by keyset.

    With ``typed`` only what holds each of its words, in what was reported or written to us.
    """
    past = my_cases(actor).filter(Q(closed_at__isnull=False) | ~Q(own_ending=""))
    past = fitting(past, typed, by=actor)
    key = _read(after)
    if key is not None:
        at, pk = key
        past = past.filter(Q(reported_at__lt=at) | Q(reported_at=at, pk__lt=pk))
    found = _matters(past, PAGE + 1)
    cursor = _cursor(found[PAGE - 1].case) if len(found) > PAGE else ""
    return MyMatters(
        open=[] if key is not None else open_matters(actor, typed),
        past=found[:PAGE],
        next_cursor=cursor,
        first=key is None,
    )


def _matters(cases: QuerySet[Case], limit: int) -> list[Matter]:
    rows: Any = with_arrival(cases.select_related(*WITH_WHO))[:limit]
    return [Matter(case, standing(case, at_the_door=case.at_the_door)) for case in rows]


def _cursor(case: Case) -> str:
    return signing.dumps([case.reported_at.isoformat(), case.pk], salt="matters")


def _read(cursor: str) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        at, pk = signing.loads(cursor, salt="matters")
        return datetime.fromisoformat(at), int(pk)
    except (signing.BadSignature, TypeError, ValueError):
        return None
