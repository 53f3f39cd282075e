"""The report as its page draws it: tiles, tables, plots, the heat of a building."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from nuanlin.domains.quality.addresses import query
from nuanlin.domains.quality.figures import FIGURES, SECTIONS, Figure, Unit
from nuanlin.domains.quality.forms import FILTERS, LENGTHS
from nuanlin.domains.quality.periods import DAY, Length
from nuanlin.domains.quality.queries import NONE, Report, Scope, Value
from nuanlin.domains.quality.staff.asking import Asked
from nuanlin.domains.quality.words import (
    BYS,
    Change,
    change,
    high,
    period_words,
    shown,
    step_words,
)
from nuanlin.lib import clock

TILES = ("reported", "closed", "open", "solution_kept", "right_first", "satisfied")
COLUMNS = (
    "reported", "closed", "open", "solution_service", "solution_kept", "right_first", "satisfied",
    "stars",
)  # fmt: skip
STEPS = ("reported", "closed", "open", "contact_kept", "solution_kept")
HEAT = 4


class Number(NamedTuple):
    """A figure as it is read: its words, what it was, and where its cases are listed."""

    figure: Figure
    words: str
    high: str
    change: Change
    url: str
    number: int
    of: int
    of_url: str


class Cell(NamedTuple):
    """A number of the side-by-side table or of the heat, and its list of cases."""

    words: str
    url: str
    level: int = 0


def page_context(asked: Asked, made: Report) -> dict[str, Any]:
    """Return what the page shows."""
    scope = made.scope
    return {
        "scope": scope,
        "form": asked.form,
        "place": asked.place,
        "period": period_words(scope.period),
        "headline": _headline(made),
        "lengths": _lengths(scope),
        "earlier": _moved(scope, -1),
        "later": _moved(scope, 1),
        "narrowed": [name for name in FILTERS[1:] if getattr(scope, f"{name}_id") is not None]
        or scope.floor is not None,
        "filters": [
            name for name in FILTERS if name != "community" or len(asked.choices.communities) > 1
        ],
        "tiles": [_number(FIGURES[key], made) for key in TILES],
        "sections": [
            (section, [_number(figure, made) for figure in section.figures]) for section in SECTIONS
        ],
        "flow": _plot(made, ("reported", "closed"), "open"),
        "promises": _plot(made, (), "contact_kept", "solution_kept"),
        "steps": _steps(made),
        "step_columns": [_("When"), *_heads(STEPS)],
        "group_columns": [BYS[scope.by], *_heads(COLUMNS)],
        "groups": _groups(made, asked),
        "by": BYS[scope.by],
        "heat": _heat(made, asked),
        "excel": f"{reverse('quality:figures_excel')}?{query(scope)}",
        "pdf": f"{reverse('quality:figures_pdf')}?{query(scope)}",
    }


def behind_url(figure: Figure, scope: Scope, **changes: Any) -> str:
    """Return where the cases behind a figure are listed."""
    return f"{reverse('quality:behind', args=[figure.key])}?{query(scope, **changes)}"


def _headline(made: Report) -> str:
    kept = made.now["solution_kept"]
    words = {
        "period": period_words(made.scope.period),
        "new": shown(FIGURES["reported"], made.now["reported"]),
        "ended": shown(FIGURES["closed"], made.now["closed"]),
        "kept": shown(FIGURES["solution_kept"], kept),
    }
    if kept.value is None:
        return _("%(period)s: %(new)s new, %(ended)s ended") % words
    return _("%(period)s: %(new)s new, %(ended)s ended, %(kept)s solved in time") % words


def _number(figure: Figure, made: Report) -> Number:
    now, before = made.now[figure.key], made.before[figure.key]
    return Number(
        figure,
        shown(figure, now),
        high(figure, now),
        change(figure, now, before),
        behind_url(figure, made.scope) if now.number else "",
        now.number,
        now.of,
        behind_url(figure, made.scope, of=1) if now.of else "",
    )


def _lengths(scope: Scope) -> list[dict[str, Any]]:
    address, days = reverse("quality:figures"), scope.period.days
    shown_day = clock.today() if scope.period.running else days.first
    found = []
    for length, label in LENGTHS.items():
        dates = length == Length.DATES
        asked = query(
            scope,
            period=length.value,
            day=None if dates else shown_day,
            first=days.first if dates else None,
            last=days.last if dates else None,
        )
        current = length == scope.period.length
        found.append({"label": label, "url": f"{address}?{asked}", "current": current})
    return found


def _moved(scope: Scope, by: int) -> str:
    """Return the address of the period before or after; "" for one that has not begun."""
    days = scope.period.days
    day = days.last + DAY if by > 0 else days.first - DAY
    if day > clock.today():
        return ""
    if scope.period.length == Length.DATES:
        length = days.number * DAY * by
        asked = query(scope, first=days.first + length, last=days.last + length)
    else:
        asked = query(scope, day=day)
    return f"{reverse('quality:figures')}?{asked}"


def _plot(made: Report, bars: tuple[str, ...], *lines: str) -> dict[str, Any]:
    """Return what a plot is drawn from; nothing is drawn for days still to come."""
    today = clock.today()
    steps = [step for step in made.steps if step.days.first <= today]
    series = [
        {
            "name": str(FIGURES[key].label),
            "kind": "bar" if key in bars else "line",
            "key": key,
            "values": [step.values[key].value for step in steps],
        }
        for key in (*bars, *lines)
    ]
    percent = FIGURES[(*bars, *lines)[0]].unit == Unit.PERCENT
    names = [step_words(step.days, made.scope.period) for step in steps]
    return {"steps": names, "series": series, "percent": percent}


def _steps(made: Report) -> dict[str, Any]:
    """Return the table below the plots: the same numbers, each with its cases."""
    today = clock.today()
    rows = []
    for step in made.steps:
        if step.days.first > today:
            continue
        dates = {"period": "dates", "day": None, "first": step.days.first, "last": step.days.last}
        cells = [_cell(FIGURES[key], step.values[key], made.scope, dates) for key in STEPS]
        rows.append((step_words(step.days, made.scope.period), cells))
    return {"rows": rows}


def _heads(keys: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"label": str(FIGURES[key].short), "kind": "number"} for key in keys]


def _cell(figure: Figure, value: Value, scope: Scope, changes: dict[str, Any]) -> Cell:
    url = behind_url(figure, scope, **changes) if value.number else ""
    return Cell(shown(figure, value), url)


def _groups(made: Report, asked: Asked) -> list[dict[str, Any]]:
    scope, names = made.scope, asked.choices.names(made.scope.by)
    found = []
    for group in made.groups:
        only = {scope.by.value: group.id}
        cells = [_cell(FIGURES[key], group.values[key], scope, only) for key in COLUMNS]
        found.append(
            {
                "name": names.get(group.id, _("without one") if group.id == NONE else "…"),
                "url": f"{reverse('quality:figures')}?{query(scope, **only)}",
                "cells": cells,
            }
        )
    return found


def _heat(made: Report, asked: Asked) -> dict[str, Any]:
    """Return the buildings side by side, the top floor first; places without a floor below."""
    names = asked.choices.names("building")
    found = {(cell.building_id, cell.floor): cell.number for cell in made.heat}
    buildings = [pk for pk in names if any(cell.building_id == pk for cell in made.heat)]
    floors = sorted({floor for _b, floor in found if floor is not None}, reverse=True)
    most = max(found.values(), default=1)
    rows = []
    for floor in [*floors, *([None] if any(one is None for _b, one in found) else [])]:
        cells = []
        for building in buildings:
            number = found.get((building, floor), 0)
            only = {"building": building} | ({} if floor is None else {"floor": floor})
            url = behind_url(FIGURES["reported"], made.scope, **only) if number else ""
            # A place without a floor cannot be asked for by itself.
            url = "" if floor is None else url
            level = -(-number * HEAT // most) if number else 0
            cells.append(Cell(str(number) if number else "", url, level))
        rows.append((floor, cells))
    return {"buildings": [(pk, names[pk]) for pk in buildings], "rows": rows}
