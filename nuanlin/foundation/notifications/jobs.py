"""Upkeep of messages."""

from nuanlin.foundation.jobs.tasks import NIGHTLY, scheduled
from nuanlin.foundation.notifications import actions


@scheduled(NIGHTLY, name="notifications.sweep")
def sweep() -> None:
    """Delete messages that were read half a year ago."""
    actions.sweep()
