"""The report: every figure now and before, step by step, side by side, and by floor.

One statement; page, Excel, PDF and API all read what is made here (Q4, B10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from nuanlin.domains.quality.facts import bring_up_to_date
from nuanlin.domains.quality.figures import FIGURES, Figure, Source, Unit, of_source
from nuanlin.domains.quality.periods import Days
from nuanlin.domains.quality.policy import Reach, reach_of
from nuanlin.domains.quality.queries.rows import counted, heat, kinds
from nuanlin.domains.quality.queries.scope import Scope, values
from nuanlin.foundation.accounts.actors import Actor


class Value(NamedTuple):
    """A figure's value, the 90th percentile of a time, and the numbers of rows behind it.

    ``value`` is None where there is nothing to reckon from; ``number`` of ``of`` rows count.
    """

    value: float | None = None
    high: float | None = None
    number: int = 0
    of: int = 0


NOTHING = Value()
Values = dict[str, Value]


class Step(NamedTuple):
    """The figures of one day, week or month of the period."""

    days: Days
    values: Values


class Group(NamedTuple):
    """The figures of one community, category, building, department or person; 0 for "none"."""

    id: int
    values: Values


class Cell(NamedTuple):
    """How much was reported from one floor of a building; None where no floor is known."""

    building_id: int
    floor: int | None
    number: int


@dataclass(slots=True)
class Report:
    """All figures of a scope."""

    scope: Scope
    now: Values = field(default_factory=dict)
    before: Values = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    heat: list[Cell] = field(default_factory=list)


def report(scope: Scope, *, by: Actor) -> Report:
    """Return the figures that ``by`` may read within ``scope``.

    Two statements, and a few more where something has happened since the last report. Raises
    Missing for who reads no figures, and for a community that is not theirs.
    """
    parameters = prepared(scope, reach_of(by))
    made = Report(scope)
    days = scope.period.steps()
    steps: list[Values] = [{} for _ in days]
    groups: dict[int, Values] = {}
    for row in _counted(scope, parameters):
        if row.part == _HEAT:
            made.heat.append(Cell(row.dimension or 0, row.step, int(row.numbers[0] or 0)))
            continue
        found = _values(_PARTS[row.part], row.numbers)
        if row.whole_of == _WHOLE:
            (made.before if row.period else made.now).update(found)
        elif row.period:
            continue
        elif row.whole_of == _OF_GROUP:
            groups.setdefault(row.dimension or 0, {}).update(found)
        elif row.step is not None and 1 <= row.step <= len(days):
            steps[row.step - 1].update(found)
    _complete(made.now, made.before, *steps, *groups.values())
    _open_at_each_end(made.now, steps)
    made.steps = [Step(*pair) for pair in zip(days, steps, strict=True)]
    made.groups = sorted(
        (Group(pk, found) for pk, found in groups.items()),
        key=lambda group: (
            -group.values["reported"].number,
            -group.values["open"].number,
            group.id,
        ),
    )
    return made


def prepared(scope: Scope, reach: Reach) -> dict[str, Any]:
    """Bring the facts up to date and return the values of the conditions of rows."""
    parameters = values(scope, reach)
    bring_up_to_date()
    return {**parameters, "now": timezone.now()}


class _Row(NamedTuple):
    """The numbers of a part for the whole period, or for a step or a group of it."""

    part: int
    period: int
    step: int | None
    dimension: int | None
    whole_of: int
    numbers: list[float | None]


def _parts() -> list[list[Figure]]:
    """Return the figures that are counted together: by source, hours by themselves."""
    found = []
    for source in Source:
        for hours in (False, True):
            figures = [one for one in of_source(source) if (one.unit == Unit.HOURS) == hours]
            if figures:
                found.append(figures)
    return found


_PARTS = dict(enumerate(_parts()))
_HEAT = -1
# As the database tells by which columns a row is not grouped: step, dimension, or neither.
_WHOLE, _OF_GROUP = 3, 2


def _counted(scope: Scope, parameters: dict[str, Any]) -> Iterator[_Row]:
    given = ", ".join(f"{source}_rows AS ({counted(source, scope)})" for source in Source)
    parts = [_part(number, figures) for number, figures in _PARTS.items()]
    columns = f"{_HEAT}, 0, floor, building_id, 0, ARRAY[count]::float8[]"
    parts.append(f"SELECT {columns} FROM ({heat(scope)}) heat")  # noqa: S608 - own constants
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {given} {' UNION ALL '.join(parts)}", parameters)
        for row in cursor.fetchall():
            yield _Row(*row)


def _part(number: int, figures: list[Figure]) -> str:
    """Return the SELECT of one part's numbers. Of the period before only the whole is shown."""
    source = figures[0].source
    name = f"{source}_rows"
    numbers = f"ARRAY[{', '.join(_columns(figure) for figure in figures)}]::float8[]"
    cut = f"""
    SELECT {number}, period, step, dimension, grouping(step, dimension), {numbers}"""
    if figures[0].unit == Unit.HOURS:
        return f"""
    SELECT {number}, period, NULL::int, NULL::bigint, {_WHOLE}, {numbers}
      FROM {name} GROUP BY period
     UNION ALL {cut}
      FROM {name} WHERE period = 0
     GROUP BY period, GROUPING SETS ((step), (dimension))"""  # noqa: S608 - own constants
    return f"""{cut} FROM ({kinds(source, name)}) kind
     GROUP BY GROUPING SETS ((period), (period, step), (period, dimension))"""


def _columns(figure: Figure) -> str:
    """Return the numbers of a figure: how many count, of how many, and its value, if any."""
    chosen = f"{figure.of} AND ({figure.where})"
    if figure.unit == Unit.HOURS:
        both = (
            f"(percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ({figure.value}))"
            f" FILTER (WHERE {chosen}))"
        )
        return (
            f"count(*) FILTER (WHERE {chosen}), count(*) FILTER (WHERE {figure.of}),"
            f" {both}[1], {both}[2]"
        )
    parts = [f"sum(times) FILTER (WHERE {one})" for one in (chosen, figure.of)]
    if figure.unit in {Unit.STARS, Unit.TIMES}:
        parts.append(f"sum(times * ({figure.value})) FILTER (WHERE {chosen}) / {parts[0]}")
    return ", ".join(parts)


def _values(figures: list[Figure], numbers: list[float | None]) -> Values:
    given = iter(numbers)
    return {figure.key: _value(figure, given) for figure in figures}


def _value(figure: Figure, given: Iterator[float | None]) -> Value:
    number, of = int(next(given) or 0), int(next(given) or 0)
    if figure.unit == Unit.COUNT:
        return Value(float(number), None, number, number)
    if figure.unit == Unit.PERCENT:
        return Value(100 * number / of if of else None, None, number, of)
    found = next(given)
    high = next(given) if figure.unit == Unit.HOURS else None
    return NOTHING if found is None else Value(found, high, number, of)


def _complete(*many: Values) -> None:
    """Give every figure its value where no row was found: 0 for a count, else nothing."""
    for found in many:
        for figure in FIGURES.values():
            empty = Value(0.0) if figure.unit == Unit.COUNT else NOTHING
            found.setdefault(figure.key, empty)


def _open_at_each_end(now: Values, steps: list[Values]) -> None:
    """Reckon what was open at the end of each step, backwards from what is open at the last."""
    moved = [one["reported"].number - one["closed"].number for one in steps]
    began = now["open"].number - sum(moved)
    for one, number in zip(steps, accumulate(moved, initial=began), strict=False):
        left = number + one["reported"].number - one["closed"].number
        one["open"] = Value(float(left), None, left, left)
