"""Rows of a table as typed values, with what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nuanlin.domains.people.rosters import values
from nuanlin.domains.people.rosters.headings import Table, is_legend
from nuanlin.domains.people.rosters.problems import Problem
from nuanlin.domains.people.rosters.workbooks import Cell
from nuanlin.lib.text import plain

Parser = Callable[[Cell], Any]
Progress = Callable[[int, int], None]

_REPORT_EVERY = 500
# Fields whose cells are nearly all different: remembering what they mean would only cost memory.
_EACH_DIFFERENT = frozenset({"name", "phone", "identity", "note", "vehicle", "space", "number"})

HOME_PARSERS: Mapping[str, Parser] = {
    "building": values.label(20),
    "entrance": values.label(20),
    "home": values.label(20),
    "floor": values.whole,
    "kind": values.kind,
    "state": values.state,
    "layout": values.text(40),
    "area": values.amount(7, positive=True),
    "indoor_area": values.amount(7, positive=True),
    "rent": values.amount(10),
    "note": values.text(500),
    "community": values.text(60),
}
ENTRANCE_PARSERS: Mapping[str, Parser] = {
    "building": values.label(20),
    "entrance": values.label(20),
    "floors": values.whole,
    "lift": values.lift,
}
PERSON_PARSERS: Mapping[str, Parser] = {
    "name": values.names,
    "gender": values.gender,
    "phone": values.phone,
    "identity": values.identity,
    "role": values.role,
}
SPACE_PARSERS: Mapping[str, Parser] = {
    "space": values.text(30),
    "car_park": values.text(29),
    "space_kind": values.text(29),
    "owner_number": values.text(30),
    "holding": values.rented,
    "vehicle": values.text(20),
    "starts_on": values.day,
    "ends_on": values.day,
}


class Row:
    """A row being read: what its cells mean, and what is wrong with them."""

    __slots__ = ("cells", "number", "problems", "table", "values")

    def __init__(self, table: Table, number: int, cells: list[Cell]) -> None:
        self.table = table
        self.number = number
        self.cells = cells
        self.values: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def __getitem__(self, field: str) -> Any:
        return self.values.get(field)

    def blame(self, field: str, code: str, **params: object) -> None:
        """Note a problem in the cell of ``field``; the row will be left out."""
        heading = self.table.heading(field)
        self.problems.append(Problem(self.table.sheet.name, self.number, heading, code, params))

    def cell(self, field: str) -> Cell:
        """Return the cell of a field as the file has it; "" without such a column."""
        column = self.table.columns.get(field)
        return "" if column is None or column >= len(self.cells) else self.cells[column]

    def typed(self, field: str) -> str:
        """Return the cell of a field as it was typed."""
        return plain(self.cell(field))

    def is_blamed(self, field: str) -> bool:
        """Say whether the cell of this field has a problem."""
        heading = self.table.heading(field)
        return any(problem.heading == heading for problem in self.problems)


class Meter:
    """Counts rows read, over all tables, and reports now and then."""

    def __init__(self, tables: list[Table], progress: Progress | None) -> None:
        self._progress = progress or (lambda done, total: None)
        self._total = sum(len(table.rows) for table in tables)
        self._done = 0
        self._progress(0, self._total)

    def step(self) -> None:
        """Count one row."""
        self._done += 1
        if self._done % _REPORT_EVERY == 0 or self._done == self._total:
            self._progress(self._done, self._total)


def read_rows(table: Table, parsers: Mapping[str, Parser], meter: Meter) -> list[Row]:
    """Return the rows of a table with the values of these fields."""
    plan = [
        (field, _remembering(parser) if field not in _EACH_DIFFERENT else parser, column)
        for field, parser in parsers.items()
        if (column := table.columns.get(field)) is not None
    ]
    width = _table_width(table)
    last_column = max(table.columns.values())
    errors = table.sheet.errors
    rows = []
    for number, cells in table.rows:
        meter.step()
        if len(cells) <= last_column:
            cells = [*cells, *[""] * (last_column + 1 - len(cells))]
        if not any(cells[column] not in ("", None) for _field, _parser, column in plan):
            continue
        row = Row(table, number, cells)
        for field, parser, column in plan:
            if errors and (number, column) in errors:
                row.blame(field, "formula_error")
                continue
            try:
                row.values[field] = parser(cells[column])
            except values.CellFault as fault:
                row.blame(field, fault.code, **fault.params)
        _add_side_note(row, width)
        rows.append(row)
    return rows


def _remembering(parser: Parser) -> Parser:
    """Return the parser with a memory: most columns hold few different cells."""
    known: dict[Cell, Any] = {}

    def parse(cell: Cell) -> Any:
        # True and 1.0 are the same key, yet not the same cell.
        if isinstance(cell, bool):
            return parser(cell)
        try:
            return known[cell]
        except KeyError:
            value = known[cell] = parser(cell)
            return value

    return parse


def _table_width(table: Table) -> int:
    """Return how many columns belong to the table; notes may stand to the right of them."""
    return max(column for column, heading in enumerate(table.headings) if heading) + 1


def _add_side_note(row: Row, width: int) -> None:
    beside = row.cells[width:]
    if not beside:
        return
    words = [text for text in map(plain, beside) if text]
    if words and not is_legend(beside):
        row.values["note"] = " ".join([*filter(None, [row["note"]]), *words])[:500]
