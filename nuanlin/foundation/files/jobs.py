"""Upkeep of files."""

from nuanlin.foundation.files import actions
from nuanlin.foundation.jobs.tasks import NIGHTLY, scheduled


@scheduled(NIGHTLY, name="files.sweep")
def sweep() -> None:
    """Delete what was uploaded and never sent, and bytes that no row speaks of."""
    actions.sweep()
