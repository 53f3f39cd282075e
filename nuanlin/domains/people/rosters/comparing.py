"""What loading a roster would do: what is new, what changes, what stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nuanlin.domains.estate.models import HomeKind, HomeState
from nuanlin.domains.people.rosters.existing import Existing, Finder, KnownPerson, read_existing
from nuanlin.domains.people.rosters.roster import (
    ROLES,
    Roster,
    RosterBuilding,
    RosterHome,
    RosterOccupancy,
    RosterPerson,
    RosterSpace,
)

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
_TALLY_OF_ROLE: dict[str, str] = dict(
    zip(map(str, ROLES), ("owners", "family", "tenants", "temporary"), strict=True)
)


@dataclass
class Comparison:
    """The differences between a roster and the database; ids where the row is known."""

    existing: Existing
    # The stored person of each of the roster's people, by position; None for a new one.
    person_ids: list[int | None]
    new_buildings: list[RosterBuilding] = field(default_factory=list)
    changed_buildings: list[tuple[int, int | None, bool | None]] = field(default_factory=list)
    new_entrances: list[tuple[str, str]] = field(default_factory=list)
    new_homes: list[RosterHome] = field(default_factory=list)
    changed_homes: list[tuple[Any, ...]] = field(default_factory=list)
    changed_people: dict[int, dict[str, Any]] = field(default_factory=dict)
    new_occupancies: list[RosterOccupancy] = field(default_factory=list)
    changed_occupancies: list[tuple[int, str]] = field(default_factory=list)
    new_spaces: list[RosterSpace] = field(default_factory=list)
    new_holdings: list[RosterSpace] = field(default_factory=list)
    changed_holdings: list[tuple[Any, ...]] = field(default_factory=list)
    ended_holdings: list[int] = field(default_factory=list)
    tally: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def is_empty(self) -> bool:
        """Whether loading would change nothing."""
        return not any(
            (
                None in self.person_ids,
                self.new_buildings,
                self.changed_buildings,
                self.new_entrances,
                self.new_homes,
                self.changed_homes,
                self.changed_people,
                self.new_occupancies,
                self.changed_occupancies,
                self.new_spaces,
                self.new_holdings,
                self.changed_holdings,
                self.ended_holdings,
            )
        )

    def summary(self, roster: Roster) -> dict[str, Any]:
        """Return counts in all and of what is new, changed and unchanged, ready for JSON."""
        kinds = ("homes", "shops", *_TALLY_OF_ROLE.values(), "spaces")
        by_kind = {
            kind: {status: self.tally[kind][status] for status in (NEW, CHANGED, UNCHANGED)}
            for kind in kinds
        }
        totals = {
            status: sum(counts[status] for counts in by_kind.values())
            for status in (NEW, CHANGED, UNCHANGED)
        }
        return {**roster.counts, **totals, "by_kind": by_kind}


def compare(community_id: int, roster: Roster, today: date) -> Comparison:
    """Compare a roster with what is stored of a community. Seven statements, none writes."""
    existing = read_existing(community_id, roster, today)
    comparison = Comparison(existing, _find_people(existing, roster))
    _compare_places(comparison, roster)
    _compare_homes(comparison, roster)
    _compare_people(comparison, roster)
    _compare_spaces(comparison, roster, today)
    return comparison


def _find_people(existing: Existing, roster: Roster) -> list[int | None]:
    places: dict[int, list[object]] = defaultdict(list)
    for occupancy in roster.occupancies:
        if home := existing.homes.get(occupancy.door):
            places[occupancy.person].append(("home", home.id))
    for space in roster.spaces:
        space_id = existing.spaces.get((space.area, space.label))
        if space.person is not None and space_id is not None:
            places[space.person].append(("space", space_id))
    finder = Finder(existing)
    found: list[int | None] = [
        finder.find_by_number(person.name, person.phone, person.identity_number)
        for person in roster.people
    ]
    # Numbers first for everybody: a place must not give away somebody another one is.
    for position, person in enumerate(roster.people):
        if found[position] is None and (where := places.get(position)):
            found[position] = finder.find_by_place(person.name, person.identity_number, where)
    return found


def _compare_places(comparison: Comparison, roster: Roster) -> None:
    existing = comparison.existing
    for building in roster.buildings:
        known = existing.buildings.get(building.label)
        if known is None:
            comparison.new_buildings.append(building)
            continue
        floors = known.floors if building.floors is None else building.floors
        has_lift = known.has_lift if building.has_lift is None else building.has_lift
        if (floors, has_lift) != (known.floors, known.has_lift):
            comparison.changed_buildings.append((known.id, floors, has_lift))
    comparison.new_entrances = [
        (entrance.building, entrance.label)
        for entrance in roster.entrances
        if entrance not in existing.entrances
    ]


def _compare_homes(comparison: Comparison, roster: Roster) -> None:
    for home in roster.homes:
        kind = "shops" if home.kind == HomeKind.SHOP else "homes"
        known = comparison.existing.homes.get(home.door)
        if known is None:
            comparison.new_homes.append(home)
            comparison.tally[kind][NEW] += 1
            continue
        # What the roster does not state stays as it is.
        facts = tuple(
            stored if stated is None or stated == "" else stated
            for stored, stated in zip(known.facts, _facts(home), strict=True)
        )
        if facts == known.facts:
            comparison.tally[kind][UNCHANGED] += 1
        else:
            comparison.changed_homes.append((known.id, *facts))
            comparison.tally[kind][CHANGED] += 1


def _facts(home: RosterHome) -> tuple[Any, ...]:
    return (
        home.kind,
        home.state,
        home.floor,
        home.layout,
        home.area,
        home.indoor_area,
        home.rent,
        home.note,
    )


def new_home_facts(home: RosterHome) -> tuple[Any, ...]:
    """Return the facts of a new home, with defaults where the roster states none."""
    kind, state, *rest = _facts(home)
    return (
        kind or HomeKind.HOME.value,
        state or home.likely_state or HomeState.LIVED_IN.value,
        *rest,
    )


def _compare_people(comparison: Comparison, roster: Roster) -> None:
    existing = comparison.existing
    for position, person in enumerate(roster.people):
        person_id = comparison.person_ids[position]
        if person_id is None:
            continue
        changes = _changes(existing.people[person_id], person)
        if changes:
            comparison.changed_people[person_id] = changes
    statuses: dict[tuple[str, int], set[str]] = defaultdict(set)
    for occupancy in roster.occupancies:
        status = _compare_occupancy(comparison, occupancy)
        statuses[occupancy.role, occupancy.person].add(status)
    for (role, position), seen in statuses.items():
        person_id = comparison.person_ids[position]
        if seen == {NEW}:
            status = NEW
        elif seen == {UNCHANGED} and person_id not in comparison.changed_people:
            status = UNCHANGED
        else:
            status = CHANGED
        comparison.tally[_TALLY_OF_ROLE[role]][status] += 1


def _compare_occupancy(comparison: Comparison, occupancy: RosterOccupancy) -> str:
    existing = comparison.existing
    person_id = comparison.person_ids[occupancy.person]
    home = existing.homes.get(occupancy.door)
    known = None
    if person_id is not None and home is not None:
        known = existing.occupancies.get((person_id, home.id))
    if known is None:
        comparison.new_occupancies.append(occupancy)
        return NEW
    if known[1] == occupancy.role:
        return UNCHANGED
    comparison.changed_occupancies.append((known[0], str(occupancy.role)))
    return CHANGED


def _changes(known: KnownPerson, person: RosterPerson) -> dict[str, Any]:
    """Return the columns the roster states otherwise; a birthday is only ever added."""
    stated = {
        "gender": str(person.gender),
        "phone": person.phone,
        "identity_number": person.identity_number,
    }
    changes: dict[str, Any] = {
        name: value for name, value in stated.items() if value and value != getattr(known, name)
    }
    if person.birth_date is not None and known.birth_month is None:
        changes |= {
            "birth_year": person.birth_date.year,
            "birth_month": person.birth_date.month,
            "birth_day": person.birth_date.day,
        }
    return changes


def _compare_spaces(comparison: Comparison, roster: Roster, today: date) -> None:
    existing = comparison.existing
    for space in roster.spaces:
        space_id = existing.spaces.get((space.area, space.label))
        if space_id is None:
            comparison.new_spaces.append(space)
        held = space.person is not None and (space.ends_on is None or space.ends_on >= today)
        status = _compare_holding(comparison, space, space_id) if held else UNCHANGED
        comparison.tally["spaces"][NEW if space_id is None else status] += 1


def _compare_holding(comparison: Comparison, space: RosterSpace, space_id: int | None) -> str:
    assert space.person is not None
    known = comparison.existing.holdings.get(space_id) if space_id is not None else None
    if known is None or known.person_id != comparison.person_ids[space.person]:
        if known is not None:
            comparison.ended_holdings.append(known.id)
        comparison.new_holdings.append(space)
        return CHANGED
    facts = (
        space.rented,
        space.vehicle_plate or known.vehicle_plate,
        space.starts_on or known.starts_on,
        space.ends_on or known.ends_on,
    )
    if facts == known[3:]:
        return UNCHANGED
    comparison.changed_holdings.append((known.id, *facts))
    return CHANGED
