"""The figures beside the console's navigation."""

from typing import NamedTuple

from django.db import connection

# Counting stops here: beyond it the figure reads "99+", and the page stays as fast as before.
ENOUGH = 100


class DeskCounts(NamedTuple):
    """How much lies where in one community, each up to ``ENOUGH``."""

    unassigned: int = 0
    open: int = 0
    calls_due: int = 0
    open_problems: int = 0


def desk_counts(community_id: int | None) -> DeskCounts:
    """Return the counts of one community. One statement, over partial indexes only."""
    if community_id is None:
        return DeskCounts()
    parts = [
        "service_desk_case WHERE closed_at IS NULL AND state IN ('submitted', 'classified')",
        "service_desk_case WHERE closed_at IS NULL",
        "service_desk_followup WHERE made_at IS NULL AND due_at <= now()",
        "service_desk_case WHERE escalated",
    ]
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {part} AND community_id = %s LIMIT {ENOUGH}) t)"  # noqa: S608 - own constants
        for part in parts
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [community_id] * len(parts))
        return DeskCounts(*cursor.fetchone())
