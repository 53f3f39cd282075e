"""What every worker does besides the work itself; named in settings, called once at start."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App, JobContext
from procrastinate.worker import Worker

MADE_UP_SECONDS = 24 * 60 * 60


def prepare(app: App) -> None:
    """Make workers remember why a job failed, and make up for a night they were switched off."""
    app.worker_defaults["worker_middleware"] = [remembering_failures]
    app.periodic_defaults["max_delay"] = MADE_UP_SECONDS


async def remembering_failures(
    work: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker
) -> Any:
    """Run the job; keep the first line of its error for the administrators' page."""
    try:
        return await work()
    except Exception as error:
        await sync_to_async(_remember)(context.job.id or 0, error)
        raise


def _remember(job_id: int, error: Exception) -> None:
    from nuanlin.foundation.jobs.models import JobFailure

    lines = str(error).strip().splitlines() or [""]
    text = f"{type(error).__name__}: {lines[0]}".removesuffix(": ")[:300]
    try:
        JobFailure.objects.update_or_create(job_id=job_id, defaults={"error": text})
    finally:
        close_old_connections()
