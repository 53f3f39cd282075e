"""Small Excel workbooks: sheets of rows, every cell a text, a number or a time, never a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from nuanlin.lib import clock

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its headings with the width of each column in characters, its rows."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as an .xlsx file; times are written on the community's clock."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "number": book.add_format({"num_format": "0.##"}),
        }
        for one in sheets:
            _write_sheet(book.add_worksheet(one.name.translate(_FORBIDDEN)[:31]), one, formats)
    return kept.getvalue()


def _write_sheet(sheet: Any, made: Sheet, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    for column, (name, width) in enumerate(made.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats["head"])
    for row, cells in enumerate(made.rows, start=1):
        for column, value in enumerate(cells):
            _write(sheet, row, column, value, formats)


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = clock.local(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, local, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, formats["number"])
    else:
        sheet.write_string(row, column, str(value))
