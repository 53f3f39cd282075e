"""Rosters of several sheets joined by numbers: buildings, people, homes, parking spaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.rosters import values
from nuanlin.domains.people.rosters.headings import Table
from nuanlin.domains.people.rosters.homes import (
    Doors,
    Place,
    door_of,
    door_order,
    entrances_of,
    place_of,
)
from nuanlin.domains.people.rosters.people import People
from nuanlin.domains.people.rosters.roster import Roster, RosterHome, RosterOccupancy
from nuanlin.domains.people.rosters.rows import (
    ENTRANCE_PARSERS,
    HOME_PARSERS,
    PERSON_PARSERS,
    SPACE_PARSERS,
    Meter,
    Parser,
    Row,
    read_rows,
)
from nuanlin.domains.people.rosters.spaces import judge_spaces, spaces_of
from nuanlin.lib.plates import Plate

_NUMBERS: Mapping[str, Parser] = {"number": values.text(30), "owner_number": values.text(30)}


@dataclass
class JoinedTables:
    """The sheets of a joined workbook, by what they list."""

    entrances: list[Table] = field(default_factory=list)
    people: list[Table] = field(default_factory=list)
    homes: list[Table] = field(default_factory=list)
    spaces: list[Table] = field(default_factory=list)

    def all(self) -> list[Table]:
        """Return every sheet."""
        return [*self.entrances, *self.people, *self.homes, *self.spaces]


def read_joined(tables: JoinedTables, meter: Meter) -> Roster:
    """Return what the joined sheets say; a bad row costs only itself."""
    return _Joining(tables, meter).roster()


def _number_of(row: Row) -> str:
    """Return the number by which other sheets refer to this person."""
    named = "owner_number" if "owner_number" in row.table.columns else "number"
    return row[named] or ""


class _Joining:
    def __init__(self, tables: JoinedTables, meter: Meter) -> None:
        def rows_of(which: list[Table], parsers: Mapping[str, Parser]) -> list[Row]:
            return [row for table in which for row in read_rows(table, parsers, meter)]

        self.tables = tables
        self.entrance_rows = rows_of(tables.entrances, ENTRANCE_PARSERS)
        self.person_rows = rows_of(tables.people, {**PERSON_PARSERS, **_NUMBERS})
        self.home_rows = rows_of(tables.homes, {**HOME_PARSERS, **_NUMBERS})
        self.space_rows = rows_of(tables.spaces, SPACE_PARSERS)
        self.doors = Doors()
        self.places: set[Place] = set()
        self.people = People()
        # The people (positions with their roles) that each owner's number stands for.
        self.households: dict[str, list[tuple[int, str]]] = defaultdict(list)

    def roster(self) -> Roster:
        self._hear_entrances()
        placed = self._place_homes()
        self._judge_people()
        self._refer(self.home_rows)
        judge_spaces(self.space_rows)
        self._refer(self.space_rows)
        self._meet_people(placed)
        homes = self._homes(placed)
        places = self._good_places(homes)
        return Roster(
            buildings=self.doors.buildings(places),
            entrances=entrances_of(places),
            homes=homes,
            people=self.people.all(),
            occupancies=self._occupancies(placed),
            spaces=spaces_of(self.space_rows, self._holders()),
            problems=tuple(problem for row in self._all_rows() for problem in row.problems),
            tables=self.tables.all(),
            row_count=len(self._all_rows()),
            companions=self._companions(),
        )

    def _all_rows(self) -> list[Row]:
        return [*self.entrance_rows, *self.person_rows, *self.home_rows, *self.space_rows]

    def _hear_entrances(self) -> None:
        for row in self.entrance_rows:
            if not row["building"]:
                if not row.is_blamed("building"):
                    row.blame("building", "missing_building")
                continue
            self.places.add(place_of(row))
            self.doors.hear_entrance(place_of(row), row)

    def _place_homes(self) -> list[tuple[Plate, Row]]:
        placed = [(door, row) for row in self.home_rows if (door := door_of(row)) is not None]
        for door, row in placed:
            self.doors.hear_home(door, row)
        self.doors.judge()
        for door, row in placed:
            known = not self.places or door.entrance is None or door[:2] in self.places
            if not known:
                row.blame(
                    "entrance",
                    "no_such_entrance",
                    building=door.building,
                    entrance=door.entrance,
                )
        return placed

    def _judge_people(self) -> None:
        owners: dict[str, int] = {}
        referred = {row["owner_number"] for row in (*self.home_rows, *self.space_rows)}
        for row in self.person_rows:
            number = _number_of(row)
            if not row["name"] and not row.is_blamed("name"):
                row.blame("name", "missing_name")
            if "role" in row.table.columns and not row["role"] and not row.is_blamed("role"):
                row.blame("role", "missing_role")
            if not number:
                row.blame("owner_number", "missing_number")
                continue
            if (row["role"] or OccupancyRole.OWNER) == OccupancyRole.OWNER:
                first = owners.setdefault(number, row.number)
                if first != row.number:
                    row.blame("owner_number", "number_twice", row=first, value=number)
            if number not in referred:
                row.blame("owner_number", "owner_without_home", value=number)

    def _refer(self, rows: list[Row]) -> None:
        numbers = {_number_of(row) for row in self.person_rows}
        for row in rows:
            number = row["owner_number"]
            if number and number not in numbers:
                row.blame("owner_number", "no_such_owner", value=number)

    def _meet_people(self, placed: list[tuple[Plate, Row]]) -> None:
        homes: dict[str, Plate] = {}
        for door, row in placed:
            homes.setdefault(row["owner_number"] or "", door)
        for row in self.person_rows:
            if row.problems:
                continue
            number = _number_of(row)
            for position, name in enumerate(row["name"]):
                first = position == 0
                person = self.people.add(
                    name,
                    gender=(row["gender"] if first else None) or "",
                    phone=(row["phone"] if first else None) or "",
                    identity=row["identity"] if first else None,
                    place=homes.get(number, number),
                    row=row,
                )
                if person is None:
                    break
                self.households[number].append((person, row["role"] or OccupancyRole.OWNER))

    def _occupancies(self, placed: list[tuple[Plate, Row]]) -> tuple[RosterOccupancy, ...]:
        roles: dict[tuple[int, Plate], str] = {}
        for door, row in placed:
            if row.problems:
                continue
            for person, role in self.households.get(row["owner_number"] or "", ()):
                roles.setdefault((person, door), role)
        return tuple(RosterOccupancy(person, door, role) for (person, door), role in roles.items())

    def _holders(self) -> dict[str, int]:
        return {number: people[0][0] for number, people in self.households.items()}

    def _homes(self, placed: list[tuple[Plate, Row]]) -> tuple[RosterHome, ...]:
        facts: dict[Plate, dict[str, Any]] = {}
        for door, row in placed:
            if row.problems:
                continue
            fact = facts.setdefault(door, {"notes": [], "owned": False, "shop": False})
            if row["note"] and row["note"] not in fact["notes"]:
                fact["notes"].append(row["note"])
            fact["owned"] |= bool(row["owner_number"])
            fact["shop"] |= row["entrance"] == "0" or row["kind"] == HomeKind.SHOP
        return tuple(self._home(door, facts[door]) for door in sorted(facts, key=door_order))

    def _home(self, door: Plate, fact: Mapping[str, Any]) -> RosterHome:
        nobody = HomeState.VACANT if fact["shop"] else HomeState.UNSOLD
        state = HomeState.LIVED_IN if fact["owned"] else nobody
        note = "\n".join(fact["notes"])
        return self.doors.home(door, note, is_shop=fact["shop"], likely_state=state)

    def _good_places(self, homes: tuple[RosterHome, ...]) -> set[Place]:
        places: set[Place] = {(home.door.building, home.door.entrance) for home in homes}
        good = [row for row in self.entrance_rows if not row.problems]
        return places | {place_of(row) for row in good}

    def _companions(self) -> frozenset[tuple[str, int]]:
        """Return the good rows a corrected bad row needs beside it to be understood again."""
        numbered = [*self.person_rows, *self.home_rows, *self.space_rows]
        numbers = {_number_of(row) for row in numbered if row.problems} - {""}
        linked = [row for row in numbered if row.problems or _number_of(row) in numbers]
        places = {place_of(row) for row in linked if row["home"]}
        entrances = [row for row in self.entrance_rows if place_of(row) in places]
        return frozenset(
            (row.table.sheet.name, row.number) for row in (*linked, *entrances) if not row.problems
        )
