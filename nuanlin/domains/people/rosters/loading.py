"""Loading a roster: all its good rows in one transaction, each kind of row in few statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from nuanlin.domains.estate.models import Building, Entrance, Home, ParkingSpace
from nuanlin.domains.estate.ordering import put_in_order
from nuanlin.domains.people.models import Calendar, Occupancy, Person, SpaceHolding
from nuanlin.domains.people.rosters import bulk
from nuanlin.domains.people.rosters.comparing import Comparison, compare, new_home_facts
from nuanlin.domains.people.rosters.existing import HOME_FACTS
from nuanlin.domains.people.rosters.roster import Roster, RosterPerson
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.history import in_one_context
from nuanlin.lib import names

_PERSON_CHANGES = (
    "gender",
    "phone",
    "identity_number",
    "birth_year",
    "birth_month",
    "birth_day",
)


@transaction.atomic
def load(community_id: int, roster: Roster) -> Comparison:
    """Write what the roster says and the database does not yet; return what was done (A1).

    Two loads of one community follow each other, so the second sees what the first wrote.
    Nothing is deleted: who is not in the roster stays.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('people.roster'), %s)", [community_id]
        )
    today = timezone.localdate()
    comparison = compare(community_id, roster, today)
    if not comparison.is_empty:
        in_one_context(roster=community_id)
        _Loading(community_id, roster, comparison, today).run()
    return comparison


class _Loading:
    def __init__(
        self, community_id: int, roster: Roster, comparison: Comparison, today: date
    ) -> None:
        self.community_id = community_id
        self.roster = roster
        self.comparison = comparison
        self.today = today
        existing = comparison.existing
        self.buildings = {label: known.id for label, known in existing.buildings.items()}
        self.entrances = dict(existing.entrances)
        self.homes = {door: known.id for door, known in existing.homes.items()}
        self.spaces = dict(existing.spaces)

    def run(self) -> None:
        self._places()
        self._homes()
        people = self._people()
        self._occupancies(people)
        self._spaces(people)
        new = self.comparison
        if new.new_buildings or new.new_entrances or new.new_homes:
            put_in_order(self.community_id)

    def _places(self) -> None:
        new = self.comparison.new_buildings
        ids = bulk.new_ids(Building, len(new))
        self.buildings.update((b.label, pk) for b, pk in zip(new, ids, strict=True))
        bulk.insert(
            Building,
            ("id", "community_id", "label", "floors", "has_lift", "order"),
            (
                (pk, self.community_id, b.label, b.floors, b.has_lift, 0)
                for b, pk in zip(new, ids, strict=True)
            ),
        )
        bulk.update(Building, ("floors", "has_lift"), self.comparison.changed_buildings)
        entrances = self.comparison.new_entrances
        ids = bulk.new_ids(Entrance, len(entrances))
        self.entrances.update(zip(entrances, ids, strict=True))
        bulk.insert(
            Entrance,
            ("id", "building_id", "label", "order"),
            (
                (pk, self.buildings[building], label, 0)
                for (building, label), pk in zip(entrances, ids, strict=True)
            ),
        )

    def _homes(self) -> None:
        new = self.comparison.new_homes
        ids = bulk.new_ids(Home, len(new))
        self.homes.update((home.door, pk) for home, pk in zip(new, ids, strict=True))
        columns = ("id", "community_id", "building_id", "entrance_id", "label", "plate", "order")
        bulk.insert(
            Home,
            (*columns, *HOME_FACTS),
            (
                (
                    pk,
                    self.community_id,
                    self.buildings[home.door.building],
                    self.entrances.get((home.door.building, home.door.entrance or "")),
                    home.door.home,
                    str(home.door),
                    0,
                    *new_home_facts(home),
                )
                for home, pk in zip(new, ids, strict=True)
            ),
        )
        bulk.update(Home, HOME_FACTS, self.comparison.changed_homes)

    def _people(self) -> list[int]:
        """Write people; return the id of each of the roster's people, by position."""
        known = self.comparison.person_ids
        fresh = iter(bulk.new_ids(Person, known.count(None)))
        ids = [next(fresh) if person_id is None else person_id for person_id in known]
        bulk.insert(
            Person,
            (
                "id",
                "name",
                "pinyin",
                "initials",
                "gender",
                "phone",
                "identity_number",
                "birth_calendar",
                "birth_year",
                "birth_month",
                "birth_day",
                "birth_leap_month",
            ),
            (
                (pk, *_person_columns(person))
                for pk, person, was in zip(ids, self.roster.people, known, strict=True)
                if was is None
            ),
        )
        self._change_people()
        return ids

    def _change_people(self) -> None:
        stored = self.comparison.existing.people
        changed = self.comparison.changed_people
        rows = []
        for pk, changes in changed.items():
            whole = {**stored[pk]._asdict(), **changes}
            rows.append((pk, *(whole[name] for name in _PERSON_CHANGES)))
        bulk.update(Person, _PERSON_CHANGES, rows)
        for pk, changes in changed.items():
            account_id = stored[pk].account_id
            if account_id is not None and "phone" in changes:
                _move_sign_in(account_id, stored[pk].phone, changes["phone"])

    def _occupancies(self, people: list[int]) -> None:
        bulk.insert(
            Occupancy,
            ("person_id", "home_id", "role"),
            (
                (people[occupancy.person], self.homes[occupancy.door], str(occupancy.role))
                for occupancy in self.comparison.new_occupancies
            ),
        )
        bulk.update(Occupancy, ("role",), self.comparison.changed_occupancies)

    def _spaces(self, people: list[int]) -> None:
        new = self.comparison.new_spaces
        ids = bulk.new_ids(ParkingSpace, len(new))
        bulk.insert(
            ParkingSpace,
            ("id", "community_id", "label", "area", "order"),
            (
                (pk, self.community_id, space.label, space.area, len(self.spaces) + place)
                for place, (space, pk) in enumerate(zip(new, ids, strict=True), start=1)
            ),
        )
        self.spaces.update(((s.area, s.label), pk) for s, pk in zip(new, ids, strict=True))
        SpaceHolding.objects.filter(pk__in=self.comparison.ended_holdings).update(
            ends_on=self.today - timedelta(days=1)
        )
        facts = ("rented", "vehicle_plate", "starts_on", "ends_on")
        bulk.update(SpaceHolding, facts, self.comparison.changed_holdings)
        bulk.insert(
            SpaceHolding,
            ("space_id", "person_id", *facts),
            (
                (
                    self.spaces[s.area, s.label],
                    people[s.person],
                    s.rented,
                    s.vehicle_plate,
                    s.starts_on,
                    s.ends_on,
                )
                for s in self.comparison.new_holdings
                if s.person is not None
            ),
        )


def _person_columns(person: RosterPerson) -> tuple[Any, ...]:
    born = person.birth_date
    return (
        person.name,
        names.pinyin(person.name)[:300],
        names.initials(person.name)[:60],
        str(person.gender),
        person.phone,
        person.identity_number,
        Calendar.SOLAR.value,
        born.year if born else None,
        born.month if born else None,
        born.day if born else None,
        False,
    )


def _move_sign_in(account_id: int, was: str, phone: str) -> None:
    """Who signs in by the old number signs in by the new one, unless it is taken."""
    if not User.objects.filter(username=phone).exists():
        User.objects.filter(pk=account_id, username=was).update(username=phone)
