"""The figures beside the console's navigation."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from nuanlin.domains.service_desk.outage_words import Short, short

# Counting stops here: beyond it the figure reads "99+", and the page stays as fast as before.
ENOUGH = 100
# What was merged into another case is counted there.
_BY_ITSELF = "merged_into_id IS NULL"


_OFF = """
    SELECT json_agg(json_build_object('id', id, 'kind', kind, 'until', expected_until) ORDER BY id)
    FROM service_desk_outage
    WHERE ended_at IS NULL AND starts_at <= statement_timestamp() AND community_id = %s
"""


class DeskCounts(NamedTuple):
    """How much lies where in one community, each up to ``ENOUGH``."""

    unassigned: int = 0
    open: int = 0
    calls_due: int = 0
    open_problems: int = 0
    asking: int = 0
    second_calls: int = 0
    improvements: int = 0
    # What is off just now: id, kind and until when it is expected to last.
    outages: tuple[dict[str, Any], ...] = ()

    @property
    def off(self) -> list[Short]:
        """What is off, in words."""
        return [short(one["kind"], one["until"]) for one in self.outages]


def desk_counts(community_id: int | None) -> DeskCounts:
    """Return the counts of one community. One statement, over partial indexes only."""
    if community_id is None:
        return DeskCounts()
    parts = [
        f"service_desk_case WHERE closed_at IS NULL AND {_BY_ITSELF}"
        " AND state IN ('submitted', 'classified')",
        f"service_desk_case WHERE closed_at IS NULL AND {_BY_ITSELF}",
        "service_desk_followup WHERE made_at IS NULL AND due_at <= now()",
        "service_desk_escalation e JOIN service_desk_case c ON c.id = e.case_id"
        " WHERE e.decided_at IS NULL",
        "people_accessrequest WHERE state = 'waiting'",
        "service_desk_secondcall WHERE made_at IS NULL AND due_at <= now()",
        "service_desk_improvement WHERE done_at IS NULL",
    ]
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {part} AND community_id = %s LIMIT {ENOUGH}) t)"  # noqa: S608 - own constants
        for part in parts
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}, ({_OFF})", [community_id] * (len(parts) + 1))
        *numbers, off = cursor.fetchone()
        return DeskCounts(*numbers)._replace(outages=tuple(off or ()))


class Pressing(NamedTuple):
    """What the desk should do first in one community, each count up to ``ENOUGH``."""

    due_soon: int = 0
    next_due: datetime | None = None
    called_before: int = 0
    complaints: int = 0


SOON = "2 hours"
# Naming every rank lets the queue's index be entered by the promised time.
_IN_WORK = f"""
    closed_at IS NULL AND community_id = %(community)s AND NOT escalated AND waiting = ''
    AND {_BY_ITSELF}
    AND urgency_rank IN (0, 1, 2, 3)
    AND state IN ('submitted', 'classified', 'assigned', 'under_way')
"""
_PRESSING = f"""
    SELECT
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_case
        WHERE {_IN_WORK} AND promised_at <= now() + interval '{SOON}' LIMIT {ENOUGH}) t),
      (SELECT min(promised_at) FROM (
        SELECT promised_at FROM service_desk_case
        WHERE {_IN_WORK} AND promised_at BETWEEN now() AND now() + interval '{SOON}'
        LIMIT {ENOUGH}) t),
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_followup
        WHERE made_at IS NULL AND due_at <= now() AND community_id = %(community)s
        AND attempt > 1 LIMIT {ENOUGH}) t),
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_case
        WHERE closed_at IS NULL AND {_BY_ITSELF} AND community_id = %(community)s
        AND state IN ('submitted', 'classified') AND kind = 'complaint' LIMIT {ENOUGH}) t)
"""  # noqa: S608 - own constants


def pressing(community_id: int | None) -> Pressing:
    """Return what presses in one community. One statement, over partial indexes only.

    Due soon is what was promised within the next two hours, or before now, and rests with us.
    """
    if community_id is None:
        return Pressing()
    with connection.cursor() as cursor:
        cursor.execute(_PRESSING, {"community": community_id})
        return Pressing(*cursor.fetchone())
