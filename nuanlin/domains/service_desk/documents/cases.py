"""Cases as an Excel workbook: every cell a text or a time, never a formula."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Case
from nuanlin.domains.service_desk.queries.jobs import phone_of
from nuanlin.lib import clock, phones

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# In characters, as the columns stand below.
_WIDTHS = (18, 14, 10, 16, 10, 14, 30, 50, 12, 18, 10, 17, 14, 14, 17, 8, 8, 17)


def workbook(cases: Iterable[Case], *, whole_numbers: bool = False) -> bytes:
    """Return the cases as an .xlsx, a row each; phone numbers masked unless ``whole_numbers``."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, _OPTIONS) as book:
        sheet = book.add_worksheet(_("Cases"))
        head = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(_headings()):
            sheet.write_string(0, column, name, head)
        for row, case in enumerate(cases, start=1):
            for column, value in enumerate(_cells(case, whole_numbers)):
                _write(sheet, row, column, value, moment)
    return kept.getvalue()


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
    shown = phones.display(number) if whole_numbers else phones.mask(number)
    return [
        case.number,
        case.where,
        case.get_kind_display(),
        case.category.name if case.category else "",
        case.get_urgency_display(),
        case.get_state_display(),
        case.title,
        case.description,
        case.reporter.name if case.reporter else case.reporter_name,
        shown if number else "",
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
