"""Reading a roster: from a file to what it says, whatever its layout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nuanlin.domains.people.rosters.headings import Table, recognise
from nuanlin.domains.people.rosters.joined import JoinedTables, read_joined
from nuanlin.domains.people.rosters.onesheet import read_onesheet
from nuanlin.domains.people.rosters.problems import RosterRefusal
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.domains.people.rosters.rows import SPACE_PARSERS, Meter, Progress, read_rows
from nuanlin.domains.people.rosters.spaces import judge_spaces, spaces_of
from nuanlin.domains.people.rosters.workbooks import open_sheets
from nuanlin.lib.text import compact, plain


def read_roster(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    community: str | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> Roster:
    """Return what the roster in a file says (A1).

    ``mapping`` gives the office's own heading for a field (see ``FIELDS``), ``community`` the name
    that a community column must show, ``title`` the sheet of a CSV file,
    ``progress`` is called with rows done and rows in all.
    Raises RosterRefusal when the file as a whole cannot be used.
    """
    tables = [
        table
        for sheet in open_sheets(path, title)
        if (table := recognise(sheet, mapping)) is not None
    ]
    if community is not None:
        _refuse_other_community(tables, community)
    joined = _as_joined(tables)
    if joined is not None:
        return read_joined(joined, Meter(joined.all(), progress))
    return _onesheet(tables, progress)


def headings_found(path: Path) -> list[str]:
    """Return the distinct texts of the fullest early row of each sheet: what can be mapped.

    Raises RosterRefusal when the file cannot be opened.
    """
    found: dict[str, None] = {}
    for sheet in open_sheets(path):
        early = [cells for _number, cells in sheet.rows[:20]]
        fullest = max(early, key=lambda cells: sum(isinstance(c, str) and bool(c) for c in cells))
        found.update((plain(cell), None) for cell in fullest if isinstance(cell, str) and cell)
    return [heading for heading in found if heading]


def _as_joined(tables: list[Table]) -> JoinedTables | None:
    joined = JoinedTables()
    for table in tables:
        has = table.columns.keys()
        if "home" in has and "owner_number" in has:
            joined.homes.append(table)
        elif "name" in has and {"owner_number", "number"} & has and "home" not in has:
            joined.people.append(table)
        elif "space" in has:
            joined.spaces.append(table)
        elif "building" in has and "home" not in has:
            joined.entrances.append(table)
    return joined if joined.homes and joined.people else None


def _onesheet(tables: list[Table], progress: Progress | None) -> Roster:
    homes = [table for table in tables if "home" in table.columns]
    if not homes:
        raise RosterRefusal("no_heading")
    if not any("building" in table.columns or _has_plates(table) for table in homes):
        raise RosterRefusal("no_building")
    others = [table for table in tables if "home" not in table.columns]
    spaces = [table for table in others if "space" in table.columns]
    meter = Meter([*homes, *spaces], progress)
    rows = [row for table in spaces for row in read_rows(table, SPACE_PARSERS, meter)]
    judge_spaces(rows)
    roster = read_onesheet(homes, spaces_of(rows, {}), meter)
    if not rows:
        return roster
    return Roster(
        **{
            **roster.__dict__,
            "problems": (*roster.problems, *(p for row in rows for p in row.problems)),
            "tables": [*homes, *spaces],
            "row_count": roster.row_count + len(rows),
        }
    )


def _has_plates(table: Table) -> bool:
    """Say whether the rooms of a table without a building column are whole plates: 3-2-501."""
    column = table.columns["home"]
    first = [cells[column] for _number, cells in table.rows[:50] if column < len(cells)]
    filled = [plain(cell) for cell in first if plain(cell)]
    return bool(filled) and sum("-" in text or "栋" in text for text in filled) > len(filled) / 2


def _refuse_other_community(tables: list[Table], community: str) -> None:
    for table in tables:
        column = table.columns.get("community")
        if column is None:
            continue
        for _number, cells in table.rows:
            named = compact(cells[column]) if column < len(cells) else ""
            if named and named != compact(community):
                raise RosterRefusal("wrong_community", named=named, community=community)
