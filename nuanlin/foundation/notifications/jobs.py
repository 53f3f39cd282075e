"""Upkeep of messages."""

from nuanlin.foundation.jobs.tasks import EVERY_MINUTE, NIGHTLY, scheduled, task
from nuanlin.foundation.notifications import actions
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Way


@task("notifications.send", queue="notifications")
def send(way: str) -> None:
    """Send what is due by one way; what is left is found by the next run."""
    sending.run(Way(way))


@scheduled(EVERY_MINUTE, name="notifications.wake")
def wake_due() -> None:
    """Send what has become due, and what a lost wake-up or a dead worker left."""
    sending.wake_due()


@scheduled(NIGHTLY, name="notifications.sweep")
def sweep() -> None:
    """Delete messages that were read half a year ago."""
    actions.sweep()
