"""The bad rows of a roster as a workbook that can be corrected and uploaded again."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from nuanlin.domains.people.rosters.headings import Table
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.domains.people.rosters.workbooks import Cell

_OPTIONS = {
    # Nothing that was typed may come alive as a formula or a link on the next computer.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": False,
}


def write_bad_rows(roster: Roster, path: Path) -> int:
    """Write the bad rows with their original columns and a column of reasons; return how many.

    Rows of other sheets to which a bad row belongs by number go along without a reason, so that
    the corrected file can be read on its own.
    """
    reasons: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in roster.problems:
        told = _("%(column)s: %(reason)s") % {"column": problem.heading, "reason": problem.sentence}
        reasons[problem.sheet, problem.row].append(told)
    with xlsxwriter.Workbook(str(path), _OPTIONS) as workbook:
        styles = _Styles(workbook)
        for table in roster.tables:
            name = table.sheet.name
            rows = [
                (cells, reasons.get((name, number), []))
                for number, cells in table.rows
                if (name, number) in reasons or (name, number) in roster.companions
            ]
            if rows:
                _write_sheet(workbook, styles, table, rows)
    return len(reasons)


class _Styles:
    def __init__(self, workbook: Any) -> None:
        self.heading = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.reason = workbook.add_format({"font_color": "#B3261E", "text_wrap": True})
        # The apostrophe that Excel knows: what follows stays text, also after editing.
        self.text = workbook.add_format({"quote_prefix": True, "num_format": "@"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})


def _write_sheet(
    workbook: Any, styles: _Styles, table: Table, rows: list[tuple[list[Cell], list[str]]]
) -> None:
    sheet = workbook.add_worksheet(_sheet_name(table.sheet.name))
    width = max(column for column, heading in enumerate(table.headings) if heading) + 1
    headings = [*table.headings[:width], _("What to correct")]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, styles.heading)
    sheet.set_column(0, width - 1, 14)
    sheet.set_column(width, width, 60)
    sheet.freeze_panes(1, 0)
    for number, (cells, told) in enumerate(rows, start=1):
        for column, cell in enumerate(cells[:width]):
            _write(sheet, styles, number, column, cell)
        if told:
            sheet.write_string(number, width, "\n".join(told), styles.reason)
        for column, cell in enumerate(cells[width:], start=width + 1):
            _write(sheet, styles, number, column, cell)


def _write(sheet: Any, styles: _Styles, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell[:32_000], styles.text)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date | datetime):
        sheet.write_datetime(row, column, cell, styles.day)
    elif isinstance(cell, time | timedelta):
        sheet.write_string(row, column, str(cell), styles.text)
    else:
        sheet.write_number(row, column, cell)


def _sheet_name(name: str) -> str:
    kept = "".join("_" if character in "[]:*?/\\" else character for character in name)
    return kept[:31].strip("'") or "1"
