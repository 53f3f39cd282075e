"""Work in the background: how it is declared, queued, repeated after an error, and scheduled."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

P = ParamSpec("P")
R = TypeVar("R")

# Waits 3, 9, 27 … seconds: eight further attempts within three hours.
RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
# Schedules are read in UTC: 03:30 in Shanghai.
NIGHTLY = "30 19 * * *"
EVERY_MINUTE = "* * * * *"


def task(name: str, *, queue: str = "default") -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Declare a function as background work called ``name`` ("service_desk.tell_about").

    It must do no harm when it runs late or twice; after an error it runs again, later each time.
    """
    return app.task(name=name, queue=queue, retry=RETRY)


def scheduled(cron: str, *, name: str) -> Callable[[Callable[[], object]], Task[..., None, ...]]:
    """Declare work that runs by the clock: once a tick however many workers there are.

    A tick that nobody was there for is made up for within a day (once, however many were missed).
    """

    def decorate(work: Callable[[], object]) -> Task[..., None, ...]:
        def run(timestamp: int) -> None:
            work()

        declare = app.task(name=name, queue="upkeep", retry=RETRY, lock=name, queueing_lock=name)
        ticking: Task[..., None, ...] = app.periodic(cron=cron)(declare(run))
        return ticking

    return decorate


def defer(
    task: Task[..., Any, Any],
    *,
    key: str | None = None,
    alone: str | None = None,
    at: datetime | None = None,
    **arguments: Any,
) -> None:
    """Queue ``task`` in the current transaction: it runs after commit, or never. One statement.

    ``key`` leaves out work that already waits under the same key (two more statements); only for
    work that looks at everything there is when it runs. Of work with the same ``alone`` one runs
    at a time. ``at`` is the earliest moment to run.
    """
    job = task.configure(queueing_lock=key, lock=alone, schedule_at=at, task_kwargs=arguments).job
    # Inside a worker the app's own connector is another connection than this transaction's.
    manager = JobManager(DjangoConnector())
    if job.queueing_lock is None:
        manager.defer_job(job)
        return
    try:
        with transaction.atomic():
            manager.defer_job(job)
    except AlreadyEnqueued:
        pass
