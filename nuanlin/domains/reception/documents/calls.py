"""The figures of the telephone as tables, on the page and as a workbook (D1)."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from nuanlin.domains.reception.models import Timeliness
from nuanlin.domains.reception.queries.call_figures import Answered, CallFigures
from nuanlin.lib import clock
from nuanlin.lib.sheets import Sheet, workbook


class Group(NamedTuple):
    """The calls of a day, an hour or a person."""

    name: str
    answered: Answered


def groups(made: CallFigures) -> list[tuple[str, str, list[Group]]]:
    """Return the tables: title, heading of the first column, rows."""
    return [
        (
            _("Day by day"),
            _("Day"),
            [Group(clock.told_day(day), one) for day, one in sorted(made.days.items())],
        ),
        (
            _("By the hour of the day"),
            _("Hour"),
            [Group(f"{hour:02}:00", one) for hour, one in sorted(made.hours.items())],
        ),
        (
            _("By who answered"),
            _("Answered by"),
            [Group(name, one) for _pk, name, one in made.people],
        ),
    ]


def columns(first: str) -> list[tuple[str, int]]:
    """Return the headings with the widths of their columns."""
    names = [
        _("Number of calls"), *(str(how.label) for how in Timeliness), _("Not counted"),
        _("In time, of a hundred"), _("Rang (seconds)"), _("Talked (minutes)"),
    ]  # fmt: skip
    return [(first, 16), *((name, 12) for name in names)]


def cells(one: Answered) -> list[int | float | None]:
    """Return the numbers of a row; None where there is nothing to average."""
    return [
        one.all,
        one.in_time,
        one.late,
        one.missed,
        one.other,
        None if one.kept is None else round(one.kept, 1),
        None if one.ring_seconds is None else round(one.ring_seconds, 1),
        None if one.talk_seconds is None else round(one.talk_seconds / 60, 1),
    ]


def calls_workbook(made: CallFigures) -> bytes:
    """Return the figures of a period, a sheet for each table."""
    whole = [_("Altogether"), *cells(made.whole)]
    sheets = []
    for title, first, rows in groups(made):
        lines = [[row.name, *cells(row.answered)] for row in rows]
        sheets.append(Sheet(title, columns(first), [*lines, whole]))
    return workbook(sheets)
