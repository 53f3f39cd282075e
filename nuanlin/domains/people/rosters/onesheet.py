"""Rosters with one row per person per home, the home's columns repeated."""

from __future__ import annotations

from collections import defaultdict

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.rosters.headings import Table
from nuanlin.domains.people.rosters.homes import Doors, door_of, door_order, entrances_of
from nuanlin.domains.people.rosters.people import People
from nuanlin.domains.people.rosters.roster import (
    ROLES,
    Roster,
    RosterHome,
    RosterOccupancy,
    RosterSpace,
)
from nuanlin.domains.people.rosters.rows import (
    ENTRANCE_PARSERS,
    HOME_PARSERS,
    PERSON_PARSERS,
    Meter,
    Row,
    read_rows,
)
from nuanlin.lib.plates import Plate

_PARSERS = {**HOME_PARSERS, **ENTRANCE_PARSERS, **PERSON_PARSERS}
_NOBODY_THERE = frozenset({HomeState.UNSOLD, HomeState.VACANT})


def read_onesheet(tables: list[Table], spaces: tuple[RosterSpace, ...], meter: Meter) -> Roster:
    """Return what one-sheet tables say; a bad row costs only itself."""
    rows = [row for table in tables for row in read_rows(table, _PARSERS, meter)]
    placed = [(door, row) for row in rows if (door := door_of(row)) is not None]
    doors = Doors()
    for door, row in placed:
        doors.hear_entrance(door[:2], row)
        doors.hear_home(door, row)
        _judge_resident(row)
    doors.judge()
    residents = _Residents()
    for door, row in placed:
        if not row.problems:
            residents.add(door, row)
    homes = _homes(doors, placed)
    places = {(home.door.building, home.door.entrance) for home in homes}
    return Roster(
        buildings=doors.buildings(places),
        entrances=entrances_of(places),
        homes=homes,
        people=residents.people.all(),
        occupancies=residents.occupancies(),
        spaces=spaces,
        problems=tuple(problem for row in rows for problem in row.problems),
        tables=tables,
        row_count=len(rows),
    )


def _judge_resident(row: Row) -> None:
    """Blame a row that speaks of somebody without saying who or as what."""
    if not row["name"]:
        somebody = any(row.cell(field) for field in ("phone", "identity", "role"))
        if somebody and row["state"] not in _NOBODY_THERE and not row.is_blamed("name"):
            row.blame("name", "missing_name")
    elif "role" in row.table.columns and not row["role"] and not row.is_blamed("role"):
        row.blame("role", "missing_role")


class _Residents:
    def __init__(self) -> None:
        self.people = People()
        self._roles: dict[tuple[int, Plate], str] = {}

    def add(self, door: Plate, row: Row) -> None:
        """Take in the people of a row; two owners in one cell are two people.

        Phone, identity number and gender of the row belong to the first of them.
        """
        for position, name in enumerate(row["name"] or ()):
            first = position == 0
            identity = row["identity"] if first else None
            gender = row["gender"] if first else None
            person = self.people.add(
                name,
                gender=gender or "",
                phone=(row["phone"] if first else None) or "",
                identity=identity,
                place=door,
                row=row,
            )
            if person is None:
                return
            role = row["role"] or OccupancyRole.OWNER
            known = self._roles.get((person, door), role)
            self._roles[person, door] = min(
                known, role, key=lambda r: ROLES.index(OccupancyRole(r))
            )

    def occupancies(self) -> tuple[RosterOccupancy, ...]:
        return tuple(
            RosterOccupancy(person, door, role) for (person, door), role in self._roles.items()
        )


def _homes(doors: Doors, placed: list[tuple[Plate, Row]]) -> tuple[RosterHome, ...]:
    notes: dict[Plate, list[str]] = defaultdict(list)
    shops = set()
    for door, row in placed:
        if row.problems:
            continue
        note = row["note"]
        if note and note not in notes[door]:
            notes[door].append(note)
        notes.setdefault(door, [])
        if row["kind"] == HomeKind.SHOP or row["entrance"] == "0":
            shops.add(door)
    return tuple(
        doors.home(door, "\n".join(notes[door]), is_shop=door in shops, likely_state=None)
        for door in sorted(notes, key=door_order)
    )
