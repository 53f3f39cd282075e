"""What the database already holds of a community, read at once for comparing with a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from nuanlin.domains.estate.models import Building, Entrance, Home, ParkingSpace
from nuanlin.domains.people.models import Occupancy, Person, SpaceHolding
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.lib.plates import Plate


class KnownBuilding(NamedTuple):
    """A building as it is stored."""

    id: int
    floors: int | None
    has_lift: bool | None


class KnownHome(NamedTuple):
    """A home as it is stored; the facts are those a roster can state."""

    id: int
    facts: tuple[Any, ...]


class KnownPerson(NamedTuple):
    """A person as it is stored."""

    id: int
    account_id: int | None
    name: str
    gender: str
    phone: str
    identity_number: str
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None


class KnownHolding(NamedTuple):
    """Who holds a space today."""

    id: int
    space_id: int
    person_id: int
    rented: bool
    vehicle_plate: str
    starts_on: date | None
    ends_on: date | None


HOME_FACTS = ("kind", "state", "floor", "layout", "area", "indoor_area", "rent", "note")
_PERSON_COLUMNS = KnownPerson._fields
_HOLDING_COLUMNS = KnownHolding._fields


@dataclass
class Existing:
    """Everything of one community that a roster may speak of. Seven statements to read."""

    buildings: dict[str, KnownBuilding] = field(default_factory=dict)
    entrances: dict[tuple[str, str], int] = field(default_factory=dict)
    homes: dict[Plate, KnownHome] = field(default_factory=dict)
    # Today's occupancies: (person, home) → (occupancy, role).
    occupancies: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    people: dict[int, KnownPerson] = field(default_factory=dict)
    spaces: dict[tuple[str, str], int] = field(default_factory=dict)
    holdings: dict[int, KnownHolding] = field(default_factory=dict)


def read_existing(community_id: int, roster: Roster, today: date) -> Existing:
    """Return what is stored of a community, and whom the roster names elsewhere by number."""
    existing = Existing()
    for label, pk, floors, has_lift in Building.objects.filter(community=community_id).values_list(
        "label", "id", "floors", "has_lift"
    ):
        existing.buildings[label] = KnownBuilding(pk, floors, has_lift)
    for building, label, pk in Entrance.objects.filter(
        building__community=community_id
    ).values_list("building__label", "label", "id"):
        existing.entrances[building, label] = pk
    for pk, building, entrance, label, *facts in Home.objects.filter(
        community=community_id
    ).values_list("id", "building__label", "entrance__label", "label", *HOME_FACTS):
        existing.homes[Plate(building, entrance, label)] = KnownHome(pk, tuple(facts))
    today_or_later = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    for pk, person, home, role in Occupancy.objects.filter(
        today_or_later, home__community=community_id
    ).values_list("id", "person_id", "home_id", "role"):
        existing.occupancies[person, home] = (pk, role)
    for pk, area, label in ParkingSpace.objects.filter(community=community_id).values_list(
        "id", "area", "label"
    ):
        existing.spaces[area, label] = pk
    for row in SpaceHolding.objects.filter(
        today_or_later, space__community=community_id
    ).values_list(*_HOLDING_COLUMNS):
        existing.holdings[row[1]] = KnownHolding(*row)
    existing.people = _people(existing, roster)
    return existing


def _people(existing: Existing, roster: Roster) -> dict[int, KnownPerson]:
    """Return the people of the community, and those elsewhere whose phone or number is named.

    An owner in two communities of the company is one person.
    """
    here = {person for person, _home in existing.occupancies}
    here.update(holding.person_id for holding in existing.holdings.values())
    columns = ", ".join(f'"{name}"' for name in _PERSON_COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {Person._meta.db_table}"  # noqa: S608 - our own names
            " WHERE id = ANY(%s) OR phone = ANY(%s) AND phone <> ''"
            " OR identity_number = ANY(%s) AND identity_number <> '' ORDER BY id",
            [
                sorted(here),
                sorted({person.phone for person in roster.people if person.phone}),
                sorted(
                    {person.identity_number for person in roster.people if person.identity_number}
                ),
            ],
        )
        return {row[0]: KnownPerson(*row) for row in cursor.fetchall()}


class Finder:
    """Finds whom of the stored people a roster's person is; nobody is found twice."""

    def __init__(self, existing: Existing) -> None:
        self._people = existing.people
        self._taken: set[int] = set()
        self._by_phone: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_identity: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_place: dict[tuple[str, object], list[int]] = defaultdict(list)
        for person in existing.people.values():
            if person.phone:
                self._by_phone[person.name, person.phone].append(person.id)
            if person.identity_number:
                self._by_identity[person.name, person.identity_number].append(person.id)
        for person_id, home_id in existing.occupancies:
            self._by_place[self._people[person_id].name, ("home", home_id)].append(person_id)
        for space_id, holding in existing.holdings.items():
            name = self._people[holding.person_id].name
            self._by_place[name, ("space", space_id)].append(holding.person_id)

    def find_by_number(self, name: str, phone: str, identity_number: str) -> int | None:
        """Return whom the identity number or the phone belongs to under this name."""
        found = self._by_identity[name, identity_number] if identity_number else []
        return self._take([*found, *(self._by_phone[name, phone] if phone else [])])

    def find_by_place(
        self, name: str, identity_number: str, places: Iterable[object]
    ) -> int | None:
        """Return who of this name lives or parks there, unless identity numbers contradict."""
        return self._take(
            person
            for place in places
            for person in self._by_place.get((name, place), ())
            if not identity_number or self._people[person].identity_number in ("", identity_number)
        )

    def _take(self, candidates: Iterable[int]) -> int | None:
        found = next((person for person in candidates if person not in self._taken), None)
        if found is not None:
            self._taken.add(found)
        return found
