"""Keeping the facts: whatever happened in a case since they were last read is read again.

Every change of a case is written together with its event, so the cases with new events are those
whose facts are replaced, by the same SELECTs that fill the table in the first place.
"""

from typing import NamedTuple

from django.db import connection, transaction

from nuanlin.domains.quality.facts.service_time import Calendar, calendar_of_all
from nuanlin.domains.quality.facts.sources import KEPT, PLACES, select
from nuanlin.domains.quality.figures import Source
from nuanlin.domains.quality.models import (
    AnswerFact,
    CaseFact,
    FinishedFact,
    RatingFact,
    Reading,
    WaitFact,
)
from nuanlin.lib import clock

TABLES = {
    source: model._meta.db_table
    for source, model in (
        (Source.CASES, CaseFact),
        (Source.FINISHED, FinishedFact),
        (Source.ANSWERS, AnswerFact),
        (Source.RATINGS, RatingFact),
        (Source.WAITS, WaitFact),
    )
}
_READING = Reading._meta.db_table

# Which transaction wrote an event, counted like those of a snapshot, which have more than 32 bits:
# none is further ahead of the snapshot than this.
_AHEAD = "(now.next + 1000000000)"
_WRITER = f"({_AHEAD} - (({_AHEAD} - e.writer::text::bigint) & 4294967295))"

# So many events may be looked at again in vain before it is written down that they were read.
_IN_VAIN = 1_000

# What has changed: a case with an event that was not seen, the one it rests in, those that rest in
# it. None where nothing has ever been read, or the hours of service are others: then all. The
# events are taken in order, so that the planner enters by their key.
_STANDING = f"""
WITH now AS (
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS open,
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next,
         (SELECT coalesce(max(id), 0) FROM audit_event) AS latest,
         md5(concat(
           (SELECT jsonb_agg(jsonb_build_array(community_id, windows, weekdays, holidays)
                             ORDER BY community_id) FROM service_desk_servicerules),
           (SELECT jsonb_agg(jsonb_build_array(id, runs) ORDER BY id)
              FROM service_desk_category WHERE runs <> ''))) AS hours
), read AS (
  SELECT r.* FROM {_READING} r JOIN now USING (hours)
), seen AS (
  SELECT one.id, one.merged_into_id
    FROM now CROSS JOIN read CROSS JOIN LATERAL (
         SELECT DISTINCT subject_id FROM (
           SELECT *, xmin AS writer FROM audit_event WHERE id > read.settled_event
            ORDER BY id LIMIT now.latest - read.settled_event) e
          WHERE subject_type = 'service_desk.case' AND {_WRITER} >= read.open_from) event
    JOIN service_desk_case one ON one.id = event.subject_id
), changed AS (
  SELECT id FROM seen
   UNION SELECT merged_into_id FROM seen WHERE merged_into_id IS NOT NULL
   UNION SELECT c.id FROM service_desk_case c JOIN seen ON c.merged_into_id = seen.id
)
SELECT now.open, now.next, now.latest, now.hours, coalesce(read.settled_event, 0),
       CASE WHEN now.open = now.next OR now.open >= read.next_from
            THEN CASE WHEN now.open = now.next THEN now.latest ELSE read.latest_event END
            ELSE coalesce(read.settled_event, 0) END,
       CASE WHEN read.id IS NOT NULL
            THEN coalesce((SELECT array_agg(id) FROM changed), '{{}}') END
  FROM now LEFT JOIN read ON true
"""  # noqa: S608 - own constants

_KEEP = f"""
kept AS (
  INSERT INTO {_READING} (id, open_from, next_from, latest_event, hours, settled_event)
  VALUES (1, %(open)s, %(next)s, %(latest)s, %(hours)s, %(settled)s)
      ON CONFLICT (id) DO UPDATE
     SET open_from = excluded.open_from, next_from = excluded.next_from, hours = excluded.hours,
         latest_event = excluded.latest_event, settled_event = excluded.settled_event)
"""  # noqa: S608 - own constants


class _Standing(NamedTuple):
    """What a reading finds: transactions, events, hours, and the cases that have changed."""

    open: int
    next: int
    latest: int
    hours: str
    was_settled: int
    settled: int
    changed: list[int] | None

    @property
    def nothing_new(self) -> bool:
        """Whether it is not worth writing anything."""
        return self.changed == [] and self.settled - self.was_settled < _IN_VAIN


def bring_up_to_date() -> None:
    """Read into the facts what has happened since; one statement where nothing has.

    What was committed before the call is in the facts after it.
    """
    found = _standing()
    if found.nothing_new:
        return
    with transaction.atomic(savepoint=False):
        _one_at_a_time()
        # What somebody else has read meanwhile is read twice, unless it would be everything.
        found = found if found.changed is not None else _standing()
        if not found.nothing_new:
            _read(found)


def build_anew() -> None:
    """Reckon all facts once more from the cases."""
    with transaction.atomic():
        _one_at_a_time()
        _read(_standing()._replace(changed=None))


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {_READING} IN SHARE ROW EXCLUSIVE MODE")


def _standing() -> _Standing:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        return _Standing(*cursor.fetchone())


def _read(found: _Standing) -> None:
    whole = found.changed is None
    calendar = calendar_of_all(clock.today())
    parts = [_into(source, calendar, whole=whole) for source in Source]
    if not whole:
        parts += [_from(source) for source in Source]
    with connection.cursor() as cursor:
        if whole:
            cursor.execute(f"TRUNCATE {', '.join(TABLES.values())}")
        cursor.execute(
            f"WITH {', '.join([*parts, _KEEP])} SELECT 1", {**calendar.values, **found._asdict()}
        )
        if whole:
            cursor.execute(f"ANALYZE {', '.join(TABLES.values())}")


def _into(source: Source, calendar: Calendar, *, whole: bool) -> str:
    table, columns = TABLES[source], f"item_id, case_id, at, person_id, {PLACES}, {KEPT[source]}"
    picked = "true" if whole else "c.id = ANY(%(changed)s::bigint[])"
    return f"""
    into_{source} AS (
      INSERT INTO {table} ({columns})
      SELECT {columns} FROM ({select(source, calendar, picked)}) found)"""  # noqa: S608


def _from(source: Source) -> str:
    table = TABLES[source]
    return f"from_{source} AS (DELETE FROM {table} WHERE case_id = ANY(%(changed)s::bigint[]))"  # noqa: S608
