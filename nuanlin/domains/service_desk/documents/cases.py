"""Cases as an Excel workbook: every cell a text or a time, never a formula."""

from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries.jobs import phone_of
from nuanlin.lib import clock, phones

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A row is written out as soon as the next begins: a million take no more memory than ten.
_OPTIONS = {
    "constant_memory": True,
    "use_zip64": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# In characters, as the columns stand below.
_WIDTHS = (18, 14, 10, 16, 10, 14, 30, 50, 12, 18, 10, 17, 14, 14, 17, 8, 8, 17)


def workbook(cases: Iterable[Case], *, whole_numbers: bool = False) -> bytes:
    """Return the cases as an .xlsx, a row each; phone numbers masked unless ``whole_numbers``."""
    kept = BytesIO()
    write_workbook(kept, cases, whole_numbers=whole_numbers)
    return kept.getvalue()


def write_workbook(kept: IO[bytes], cases: Iterable[Case], *, whole_numbers: bool = False) -> None:
    """Write what ``workbook`` returns, holding one case at a time."""
    rows = (_cells(case, whole_numbers) for case in cases)
    _write_sheet(kept, _("Cases"), _headings(), _WIDTHS, rows)


def sheet_of(
    name: str, headings: list[str], widths: Iterable[int], rows: Iterable[list[Any]]
) -> bytes:
    """Return an .xlsx of one sheet: its ``headings``, columns as wide in characters, its rows."""
    kept = BytesIO()
    _write_sheet(kept, name, headings, widths, rows)
    return kept.getvalue()


def _write_sheet(
    kept: IO[bytes],
    name: str,
    headings: list[str],
    widths: Iterable[int],
    rows: Iterable[list[Any]],
) -> None:
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, head)
        for row, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells):
                _write(sheet, row, column, value, moment)


def _headings() -> list[str]:
    return [
        _("Number"),
        _("Place"),
        _("Kind"),
        _("Category"),
        _("Urgency"),
        _("State"),
        _("Matter"),
        _("In the owner's words"),
        _("Reported by"),
        _("Phone number"),
        _("Source"),
        _("Reported"),
        _("Department"),
        _("Who"),
        _("Promised by"),
        _("Visits"),
        _("Not right before"),
        _("Closed"),
    ]


def _cells(case: Case, whole_numbers: bool) -> list[Any]:
    number = phone_of(case)
    shown = (phones.display if whole_numbers else phones.mask)(number) if number else ""
    return [
        case.number,
        case.where,
        case.get_kind_display(),
        case.category.name if case.category else "",
        case.get_urgency_display(),
        case.get_state_display(),
        case.title,
        case.description,
        reporter_of(case),
        shown,
        case.get_source_display(),
        case.reported_at,
        str(case.department or ""),
        str(case.assignee or ""),
        case.promised_at,
        case.round_number,
        case.reopenings,
        case.closed_at,
    ]


def _write(sheet: Any, row: int, column: int, value: Any, moment: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_datetime(row, column, clock.local(value).replace(tzinfo=None), moment)


def reporter_of(case: Case) -> str:
    """Return who reported a case as far as everybody at the desk may know it."""
    if case.sealed:
        return _("Confidential reporter")
    return case.reporter.name if case.reporter is not None else case.reporter_name
