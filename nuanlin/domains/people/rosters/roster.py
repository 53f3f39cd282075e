"""What a roster says once it is read: plain values, independent of file and database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.rosters.headings import Table
from nuanlin.domains.people.rosters.problems import Problem
from nuanlin.lib.plates import Plate

ROLES = (
    OccupancyRole.OWNER,
    OccupancyRole.FAMILY,
    OccupancyRole.TENANT,
    OccupancyRole.TEMPORARY,
)


class RosterBuilding(NamedTuple):
    """A building; None where the roster does not say."""

    label: str
    floors: int | None
    has_lift: bool | None


class RosterEntrance(NamedTuple):
    """An entrance of a building."""

    building: str
    label: str


class RosterHome(NamedTuple):
    """A home or shop; None (or "") where the roster does not say.

    ``likely_state`` is concluded from who is in it: for homes nobody has written down yet.
    """

    door: Plate
    kind: str | None
    state: str | None
    floor: int | None
    layout: str
    area: Decimal | None
    indoor_area: Decimal | None
    rent: Decimal | None
    note: str
    likely_state: str | None


class RosterPerson(NamedTuple):
    """A person; "" and None mean not known."""

    name: str
    gender: str
    phone: str
    identity_number: str
    birth_date: date | None


class RosterOccupancy(NamedTuple):
    """Who lives where as what; ``person`` is the position in ``Roster.people``."""

    person: int
    door: Plate
    role: str


class RosterSpace(NamedTuple):
    """A parking space and who holds it, if anyone."""

    label: str
    area: str
    person: int | None
    rented: bool
    vehicle_plate: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Roster:
    """All good rows of a file, and the problems of the others."""

    buildings: tuple[RosterBuilding, ...]
    entrances: tuple[RosterEntrance, ...]
    homes: tuple[RosterHome, ...]
    people: tuple[RosterPerson, ...]
    occupancies: tuple[RosterOccupancy, ...]
    spaces: tuple[RosterSpace, ...]
    problems: tuple[Problem, ...]
    tables: Sequence[Table]
    row_count: int
    # Good rows that a bad row refers to by number: a corrected file needs them beside it.
    companions: frozenset[tuple[str, int]] = frozenset()

    @property
    def counts(self) -> dict[str, int]:
        """How many homes, shops, parking spaces, and different people in each role."""
        people = Counter(role for role, _person in {(o.role, o.person) for o in self.occupancies})
        shops = sum(home.kind == HomeKind.SHOP for home in self.homes)
        return {
            "buildings": len(self.buildings),
            "homes": len(self.homes) - shops,
            "unsold": sum(
                (home.state or home.likely_state) == HomeState.UNSOLD and home.kind != HomeKind.SHOP
                for home in self.homes
            ),
            "shops": shops,
            "owners": people[OccupancyRole.OWNER],
            "family": people[OccupancyRole.FAMILY],
            "tenants": people[OccupancyRole.TENANT],
            "temporary": people[OccupancyRole.TEMPORARY],
            "spaces": len(self.spaces),
        }
