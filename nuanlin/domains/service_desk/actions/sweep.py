"""What the clocks do by themselves: warn before a promise lapses, and report upward after (B6).

One set-based statement finds and marks what has reached a level, by an index range for each
community and level; a level counts once in each round of a case's clocks, however many sweeps run
at once or how late. What is paused, done or closed is never touched.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.loop import topics
from nuanlin.domains.service_desk.models import (
    RUNNING_STATES,
    Case,
    Cause,
    Clock,
    Escalation,
    Level,
    ServiceRules,
    Waiting,
)
from nuanlin.domains.service_desk.models.escalation import in_a_week
from nuanlin.domains.service_desk.queries.superiors import in_charge_of
from nuanlin.foundation.accounts.actors import SYSTEM
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.live.signals import touch

AT_ONCE = 1000
WARNING = 1

_STATES = ", ".join(f"'{state}'" for state in sorted(RUNNING_STATES))
# A case is due for its next level; how far it has come meanwhile is reckoned once it is locked.
# Those that lapsed first come first, so that each level is read as far as it is due and no further.
# After the promise a warning has lost its sense: the level is passed and nobody is told.
_SWEEP = f"""
WITH rules AS (
  SELECT * FROM unnest(%(communities)s::bigint[], %(levels)s::int[], %(afters)s::interval[],
                       %(lasts)s::boolean[]) AS rule (community_id, level, after, is_last)
), due AS (
  SELECT c.id, c.community_id, c.reopenings + 1 AS round, c.alarm_level, c.promised_at,
         CASE WHEN c.contacted_at IS NULL AND c.promised_at = c.contact_due_at
              THEN '{Clock.CONTACT}'
              WHEN c.contacted_at IS NOT NULL AND c.promised_at = c.update_due_at
              THEN '{Clock.UPDATE}' ELSE '{Clock.SOLUTION}' END AS clock
    FROM rules CROSS JOIN LATERAL (
         SELECT * FROM service_desk_case c
          WHERE c.community_id = rules.community_id AND c.alarm_level = rules.level - 1
            AND c.promised_at <= %(now)s - rules.after AND c.closed_at IS NULL
            AND c.state IN ({_STATES}) AND NOT (c.waiting = '{Waiting.OWNER}')
            AND c.merged_into_id IS NULL
          ORDER BY c.promised_at LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED) c
), reached AS (
  SELECT due.*, rules.level, rules.is_last
    FROM due JOIN rules USING (community_id)
   WHERE rules.level > due.alarm_level AND due.promised_at <= %(now)s - rules.after
), marked AS (
  UPDATE service_desk_case c
     SET alarm_level = top.level, escalated = c.escalated OR top.is_last
    FROM (SELECT id, max(level) AS level, bool_or(is_last) AS is_last
            FROM reached GROUP BY id) top
   WHERE c.id = top.id
), fired AS (
  INSERT INTO service_desk_alarm (case_id, round, level, clock, due_at, fired_at)
  SELECT id, round, level, clock, promised_at, %(now)s
    FROM reached
   WHERE level > {WARNING} OR promised_at > %(now)s
      ON CONFLICT (case_id, round, level) DO NOTHING
  RETURNING case_id, level, clock
)
SELECT due.id, fired.level, fired.clock
  FROM due LEFT JOIN fired ON fired.case_id = due.id
 ORDER BY due.id, fired.level
"""  # noqa: S608 - own constants


class Fired(NamedTuple):
    """A level that a case reached just now."""

    case_id: int
    level: int
    clock: str


def sweep(now: datetime | None = None) -> int:
    """Fire every level of escalation that has been reached and return how many.

    Two statements where nothing is due; otherwise a handful more for up to a thousand cases.
    """
    moment = now or timezone.now()
    steps = _steps()
    total = 0
    while True:
        fired, touched = _sweep_once(steps, moment)
        total += fired
        if touched < AT_ONCE:
            return total


@transaction.atomic
def _sweep_once(steps: dict[int, list[Level]], now: datetime) -> tuple[int, int]:
    """Return how many levels fired, and how many cases were touched."""
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, {**_columns(steps), "now": now})
        rows = cursor.fetchall()
    touched = len({pk for pk, _level, _clock in rows})
    fired = [Fired(*row) for row in rows if row[1] is not None]
    if not fired:
        return 0, touched
    cases = Case.objects.in_bulk({one.case_id for one in fired})
    events = [_event(cases[one.case_id], one, steps, now) for one in fired]
    last = {
        one.case_id for one in fired if one.level == len(steps[cases[one.case_id].community_id])
    }
    events += _put_on_list([cases[pk] for pk in sorted(last)], now)
    _tell(Event.objects.bulk_create(events))
    touch(*{topic for case in cases.values() for topic in topics(case)})
    return len(fired), touched


def _steps() -> dict[int, list[Level]]:
    """Return the levels of every community, the warning first. One statement."""
    communities = Community.objects.select_related("service_rules")
    return {
        one.pk: (getattr(one, "service_rules", None) and one.service_rules.steps)
        or ServiceRules(community_id=one.pk).steps
        for one in communities
    }


def _columns(steps: dict[int, list[Level]]) -> dict[str, list[Any]]:
    rows = [
        (community, place, timedelta(minutes=step["after"]), place == len(levels))
        for community, levels in steps.items()
        for place, step in enumerate(levels, start=1)
    ]
    names = ("communities", "levels", "afters", "lasts")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _event(case: Case, fired: Fired, steps: dict[int, list[Level]], now: datetime) -> Event:
    step = steps[case.community_id][fired.level - 1]
    verb = "case.due_soon" if fired.level == WARNING else "case.overdue"
    data = {
        "level": fired.level,
        "clock": fired.clock,
        "round": case.clock_round,
        "tell": step["tell"],
    }
    return _recorded(case, verb, now, data)


def _recorded(case: Case, verb: str, now: datetime, data: dict[str, Any]) -> Event:
    return Event(
        verb=verb,
        at=now,
        subject_type=Case._meta.label_lower,
        subject_id=case.pk,
        community_id=case.community_id,
        data=data,
    )


def _put_on_list(cases: list[Case], now: datetime) -> list[Event]:
    """Put cases on the open-problem list; return the events of those that were not there."""
    there = set(
        Escalation.objects.filter(case__in=cases, decided_at__isnull=True).values_list(
            "case", flat=True
        )
    )
    new = [case for case in cases if case.pk not in there]
    if not new:
        return []
    in_charge = in_charge_of(new)
    Escalation.objects.bulk_create(
        Escalation(
            case=case,
            cause=Cause.LAPSED,
            in_charge_id=in_charge[case.pk],
            review_on=in_a_week(),
            opened_at=now,
            opened_by=SYSTEM.name,
        )
        for case in new
    )
    return [_recorded(case, "case.escalated", now, {"cause": Cause.LAPSED}) for case in new]


def _tell(events: Iterable[Event]) -> None:
    """Have each event told to whom it concerns. One statement."""
    from nuanlin.domains.service_desk.jobs import tell_about

    jobs = [tell_about.configure(task_kwargs={"event_id": event.pk}).job for event in events]
    JobManager(DjangoConnector()).batch_defer_jobs(jobs)
