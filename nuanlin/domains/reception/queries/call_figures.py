"""The figures of the telephone: answered in time, late or missed, by hour, day and person (D1)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from nuanlin.domains.reception import policy
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

LONGEST_DAYS = 366


class Answered(NamedTuple):
    """How calls were answered; ``other`` of them nobody counted the rings of.

    ``ring_seconds`` is the average of the calls that were answered, None where none was counted.
    """

    in_time: int = 0
    late: int = 0
    missed: int = 0
    other: int = 0
    ring_seconds: float | None = None
    talk_seconds: float | None = None

    @property
    def all(self) -> int:
        """Every incoming call."""
        return self.in_time + self.late + self.missed + self.other

    @property
    def kept(self) -> float | None:
        """The share answered in time, of a hundred calls whose rings were counted or missed."""
        judged = self.in_time + self.late + self.missed
        return 100 * self.in_time / judged if judged else None


@dataclass(slots=True)
class CallFigures:
    """The report of some days: the whole, each hour of the day, each day, each person."""

    first: date
    last: date
    whole: Answered = field(default_factory=Answered)
    hours: dict[int, Answered] = field(default_factory=dict)
    days: dict[date, Answered] = field(default_factory=dict)
    # By the answerer's id and name; nobody's are the missed ones.
    people: list[tuple[int, str, Answered]] = field(default_factory=list)
    called_back: int = 0
    to_call_back: int = 0


_FIGURES = """
WITH judged AS (
  SELECT c.ring_seconds, c.answered_by_id AS staff,
         (c.rang_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
         extract(hour FROM c.rang_at AT TIME ZONE 'Asia/Shanghai')::int AS hour,
         CASE WHEN c.state = 'missed' THEN 'missed'
              WHEN c.ring_seconds IS NULL THEN 'other'
              WHEN c.ring_seconds <= c.limit_seconds THEN 'in_time' ELSE 'late' END AS how,
         CASE WHEN c.state = 'ended' AND c.doubt <> 'silent'
              THEN extract(epoch FROM c.ended_at - c.answered_at) END AS talked
  FROM reception_callrecord c
  WHERE c.community_id = %(community)s AND c.direction = 'in' AND c.state <> 'ringing'
    AND c.rang_at >= %(since)s AND c.rang_at < %(until)s
)
SELECT CASE WHEN grouping(hour) = 0 THEN 'hour' WHEN grouping(day) = 0 THEN 'day'
            WHEN grouping(staff) = 0 THEN 'staff' ELSE 'whole' END AS by,
       hour, day, staff, max(member.name),
       count(*) FILTER (WHERE how = 'in_time'), count(*) FILTER (WHERE how = 'late'),
       count(*) FILTER (WHERE how = 'missed'), count(*) FILTER (WHERE how = 'other'),
       avg(ring_seconds) FILTER (WHERE how IN ('in_time', 'late')), avg(talked)
FROM judged LEFT JOIN people_staffmember member ON member.id = judged.staff
GROUP BY GROUPING SETS ((), (hour), (day), (staff))
"""
_TASKS = """
SELECT count(*) FILTER (WHERE closed_at IS NOT NULL), count(*) FILTER (WHERE closed_at IS NULL)
FROM reception_missedcall
WHERE community_id = %(community)s AND first_at >= %(since)s AND first_at < %(until)s
"""


def call_figures(community_id: int, *, first: date, last: date, by: Actor) -> CallFigures:
    """Return the figures of the incoming calls of these days, both included. Two statements.

    At most a year. Raises Missing.
    """
    policy.reads_figures_of(by, community_id)
    last = min(last, first + timedelta(days=LONGEST_DAYS - 1))
    made = CallFigures(first, last)
    asked: dict[str, int | datetime] = {
        "community": community_id,
        "since": clock.start_of(first),
        "until": clock.bounds(last)[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, asked)
        for row in cursor.fetchall():
            _take(made, *row)
        cursor.execute(_TASKS, asked)
        made.called_back, made.to_call_back = cursor.fetchone()
    made.people.sort(key=lambda one: (-one[2].all, one[1]))
    return made


def _take(
    made: CallFigures, by: str, hour: Any, day: Any, staff: Any, name: Any, *numbers: Any
) -> None:
    in_time, late, missed, other, ring, talk = numbers
    answered = Answered(in_time, late, missed, other, _seconds(ring), _seconds(talk))
    if by == "hour":
        made.hours[hour] = answered
    elif by == "day":
        made.days[day] = answered
    elif by == "whole":
        made.whole = answered
    elif staff is not None:
        made.people.append((staff, name, answered))


def _seconds(average: Any) -> float | None:
    return None if average is None else float(average)
