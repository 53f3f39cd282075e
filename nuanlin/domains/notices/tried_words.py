"""What was tried to tell a home, as its ledger says it on the screen and on paper (F2)."""

from collections import Counter
from collections.abc import Iterable

from nuanlin.domains.notices.models import Attempt
from nuanlin.lib import clock


def tried_lines(attempts: Iterable[Attempt]) -> list[str]:
    """Return a line for each attempt, the last first; what happened alike is one line, "× 3"."""
    lines = Counter(_line(one) for one in sorted(attempts, key=_when, reverse=True))
    return [line if times == 1 else f"{line} × {times}" for line, times in lines.items()]


def _when(attempt: Attempt) -> tuple[float, int]:
    return attempt.stood_at.timestamp(), attempt.pk


def _line(attempt: Attempt) -> str:
    came = attempt.words or attempt.get_standing_display()
    return f"{attempt.get_way_display()} {clock.told(attempt.stood_at)} {came}"
