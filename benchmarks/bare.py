"""The bare limit: what plain psycopg does with the same rows, written and read."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import Connection, adapters, sql
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from benchmarks.measuring import Timing, Work, together
from nuanlin.foundation.live.signals import CHANNEL

Session = Connection[TupleRow]
_JSONB = adapters.types["jsonb"].oid

_QUEUE = """
SELECT c.*, home.plate, area.name, staff.known_as, category.name_zh, department.name
  FROM service_desk_case c
  LEFT JOIN estate_home home ON home.id = c.home_id
  LEFT JOIN estate_commonarea area ON area.id = c.common_area_id
  LEFT JOIN people_staffmember staff ON staff.id = c.assignee_id
  LEFT JOIN service_desk_category category ON category.id = c.category_id
  LEFT JOIN people_department department ON department.id = c.department_id
 WHERE c.community_id = %s AND c.closed_at IS NULL
 ORDER BY c.urgency_rank, c.promised_at, c.id LIMIT 51
"""
_CASE = (
    """
    SELECT c.*, home.plate, person.name, staff.known_as, category.name_zh
      FROM service_desk_case c
      LEFT JOIN estate_home home ON home.id = c.home_id
      LEFT JOIN people_person person ON person.id = c.reporter_id
      LEFT JOIN people_staffmember staff ON staff.id = c.assignee_id
      LEFT JOIN service_desk_category category ON category.id = c.category_id
     WHERE c.id = %s
    """,
    "SELECT * FROM service_desk_round WHERE case_id = %s ORDER BY number",
    "SELECT * FROM service_desk_followup WHERE case_id = %s ORDER BY id",
    "SELECT * FROM service_desk_message WHERE case_id = %s ORDER BY id",
    "SELECT * FROM service_desk_casefile WHERE case_id = %s",
    "SELECT * FROM audit_event WHERE subject_type = 'service_desk.case' AND subject_id = %s"
    " ORDER BY id",
)
_MINE = """
SELECT c.*, category.name_zh FROM service_desk_case c
  LEFT JOIN service_desk_category category ON category.id = c.category_id
 WHERE c.home_id = %s AND c.closed_at IS NULL ORDER BY c.reported_at DESC LIMIT 30
"""
# A caller by number with the household, their cases, what was said before.
_SHEET = (
    """
    SELECT person.*, home.*, family.name, relation.role FROM people_person person
      JOIN people_occupancy lives ON lives.person_id = person.id AND lives.ends_on IS NULL
      JOIN estate_home home ON home.id = lives.home_id
      JOIN people_occupancy relation ON relation.home_id = home.id AND relation.ends_on IS NULL
      JOIN people_person family ON family.id = relation.person_id
     WHERE person.phone = %(phone)s
    """,
    """
    SELECT c.*, staff.known_as FROM service_desk_case c
      LEFT JOIN people_staffmember staff ON staff.id = c.assignee_id
     WHERE c.home_id = %(home)s OR c.reporter_id = %(person)s
     ORDER BY c.closed_at DESC NULLS FIRST, c.reported_at DESC LIMIT 10
    """,
    """
    SELECT * FROM reception_callrecord
     WHERE number = %(phone)s OR person_id = %(person)s OR home_id = %(home)s
     ORDER BY rang_at DESC LIMIT 6
    """,
)
# Two years by month, without the hours of service, what stands side by side, and the heat.
_YEAR = (
    """
    SELECT date_trunc('month', reported_at), count(*) FROM service_desk_case
     WHERE community_id = %s AND reported_at >= now() - interval '2 years' GROUP BY 1
    """,
    """
    SELECT date_trunc('month', closed_at), count(*), count(*) FILTER (WHERE reopenings = 0),
           avg(round_number)
      FROM service_desk_case
     WHERE community_id = %s AND closed_at >= now() - interval '2 years' GROUP BY 1
    """,
    """
    SELECT date_trunc('month', e.at), count(*),
           count(*) FILTER (WHERE e.at <= (e.data #>> '{clocks,solution_due}')::timestamptz),
           percentile_cont(ARRAY[0.5, 0.9])
             WITHIN GROUP (ORDER BY extract(epoch FROM e.at - c.reported_at))
      FROM audit_event e JOIN service_desk_case c ON c.id = e.subject_id
     WHERE e.community_id = %s AND e.verb IN ('case.done', 'case.settled_online')
       AND e.at >= now() - interval '2 years' GROUP BY 1
    """,
    """
    SELECT date_trunc('month', made_at), outcome, count(*) FROM service_desk_followup
     WHERE community_id = %s AND made_at >= now() - interval '2 years' GROUP BY 1, 2
    """,
    """
    SELECT date_trunc('month', r.created_at), avg(attitude), avg(speed), avg(quality)
      FROM service_desk_rating r JOIN service_desk_case c ON c.id = r.case_id
     WHERE c.community_id = %s AND r.created_at >= now() - interval '2 years' GROUP BY 1
    """,
)
_DOOR = "SELECT id, plate FROM estate_home WHERE community_id = %s AND plate LIKE %s LIMIT 13"
_JOB = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
VALUES ('messages', 'service_desk.tell_about', %s)
"""


def create(url: str, clients: int, seconds: float) -> Timing:
    """Write what creating a case writes: case, event, job and notice, in one transaction."""
    with psycopg.connect(url) as session:
        insert_case, case = _again(session, "service_desk_case")
        insert_event, event = _again(session, "audit_event")
        home = session.execute("SELECT home_id FROM service_desk_case LIMIT 1").fetchone()
    notice = json.dumps(["case:1", "desk:1", f"home:{home}"])

    def writing(session: Session) -> Work:
        def write() -> None:
            with session.transaction():
                session.execute(insert_case, case)
                event_id = session.execute(insert_event, event).fetchone()
                session.execute(_JOB, [json.dumps({"event_id": event_id and event_id[0]})])
                session.execute("SELECT pg_notify(%s, %s)", [CHANNEL, notice])

        return write

    return _at_once(url, clients, seconds, writing)


def queue(url: str, community_id: int, seconds: float) -> Timing:
    """Read the rows of the queue's first page, by the same index."""
    return _reading(url, seconds, lambda session: session.execute(_QUEUE, [community_id]))


def case(url: str, case_ids: list[int], seconds: float) -> Timing:
    """Read a case and what hangs on it."""
    turn = iter(case_ids * 10_000)

    def read(session: Session) -> None:
        pk = next(turn)
        for statement in _CASE:
            session.execute(statement, [pk])

    return _reading(url, seconds, read)


def mine(url: str, home_ids: list[int], seconds: float) -> Timing:
    """Read what is open for a home."""
    turn = iter(home_ids * 10_000)
    return _reading(url, seconds, lambda session: session.execute(_MINE, [next(turn)]))


def sheet(url: str, callers: list[dict[str, object]], seconds: float) -> Timing:
    """Read who has a number, with their household, cases and calls."""
    turn = iter(callers * 10_000)

    def read(session: Session) -> None:
        caller = next(turn)
        for statement in _SHEET:
            session.execute(statement, caller)

    return _reading(url, seconds, read)


def door(url: str, community_id: int, plates: list[str], seconds: float) -> Timing:
    """Find a home by the beginning of its plate."""
    turn = iter(plates * 10_000)
    return _reading(
        url, seconds, lambda session: session.execute(_DOOR, [community_id, f"{next(turn)}%"])
    )


def year(url: str, community_id: int, seconds: float) -> Timing:
    """Count a year and the one before as one would by hand."""

    def read(session: Session) -> None:
        for statement in _YEAR:
            session.execute(statement, [community_id])

    return _reading(url, seconds, read)


def _reading(url: str, seconds: float, read: Callable[[Session], Any]) -> Timing:
    def reader(session: Session) -> Work:
        session.autocommit = True
        return lambda: read(session)

    return _at_once(url, 1, seconds, reader)


def _at_once(url: str, clients: int, seconds: float, work: Callable[[Session], Work]) -> Timing:
    with ExitStack() as stack:
        sessions = [stack.enter_context(psycopg.connect(url)) for _ in range(clients)]
        return together([work(session) for session in sessions], seconds)


def _again(session: Session, table: str) -> tuple[sql.Composed, list[Any]]:
    """Return the statement that writes the latest row of ``table`` once more, and its values."""
    latest = session.execute(
        sql.SQL("SELECT * FROM {} ORDER BY id DESC LIMIT 1").format(sql.Identifier(table))
    )
    assert latest.description
    row = {
        column.name: Jsonb(value) if column.type_code == _JSONB else value
        for column, value in zip(latest.description, latest.fetchone() or (), strict=True)
    }
    del row["id"]
    row.pop("request_key", None)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    return statement, list(row.values())
