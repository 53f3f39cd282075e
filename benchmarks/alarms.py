"""The escalation sweep over many open cases: with nothing due, and with some newly lapsed.

All seeded cases are opened again first, which no other measurement would survive.
"""

import statistics
import time
from typing import Any

import psycopg

from benchmarks.measuring import alone
from nuanlin.domains.service_desk.actions.sweep import sweep

# So many lapse between two sweeps, and so often that is measured.
LAPSED = 1_000
TIMES = 5

_OPEN_ALL = """
DELETE FROM procrastinate_jobs;
UPDATE service_desk_case
   SET state = 'classified', closed_at = NULL, waiting = '', escalated = false, alarm_level = 0,
       promised_at = now() + interval '100 days', contact_due_at = now() + interval '100 days',
       solution_due_at = now() + interval '100 days'
"""
_LAPSE = """
UPDATE service_desk_case SET promised_at = now() - interval '1 minute'
 WHERE id IN (SELECT id FROM service_desk_case WHERE alarm_level = 0 LIMIT %s)
"""
_BARE = """
WITH due AS (
  SELECT id, promised_at, community_id FROM service_desk_case
   WHERE closed_at IS NULL AND state = 'classified' AND alarm_level = 0 AND waiting <> 'owner'
     AND promised_at <= now() AND community_id = %s
     FOR UPDATE SKIP LOCKED
), marked AS (
  UPDATE service_desk_case SET alarm_level = 2 FROM due WHERE service_desk_case.id = due.id
), fired AS (
  INSERT INTO service_desk_alarm (case_id, round, level, clock, due_at, fired_at)
  SELECT id, 1, 2, 'contact', promised_at, now() FROM due
), told AS (
  INSERT INTO audit_event (at, verb, subject_type, subject_id, community_id, data)
  SELECT now(), 'case.overdue', 'service_desk.case', id, community_id, '{"level": 2}' FROM due
  RETURNING id
)
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT 'messages', 'service_desk.tell_about', jsonb_build_object('event_id', id) FROM told
"""


def measure(url: str, community_id: int, seconds: float) -> dict[str, Any]:
    """Return how long a sweep takes (ms) with nothing due and with ``LAPSED`` due, ours and bare.

    Both fire the same number of alarms with their events and jobs.
    """
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(_OPEN_ALL)
        session.execute("VACUUM ANALYZE service_desk_case")
        row = session.execute("SELECT count(*) FROM service_desk_case").fetchone()
        cases = row[0] if row else 0
        idle = alone(sweep, seconds)
        ours = [_timed(session, sweep) for _ in range(TIMES)]
        bare = [
            _timed(session, lambda: session.execute(_BARE, [community_id])) for _ in range(TIMES)
        ]
    return {
        "cases": cases,
        "lapsed": min(LAPSED, cases),
        "idle_ms": round(idle.p50_ms, 3),
        "ours_ms": round(statistics.median(ours), 3),
        "bare_ms": round(statistics.median(bare), 3),
    }


def _timed(session: "psycopg.Connection[Any]", work: Any) -> float:
    session.execute(_LAPSE, [LAPSED])
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
