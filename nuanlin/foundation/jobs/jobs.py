"""Upkeep of the queue itself."""

from procrastinate.contrib.django import app

from nuanlin.foundation.jobs import actions
from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, NIGHTLY, scheduled


# Not by ``scheduled``: its lock would be held by the run that died with its worker.
@app.periodic(cron=EVERY_MINUTE)
@app.task(name="jobs.recover", queue="upkeep", queueing_lock="jobs.recover")
def recover(timestamp: int) -> None:
    """Queue again what dead workers left undone."""
    actions.recover_stuck_jobs()


@scheduled(NIGHTLY, name="jobs.forget")
def forget() -> None:
    """Delete jobs that were done long ago."""
    actions.forget_old_jobs()
