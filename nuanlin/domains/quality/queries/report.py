"""The report: every figure now and before, step by step, side by side, and by floor.

One statement a source; page, Excel, PDF and API all read what is made here (Q4, B10).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from nuanlin.domains.quality.figures import FIGURES, Figure, Source, Unit, of_source
from nuanlin.domains.quality.periods import Days
from nuanlin.domains.quality.policy import Reach, reach_of
from nuanlin.domains.quality.queries.scope import Scope, dimension, values
from nuanlin.domains.quality.queries.service_time import Calendar, calendar_of
from nuanlin.domains.quality.queries.sources import MEASURES, select
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

Row = dict[str, Any]


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
    """Return the figures that ``by`` may read within ``scope``. Six statements.

    Raises Missing for who reads no figures, and for a community that is not theirs.
    """
    reach = reach_of(by)
    parameters, calendar = prepared(scope, reach)
    made = Report(scope)
    days = scope.period.steps()
    steps: list[Values] = [{} for _ in days]
    groups: dict[int, Values] = {}
    for source in Source:
        for row in _rows(source, scope, calendar, parameters):
            if row["is_floor"] == 0:
                if row["period"] == 0 and row["building_id"] and row["n_reported"]:
                    made.heat.append(Cell(row["building_id"], row["floor"], row["n_reported"]))
                continue
            found = _values(of_source(source), row)
            if row["is_group"] == 0:
                if row["period"] == 0:
                    groups.setdefault(row["dimension"] or 0, {}).update(found)
            elif row["is_step"] == 0:
                if row["period"] == 0 and 1 <= row["step"] <= len(days):
                    steps[row["step"] - 1].update(found)
            else:
                (made.before if row["period"] else made.now).update(found)
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


def prepared(scope: Scope, reach: Reach) -> tuple[Row, Calendar]:
    """Return the values of every source's conditions, and the calendar. One statement."""
    parameters = values(scope, reach)
    last = min(scope.period.days.last, clock.today())
    calendar = calendar_of(parameters["seen"], max(last, scope.period.before.last))
    return {**parameters, **calendar.values, "now": timezone.now()}, calendar


def _rows(source: Source, scope: Scope, calendar: Calendar, parameters: Row) -> Iterator[Row]:
    floors = source == Source.CASES
    sets = "(step), (dimension), (building_id, floor)" if floors else "(step), (dimension)"
    place = "building_id, floor, grouping(building_id)" if floors else "NULL, NULL, 1"
    columns = ", ".join(_columns(figure) for figure in of_source(source))
    statement = f"""
    WITH rows AS ({select(source, scope, calendar)}),
    placed AS MATERIALIZED (
      SELECT period, {dimension(scope)} AS dimension, {MEASURES[source]},
             CASE WHEN period = 0 THEN width_bucket(at, %(bounds)s::timestamptz[]) END AS step
        FROM rows)
    SELECT period, NULL::int, NULL::bigint, NULL::bigint, NULL::int, 1, 1, 1, {columns}
      FROM placed GROUP BY period
     UNION ALL
    SELECT 0, step, dimension, {place}, grouping(step), grouping(dimension), {columns}
      FROM placed WHERE period = 0 GROUP BY GROUPING SETS ({sets})
    """  # noqa: S608 - own constants
    names = ["period", "step", "dimension", "building_id", "floor", "is_floor", "is_step"]
    names += ["is_group", *_names(of_source(source))]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def _columns(figure: Figure) -> str:
    """Return the expressions of a figure, in the order of ``_names``."""
    counted = f"{figure.of} AND ({figure.where})"
    parts = [f"count(*) FILTER (WHERE {counted})", f"count(*) FILTER (WHERE {figure.of})"]
    if figure.unit == Unit.HOURS:
        parts.append(
            f"percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ({figure.value})::float8)"
            f" FILTER (WHERE {counted})"
        )
    elif figure.unit in {Unit.STARS, Unit.TIMES}:
        parts.append(f"avg({figure.value}) FILTER (WHERE {counted})")
    return ", ".join(parts)


def _names(figures: list[Figure]) -> Iterator[str]:
    for figure in figures:
        yield f"n_{figure.key}"
        yield f"of_{figure.key}"
        if figure.unit in {Unit.HOURS, Unit.STARS, Unit.TIMES}:
            yield f"v_{figure.key}"


def _values(figures: list[Figure], row: Row) -> Values:
    return {figure.key: _value(figure, row) for figure in figures}


def _value(figure: Figure, row: Row) -> Value:
    number, of = row[f"n_{figure.key}"], row[f"of_{figure.key}"]
    if figure.unit == Unit.COUNT:
        return Value(float(number), None, number, number)
    if figure.unit == Unit.PERCENT:
        return Value(100 * number / of if of else None, None, number, of)
    found = row[f"v_{figure.key}"]
    if found is None:
        return NOTHING
    if figure.unit == Unit.HOURS:
        return Value(found[0], found[1], number, of)
    return Value(float(found), None, number, of)


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
