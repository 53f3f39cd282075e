"""Background work about people; each may run late or twice without harm."""

from nuanlin.domains.people.rosters import importing
from nuanlin.foundation.jobs.tasks import NIGHTLY, scheduled, task


@task("people.read_roster")
def read_roster(import_id: int) -> None:
    """Read an uploaded roster for its preview."""
    importing.read_uploaded(import_id)


@task("people.load_roster")
def load_roster(import_id: int) -> None:
    """Load a roster whose preview was approved."""
    importing.load_approved(import_id)


@scheduled(NIGHTLY, name="people.forget_rosters")
def forget_rosters() -> None:
    """Delete the files of rosters uploaded a month ago."""
    importing.forget_files()
