"""Rows a second from the office's own roster: read, loaded, and the bare COPY of the same rows."""

import time
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter  # type: ignore[import-untyped]
from psycopg import Connection, sql
from psycopg.rows import TupleRow
from python_calamine import CalamineWorkbook

from nuanlin.demonstration.loading import ROSTER
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.rosters.loading import load
from nuanlin.domains.people.rosters.reading import read_roster

# What a roster fills: the table, and how its rows belong to the community.
_TABLES = {
    "estate_building": "community_id = %(id)s",
    "estate_entrance": "building_id IN (SELECT id FROM estate_building"
    " WHERE community_id = %(id)s)",
    "estate_home": "community_id = %(id)s",
    "people_person": "id IN (SELECT person_id FROM people_occupancy JOIN estate_home home"
    " ON home.id = home_id WHERE community_id = %(id)s)",
    "people_occupancy": "home_id IN (SELECT id FROM estate_home WHERE community_id = %(id)s)",
}


def measure(url: str, folder: Path, times: int) -> dict[str, Any]:
    """Read and load the roster ``times`` over, each with buildings of its own; rows a second."""
    path = folder / f"roster-{times}.xlsx"
    _write(path, times)
    community = Community.objects.create(name=f"名册花园 {times}")
    began = time.perf_counter()
    roster = read_roster(path)
    read = time.perf_counter()
    load(community.pk, roster)
    loaded = time.perf_counter()
    load(community.pk, read_roster(path))
    again = time.perf_counter()
    rows = roster.row_count
    copied, copying = _copy(url, community.pk)
    return {
        "rows": rows,
        "read_per_second": round(rows / (read - began)),
        "load_per_second": round(rows / (loaded - read)),
        "again_per_second": round(rows / (again - loaded)),
        "copied_rows": copied,
        "copy_per_second": round(rows / copying),
    }


def _write(path: Path, times: int) -> None:
    """Write the roster as a workbook of ``times`` as many rows."""
    [sheet] = CalamineWorkbook.from_path(ROSTER).sheet_names
    heading, *rows = CalamineWorkbook.from_path(ROSTER).get_sheet_by_name(sheet).to_python()
    with xlsxwriter.Workbook(str(path)) as workbook:
        target = workbook.add_worksheet(sheet)
        target.write_row(0, 0, heading)
        line = 1
        for turn in range(times):
            for building, *others in rows:
                moved = building + 100 * turn if isinstance(building, float) else building
                target.write_row(line, 0, [moved, *others])
                line += 1


def _copy(url: str, community_id: int) -> tuple[int, float]:
    """Copy what was loaded into empty tables of the same make; return rows and seconds."""
    rows, seconds = 0, 0.0
    with psycopg.connect(url) as session:
        for table, condition in _TABLES.items():
            chosen = f"SELECT * FROM {table} WHERE {condition}"
            loaded = session.execute(chosen, {"id": community_id}).fetchall()
            rows += len(loaded)
            seconds += _timed_copy(session, table, loaded)
        session.rollback()
    return rows, seconds


def _timed_copy(session: Connection[TupleRow], table: str, rows: list[TupleRow]) -> float:
    name = sql.Identifier(table)
    session.execute(sql.SQL("CREATE TEMP TABLE copied (LIKE {} INCLUDING ALL)").format(name))
    began = time.perf_counter()
    with session.cursor() as cursor, cursor.copy("COPY copied FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    taken = time.perf_counter() - began
    session.execute("DROP TABLE copied")
    return taken
