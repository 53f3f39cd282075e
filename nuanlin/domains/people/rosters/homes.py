"""Homes out of rows: which door a row speaks of, and what its rows agree on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from nuanlin.domains.estate.models import HomeKind
from nuanlin.domains.people.rosters.roster import RosterBuilding, RosterEntrance, RosterHome
from nuanlin.domains.people.rosters.rows import Row
from nuanlin.lib import plates
from nuanlin.lib.plates import Plate

# Building and entrance; a shop, and a home of a building without entrances, has None.
Place = tuple[str, str | None]

_HOME_FIELDS = ("kind", "floor", "layout", "area", "indoor_area", "rent", "state")


def door_of(row: Row) -> Plate | None:
    """Return the door a row speaks of; blames the row when it names none."""
    home = row["home"]
    if not home:
        if not row.is_blamed("home"):
            row.blame("home", "missing_home")
        return None
    if "building" not in row.table.columns:
        whole = plates.parse(row.typed("home"))
        if whole is not None:
            return whole
    if not row["building"]:
        if not row.is_blamed("building"):
            row.blame("building", "missing_building")
        return None
    return Plate(*place_of(row), home)


def agree(rows: Sequence[Row], fields: Sequence[str], code: str) -> dict[str, Any]:
    """Return what most rows of one thing say in these fields, and blame the others.

    Of equally many the earliest are right; empty cells say nothing.
    """
    said = {tuple(row.values.get(field) for field in fields) for row in rows}
    if len(said) == 1:
        return dict(zip(fields, said.pop(), strict=True))
    return {field: _agree_on(field, rows, code) for field in fields}


def _agree_on(field: str, rows: Sequence[Row], code: str) -> Any:
    telling = [row for row in rows if row[field] is not None and row[field] != ""]
    counts = Counter(row[field] for row in telling)
    if len(counts) < 2:
        return next(iter(counts), None)
    # max() keeps the first of equals, and a Counter keeps the order of counting.
    agreed = max(counts, key=counts.__getitem__)
    example = next(row for row in telling if row[field] == agreed)
    for row in telling:
        if row[field] != agreed:
            row.blame(
                field,
                code,
                row=example.number,
                other=example.typed(field),
                value=row.typed(field),
            )
    return agreed


class Doors:
    """The doors that rows speak of, and what is agreed on homes and entrances."""

    def __init__(self) -> None:
        self._rows_of_home: dict[Plate, list[Row]] = defaultdict(list)
        self._rows_of_entrance: dict[Place, list[Row]] = defaultdict(list)
        self._homes: dict[Plate, dict[str, Any]] = {}
        self._entrances: dict[Place, dict[str, Any]] = {}

    def hear_entrance(self, place: Place, row: Row) -> None:
        """Take a row's word on the floors and the lift of an entrance."""
        self._rows_of_entrance[place].append(row)

    def hear_home(self, door: Plate, row: Row) -> None:
        """Take a row's word on a home."""
        self._rows_of_home[door].append(row)

    def judge(self) -> None:
        """Settle what is agreed; blame rows that say otherwise or lie above the roof."""
        for place, rows in self._rows_of_entrance.items():
            self._entrances[place] = agree(rows, ("floors", "lift"), "differs_from_entrance")
        for door, rows in self._rows_of_home.items():
            self._homes[door] = agree(rows, _HOME_FIELDS, "differs_from_home")
            floors = self._entrances.get(door[:2], {}).get("floors")
            for row in rows:
                if floors is not None and (row["floor"] or 0) > floors:
                    row.blame("floor", "floor_above_top", floor=row["floor"], floors=floors)

    def home(
        self, door: Plate, note: str, *, is_shop: bool, likely_state: str | None
    ) -> RosterHome:
        """Return what was agreed on a home."""
        agreed = self._homes[door]
        return RosterHome(
            door=door,
            kind=agreed["kind"] or (HomeKind.SHOP if is_shop else None),
            state=agreed["state"],
            floor=agreed["floor"],
            layout=agreed["layout"] or "",
            area=agreed["area"],
            indoor_area=agreed["indoor_area"],
            rent=agreed["rent"],
            note=note,
            likely_state=likely_state,
        )

    def buildings(self, places: Iterable[Place]) -> tuple[RosterBuilding, ...]:
        """Return the buildings of these places, in natural order.

        Floors and lift are those of its entrances; rows of shops (no entrance) count only in
        buildings without any: they often give the one floor of the shop.
        """
        entrances: dict[str, set[str | None]] = defaultdict(set)
        for building, entrance in places:
            entrances[building].add(entrance)
        return tuple(
            RosterBuilding(label, *self._agreed_on(label, entrances[label]))
            for label in sorted(entrances, key=plates.natural_key)
        )

    def _agreed_on(
        self, building: str, entrances: set[str | None]
    ) -> tuple[int | None, bool | None]:
        spoken = {(building, entrance) for entrance in entrances - {None}} or {(building, None)}
        told = [self._entrances.get(place, {}) for place in spoken]
        floors = [words["floors"] for words in told if words.get("floors") is not None]
        lifts = [words["lift"] for words in told if words.get("lift") is not None]
        return max(floors, default=None), any(lifts) if lifts else None


def place_of(row: Row) -> Place:
    """Return building and entrance of a row; entrance 0, of a shop, is None."""
    entrance = row["entrance"]
    return row["building"], None if entrance in (None, "", "0") else entrance


def entrances_of(places: Iterable[Place]) -> tuple[RosterEntrance, ...]:
    """Return the entrances among places, in natural order."""
    named = {RosterEntrance(building, entrance) for building, entrance in places if entrance}
    return tuple(sorted(named, key=lambda e: tuple(map(plates.natural_key, e))))


def door_order(door: Plate) -> tuple[object, ...]:
    """Return a key that sorts doors by building, entrance and room as people count."""
    return tuple(plates.natural_key(part or "") for part in door)
