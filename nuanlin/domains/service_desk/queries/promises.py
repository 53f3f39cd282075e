"""What was promised to an owner, and whether it was kept: read from what ended each attempt."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from nuanlin.foundation.audit.models import Event

ENDINGS = frozenset({"case.done", "case.settled_online"})


class Promise(NamedTuple):
    """One promise of one attempt: contact or solution, when it was due and when it was kept."""

    turn: int
    clock: str
    due_at: datetime
    kept_at: datetime

    @property
    def kept(self) -> bool:
        """Whether it was kept in time."""
        return self.kept_at <= self.due_at


def promises(events: list[Event]) -> Iterator[Promise]:
    """Yield the promises of every attempt that was finished, in order."""
    for event in events:
        given = event.data.get("clocks", {}) if event.verb in ENDINGS else {}
        turn = given.get("round", 1)
        if "contact_due" in given and "contacted" in given:
            contacted = datetime.fromisoformat(given["contacted"])
            due = datetime.fromisoformat(given["contact_due"])
            yield Promise(turn, "contact", due, contacted)
        if "solution_due" in given:
            due = datetime.fromisoformat(given["solution_due"])
            yield Promise(turn, "solution", due, event.at)
