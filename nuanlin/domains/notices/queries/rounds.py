"""The phone round as the desk reads it: the number in hand, who calls, what is left (F2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.notices import policy
from nuanlin.domains.notices.calling import TAKEN_BACK_WITHIN
from nuanlin.domains.notices.models import Call, CalledHome, CallResult, Notice, NoticeState, Reach
from nuanlin.domains.people.models import Person, StandingInstruction
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.language.greeting import Guest

LISTED = 50
TOLD = (CallResult.SPOKEN, CallResult.FAMILY_TELLS)


@dataclass(frozen=True, slots=True)
class InHand:
    """A number to dial now: whose it is, for which doors, what to know before one speaks."""

    call: Call
    homes: list[CalledHome]
    people: list[Person]
    instructions: list[StandingInstruction]

    @property
    def guests(self) -> list[Guest]:
        """Whom one greets."""
        return [Guest(one.name, one.gender) for one in self.people]

    @property
    def plates(self) -> list[str]:
        """The doors it is for, in their order."""
        return list(dict.fromkeys(one.reach.home.plate for one in self.homes))

    @property
    def known_meanwhile(self) -> bool:
        """Whether every home has confirmed in another way since the number was taken."""
        return all(one.reach.reached_at is not None for one in self.homes)


@dataclass(frozen=True, slots=True)
class PhoneCaller:
    """Who calls: how many numbers they dialled, how many people they spoke to, whom now."""

    name: str
    dialled: int
    told: int
    plate: str


@dataclass(frozen=True, slots=True)
class PhoneRound:
    """How a phone round stands: numbers left now and later, results, homes that know."""

    left: int
    in_hand: int
    later: int
    next_at: datetime | None
    dialled: int
    told: int
    no_answer: int
    wrong: int
    homes: int
    reached: int

    @property
    def is_open(self) -> bool:
        """Whether anybody is still to be dialled, now or later."""
        return bool(self.left or self.in_hand or self.later)


def call_in_hand(actor: Actor) -> InHand | None:
    """Return the number that ``actor`` has in hand, or None. Three statements."""
    if actor.staff_id is None:
        return None
    calls = Call.objects.select_related("notice__community")
    call = calls.filter(taken_by=actor.staff_id, ended_at__isnull=True).first()
    return _whole(call) if call is not None else None


def just_dialled(actor: Actor, notice: Notice) -> Call | None:
    """Return the call that ``actor`` may still take back, with ``plates``. One statement."""
    if actor.staff_id is None or notice.state != NoticeState.RUNNING:
        return None
    since = timezone.now() - TAKEN_BACK_WITHIN
    mine = Call.objects.filter(notice=notice, taken_by=actor.staff_id, ended_at__gt=since)
    plates = ArrayAgg("homes__reach__home__plate", distinct=True, default=[])
    return mine.annotate(plates=plates).order_by("-ended_at", "-pk").first()


def one_call(call_id: int, actor: Actor) -> InHand:
    """Return a call of a notice whose homes ``actor`` may phone. Raises Missing."""
    calls = Call.objects.select_related("notice__community")
    call = one(calls.filter(notice__in=policy.in_office_of(actor)), call_id)
    if not policy.may_write(actor, call.notice.community_id):
        raise Missing
    return _whole(call)


def notice_to_call(notice_id: int, actor: Actor) -> Notice:
    """Return a notice with its community, whose homes ``actor`` may phone. Raises Missing."""
    notice = one(policy.in_office_of(actor).select_related("community"), notice_id)
    if not policy.may_write(actor, notice.community_id):
        raise Missing
    return notice


def round_of(notice: Notice) -> PhoneRound:
    """Return how the phone round of a notice stands. Two statements."""
    now = timezone.now()
    waits = Q(ended_at__isnull=True, taken_by__isnull=True, needed=True)
    calls = Call.objects.filter(notice=notice).annotate(needed=Exists(_unreached()))
    counts: dict[str, Any] = calls.aggregate(
        left=Count("pk", filter=waits & Q(due_at__lte=now)),
        later=Count("pk", filter=waits & Q(due_at__gt=now)),
        next_at=Min("due_at", filter=waits & Q(due_at__gt=now)),
        in_hand=Count("pk", filter=Q(ended_at__isnull=True, taken_by__isnull=False)),
        dialled=Count("pk", filter=Q(ended_at__isnull=False, taken_by__isnull=False)),
        told=Count("pk", filter=Q(result__in=TOLD)),
        no_answer=Count("pk", filter=Q(result=CallResult.NO_ANSWER)),
        wrong=Count("pk", filter=Q(result=CallResult.WRONG_NUMBER)),
    )
    reached = Reach.objects.filter(notice=notice).aggregate(
        homes=Count("pk"), reached=Count("pk", filter=Q(reached_at__isnull=False))
    )
    return PhoneRound(**counts, **reached)


def callers_of(notice: Notice) -> list[PhoneCaller]:
    """Return who has dialled for a notice, whoever did last first. One statement."""
    now_with = Q(ended_at__isnull=True)
    rows = (
        Call.objects.filter(notice=notice, taken_by__isnull=False)
        .values("taken_by", "taken_by__known_as", "taken_by__name")
        .annotate(
            dialled=Count("pk", filter=Q(ended_at__isnull=False), distinct=True),
            told=Count("pk", filter=Q(result__in=TOLD), distinct=True),
            plates=ArrayAgg(
                "homes__reach__home__plate", filter=now_with, distinct=True, default=[]
            ),
            last=Max("taken_at"),
        )
        .order_by("-last")
    )
    return [
        PhoneCaller(
            name=row["taken_by__known_as"] or row["taken_by__name"],
            dialled=row["dialled"],
            told=row["told"],
            plate=" · ".join(row["plates"]),
        )
        for row in rows
    ]


def ended_with(notice: Notice, result: str) -> list[CalledHome]:
    """Return homes that are not reached and whose last call ended so. One statement."""
    later = Call.objects.filter(
        notice=OuterRef("call__notice"),
        number=OuterRef("call__number"),
        round__gt=OuterRef("call__round"),
        ended_at__isnull=False,
    )
    rows = CalledHome.objects.filter(call__notice=notice, call__result=result)
    unreached = rows.filter(~Exists(later), reach__reached_at__isnull=True)
    joined = unreached.select_related("call__taken_by", "person", "reach__home")
    return list(joined.order_by("reach__rank", "reach__home__order", "pk")[:LISTED])


def _unreached() -> QuerySet[CalledHome]:
    return CalledHome.objects.filter(call=OuterRef("pk"), reach__reached_at__isnull=True)


def _whole(call: Call) -> InHand:
    homes = list(
        call.homes.select_related("reach__home", "person").order_by("reach__home__order", "pk")
    )
    today = clock.today()
    instructions = (
        StandingInstruction.objects.filter(
            home__in=[one.reach.home_id for one in homes], ended_at__isnull=True
        )
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .order_by("pk")
    )
    people = list({one.person_id: one.person for one in homes}.values())
    return InHand(call, homes, people, list(instructions))
