"""The figures of the counter as a workbook (D2)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.domains.reception.models import VisitPurpose
from nuanlin.domains.reception.queries.visit_figures import VisitFigures, Waits
from nuanlin.lib.sheets import Sheet, workbook


def visits_workbook(made: VisitFigures) -> bytes:
    """Return the figures of a period: by day or hour, and by purpose; waits in minutes."""
    return workbook(
        [
            Sheet(_("Step by step"), columns(_("When")), [_cells(one) for one in made.steps]),
            Sheet(
                _("By purpose"),
                columns(_("Purpose of the visit")),
                [_cells(one) for one in [*made.purposes, made.whole]],
            ),
        ]
    )


def columns(first: str) -> list[tuple[str, int]]:
    """Return the headings of a table of waits with the widths of its columns."""
    names = [
        pgettext("at the counter", "Visits"),
        _("Half waited at most (minutes)"),
        _("Nine of ten waited at most (minutes)"),
        _("Looked after late"),
        _("Left unserved"),
    ]
    return [(first, 18), *((name, 16) for name in names)]


def step_name(key: date | int | str) -> str:
    """Return what a step is called: a day, an hour, a purpose, or everything."""
    if isinstance(key, date):
        return key.isoformat()
    if isinstance(key, int):
        return f"{key:02}:00–{key + 1:02}:00"
    return str(VisitPurpose(key).label) if key in VisitPurpose.values else _("Altogether")


def _cells(one: Waits) -> list[object]:
    return [step_name(one.key), one.visits, one.half, one.nine_of_ten, one.late, one.left]
