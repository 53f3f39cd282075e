"""Reads of the queue: how it stands, and what needs somebody's attention."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinateWorker,
)

from nuanlin.foundation.jobs.models import JobFailure

# Workers give a sign every ten seconds.
SILENCE = timedelta(seconds=60)
LONG = timedelta(minutes=10)
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Attention:
    """A job that failed, hangs, is tried again, or waits longer than it should."""

    id: int
    name: str
    arguments: str
    state: str  # failed, stuck, again or late
    attempts: int
    since: datetime | None
    next_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The queue at a glance."""

    counts: dict[str, int]
    workers: int
    last_sign: datetime | None
    attention: list[Attention]


def standing() -> Standing:
    """Return how many jobs are in each state, which workers live, and what needs attention."""
    states = ProcrastinateJob.objects.order_by().values_list("status").annotate(Count("pk"))
    workers = ProcrastinateWorker.objects.aggregate(
        alive=Count("pk", filter=Q(last_heartbeat__gte=Now() - SILENCE)), last=Max("last_heartbeat")
    )
    return Standing(
        counts=dict(states),
        workers=workers["alive"],
        last_sign=workers["last"],
        attention=_attention(),
    )


def stuck() -> "QuerySet[ProcrastinateJob]":
    """Return jobs that are being done by a worker that gives no sign of life any more."""
    silent = Q(worker__last_heartbeat__lt=Now() - SILENCE)
    return ProcrastinateJob.objects.filter(Q(worker__isnull=True) | silent, status="doing")


def failed() -> "QuerySet[ProcrastinateJob]":
    """Return jobs that were given up, oldest first."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("pk")


def _attention() -> list[Attention]:
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk")).order_by("-id")
    deferred = events.filter(type="deferred").values("at")[:1]
    due = Coalesce("scheduled_at", Subquery(deferred))
    state = Case(
        When(status="failed", then=Value("failed")),
        When(status="doing", then=Value("stuck")),
        When(attempts__gt=0, then=Value("again")),
        default=Value("late"),
    )
    late = Q(status="todo", due__lt=Now() - LONG)
    again = Q(status="todo", attempts__gt=0)
    jobs = (
        ProcrastinateJob.objects.annotate(
            due=due, state=state, since=Subquery(events.exclude(type="scheduled").values("at")[:1])
        )
        .filter(Q(status="failed") | Q(pk__in=stuck().values("pk")) | late | again)
        .order_by(
            Case(When(status="failed", then=0), When(status="doing", then=1), default=2), "pk"
        )
    )[:SHOWN]
    errors = JobFailure.objects.in_bulk([job.pk for job in jobs])
    return [
        Attention(
            id=job.pk,
            name=job.task_name,
            arguments=", ".join(f"{key} = {value}" for key, value in job.args.items()),
            state=job.state,
            attempts=job.attempts,
            since=job.since,
            next_at=job.scheduled_at if job.state == "again" else None,
            error=errors[job.pk].error if job.pk in errors else "",
        )
        for job in jobs
    ]
