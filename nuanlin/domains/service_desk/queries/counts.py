"""The figures beside the console's navigation."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection

from nuanlin.domains.service_desk.outage_words import Short, short
from nuanlin.foundation.accounts.actors import Actor, Role

# Counting stops here: beyond it the figure reads "99+", and the page stays as fast as before.
ENOUGH = 100
# What was merged into another case is counted there.
_BY_ITSELF = "merged_into_id IS NULL"


_OFF = """
    SELECT json_agg(json_build_object('id', id, 'kind', kind, 'until', expected_until) ORDER BY id)
    FROM service_desk_outage
    WHERE ended_at IS NULL AND starts_at <= statement_timestamp() AND community_id = %(community)s
"""


_KNOWN = "NOT IN (SELECT case_id FROM hidden)"


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
    # What other rooms have counted in the same statement, by name.
    also: Mapping[str, int] = MappingProxyType({})

    @property
    def off(self) -> list[Short]:
        """What is off, in words."""
        return [short(one["kind"], one["until"]) for one in self.outages]


# What does not exist for the reader: about themselves, or about nobody knows whom yet (C1).
_HIDDEN = """
    SELECT case_id FROM service_desk_target WHERE staff_id = %(me)s
     UNION ALL
    SELECT id FROM service_desk_case
     WHERE guard = 'unnamed' AND community_id = %(community)s AND NOT %(superior)s
       AND recorded_by_id IS DISTINCT FROM %(account)s
"""


def _reader(community_id: int, by: Actor) -> dict[str, Any]:
    superior = by.is_administrator or community_id in by.communities(Role.MANAGER)
    me = {"me": by.staff_id, "account": by.account_id, "superior": superior}
    return {"community": community_id, **me}


def desk_counts(
    community_id: int | None, *, by: Actor, also: Mapping[str, str] = MappingProxyType({})
) -> DeskCounts:
    """Return the counts of one community for its reader. One statement, over partial indexes.

    ``also`` are counted with them: the part of a statement from the table's name on, by name.
    """
    if community_id is None:
        return DeskCounts(also=dict.fromkeys(also, 0))
    parts = [
        f"service_desk_case WHERE closed_at IS NULL AND {_BY_ITSELF}"
        f" AND state IN ('submitted', 'classified') AND id {_KNOWN}",
        f"service_desk_case WHERE closed_at IS NULL AND {_BY_ITSELF} AND id {_KNOWN}",
        f"service_desk_followup WHERE made_at IS NULL AND due_at <= now() AND case_id {_KNOWN}",
        "service_desk_escalation e JOIN service_desk_case c ON c.id = e.case_id"
        f" WHERE e.decided_at IS NULL AND c.id {_KNOWN}",
        "people_accessrequest WHERE state = 'waiting'",
        f"service_desk_secondcall WHERE made_at IS NULL AND due_at <= now() AND case_id {_KNOWN}",
        f"service_desk_improvement WHERE done_at IS NULL AND case_id {_KNOWN}",
    ]
    counts = ", ".join(
        f"(SELECT count(*) FROM (SELECT 1 FROM {part}"  # noqa: S608 - own constants
        f" AND community_id = %(community)s LIMIT {ENOUGH}) t)"
        for part in (*parts, *also.values())
    )
    statement = f"WITH hidden AS MATERIALIZED ({_HIDDEN}) SELECT {counts}, ({_OFF})"
    with connection.cursor() as cursor:
        cursor.execute(statement, _reader(community_id, by))
        *numbers, off = cursor.fetchone()
        found = dict(zip(also, numbers[len(parts) :], strict=True))
        return DeskCounts(*numbers[: len(parts)])._replace(outages=tuple(off or ()), also=found)


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
    WITH hidden AS MATERIALIZED ({_HIDDEN})
    SELECT
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_case
        WHERE {_IN_WORK} AND id {_KNOWN}
        AND promised_at <= now() + interval '{SOON}' LIMIT {ENOUGH}) t),
      (SELECT min(promised_at) FROM (
        SELECT promised_at FROM service_desk_case
        WHERE {_IN_WORK} AND id {_KNOWN}
        AND promised_at BETWEEN now() AND now() + interval '{SOON}'
        LIMIT {ENOUGH}) t),
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_followup
        WHERE made_at IS NULL AND due_at <= now() AND community_id = %(community)s
        AND attempt > 1 AND case_id {_KNOWN} LIMIT {ENOUGH}) t),
      (SELECT count(*) FROM (
        SELECT 1 FROM service_desk_case
        WHERE closed_at IS NULL AND {_BY_ITSELF} AND community_id = %(community)s
        AND state IN ('submitted', 'classified') AND kind = 'complaint'
        AND id {_KNOWN} LIMIT {ENOUGH}) t)
"""  # noqa: S608 - own constants


def pressing(community_id: int | None, *, by: Actor) -> Pressing:
    """Return what presses in one community, for its reader. One statement, by partial indexes.

    Due soon is what was promised within the next two hours, or before now, and rests with us.
    """
    if community_id is None:
        return Pressing()
    with connection.cursor() as cursor:
        cursor.execute(_PRESSING, _reader(community_id, by))
        return Pressing(*cursor.fetchone())
