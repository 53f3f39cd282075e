"""The report as a workbook: a sheet for each group of figures, numbers as numbers."""

from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from nuanlin.domains.quality.figures import FIGURES, SECTIONS, Figure, Unit
from nuanlin.domains.quality.queries import Choices, Report, Value
from nuanlin.domains.quality.words import BYS, days_words, period_words, step_words

_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.PERCENT: "0.0%",
    Unit.HOURS: "0.0",
    Unit.STARS: "0.00",
    Unit.TIMES: "0.00",
}
_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def workbook(made: Report, place: str, choices: Choices) -> bytes:
    """Return the whole report as an .xlsx file; percents are written as shares of one."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": f"{place} {period_words(made.scope.period)}"})
        sheets = _Sheets(book, made, place)
        for section in SECTIONS:
            sheets.section(str(section.title), section.figures)
        sheets.steps()
        sheets.groups(choices)
        sheets.heat(choices)
    return kept.getvalue()


class _Sheets:
    def __init__(self, book: Any, made: Report, place: str) -> None:
        self.book, self.made, self.place = book, made, place
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({"font_color": "#6B5F57", "text_wrap": True, "valign": "top"})
        self.top = book.add_format({"valign": "top"})
        self.formats = {
            unit: book.add_format({"num_format": one, "valign": "top"})
            for unit, one in _FORMATS.items()
        }

    def section(self, title: str, figures: tuple[Figure, ...]) -> None:
        """Write a sheet of figures: now, before, the rows behind, how each is counted."""
        heads = [
            _("Figure"), _("now"), _("before"), _("nine of ten within"), _("cases"), _("out of"),
            _("How this is counted"),
        ]  # fmt: skip
        sheet, row = self._sheet(title, heads, [34, 12, 12, 16, 10, 10, 90])
        for figure in figures:
            now = self.made.now[figure.key]
            unit = _(" (hours)") if figure.unit == Unit.HOURS else ""
            sheet.write_string(row, 0, f"{figure.label}{unit}", self.top)
            self._write(sheet, row, 1, figure, now)
            self._write(sheet, row, 2, figure, self.made.before[figure.key])
            if now.high is not None:
                sheet.write_number(row, 3, now.high, self.formats[Unit.HOURS])
            sheet.write_number(row, 4, now.number, self.formats[Unit.COUNT])
            sheet.write_number(row, 5, now.of, self.formats[Unit.COUNT])
            sheet.write_string(row, 6, str(figure.counted), self.note)
            row += 1

    def steps(self) -> None:
        """Write every figure step by step."""
        heads = [_("When"), *(str(figure.short) for figure in FIGURES.values())]
        sheet, row = self._sheet(_("Step by step"), heads, [16] + [13] * len(FIGURES))
        for step in self.made.steps:
            sheet.write_string(row, 0, step_words(step.days, self.made.scope.period))
            self._line(sheet, row, step.values)
            row += 1

    def groups(self, choices: Choices) -> None:
        """Write every figure of what stands side by side."""
        names = choices.names(self.made.scope.by)
        heads = [str(BYS[self.made.scope.by]), *(str(one.short) for one in FIGURES.values())]
        sheet, row = self._sheet(_("Side by side"), heads, [24] + [13] * len(FIGURES))
        for group in self.made.groups:
            sheet.write_string(row, 0, names.get(group.id, _("without one")))
            self._line(sheet, row, group.values)
            row += 1

    def heat(self, choices: Choices) -> None:
        """Write new cases by building and floor."""
        names = choices.names("building")
        heads = [_("Building"), _("Floor"), str(FIGURES["reported"].label)]
        sheet, row = self._sheet(_("By building and floor"), heads, [24, 10, 10])
        for cell in sorted(self.made.heat, key=lambda one: (one.building_id, one.floor or -999)):
            sheet.write_string(row, 0, names.get(cell.building_id, ""))
            if cell.floor is not None:
                sheet.write_number(row, 1, cell.floor)
            sheet.write_number(row, 2, cell.number)
            row += 1

    def _sheet(self, title: str, heads: list[str], widths: list[int]) -> tuple[Any, int]:
        sheet = self.book.add_worksheet(title.translate(_FORBIDDEN)[:31])
        period = self.made.scope.period
        sheet.write_string(0, 0, f"{title} · {self.place}", self.title)
        compared = _("compared with %(days)s") % {"days": days_words(period.before)}
        sheet.write_string(1, 0, f"{days_words(period.days)} · {compared}")
        for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, head, self.head)
        sheet.freeze_panes(4, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)
        return sheet, 4

    def _line(self, sheet: Any, row: int, values: dict[str, Value]) -> None:
        for column, figure in enumerate(FIGURES.values(), start=1):
            self._write(sheet, row, column, figure, values[figure.key])

    def _write(self, sheet: Any, row: int, column: int, figure: Figure, value: Value) -> None:
        if value.value is not None:
            share = 100 if figure.unit == Unit.PERCENT else 1
            sheet.write_number(row, column, value.value / share, self.formats[figure.unit])
