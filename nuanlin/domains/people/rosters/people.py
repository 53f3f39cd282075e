"""Telling people apart: who is the same person in several rows, and who is another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nuanlin.domains.people.rosters.roster import RosterPerson
from nuanlin.domains.people.rosters.rows import Row
from nuanlin.lib.identity_numbers import IdentityNumber


@dataclass(slots=True)
class _Known:
    name: str
    gender: str
    phone: str
    identity_number: str
    birth_date: date | None
    row: int


class People:
    """The people of a roster so far.

    The same name with the same known phone or identity number is the same person, in whichever
    homes; another name with the same phone is another person (a child with a parent's phone);
    with neither known, the same name counts as the same person within one place only.
    """

    def __init__(self) -> None:
        self._people: list[_Known] = []
        self._by_phone: dict[tuple[str, str], int] = {}
        self._by_identity: dict[str, int] = {}
        self._by_place: dict[tuple[str, object], int] = {}

    def add(
        self,
        name: str,
        *,
        gender: str,
        phone: str,
        identity: IdentityNumber | None,
        place: object,
        row: Row,
    ) -> int | None:
        """Return the position of this person, new or known.

        Blames the row and returns None when its identity number contradicts another row.
        """
        number = identity.number if identity else ""
        holder = self._by_identity.get(number) if number else None
        if holder is not None and self._people[holder].name != name:
            known = self._people[holder]
            row.blame("identity", "identity_of_another", row=known.row, name=known.name)
            return None
        found = holder if holder is not None else self._found(name, phone, number, place)
        if found is None:
            found = len(self._people)
            self._people.append(_Known(name, "", "", "", None, row.number))
        elif number and self._people[found].identity_number not in ("", number):
            row.blame("identity", "identity_differs", row=self._people[found].row)
            return None
        self._learn(found, gender, phone, identity)
        self._by_place.setdefault((name, place), found)
        return found

    def _found(self, name: str, phone: str, number: str, place: object) -> int | None:
        if phone and (found := self._by_phone.get((name, phone))) is not None:
            return found
        found = self._by_place.get((name, place))
        if found is None:
            return None
        known = self._people[found]
        two_phones = phone and known.phone and phone != known.phone
        two_numbers = number and known.identity_number and number != known.identity_number
        return None if two_phones or two_numbers else found

    def _learn(
        self, position: int, gender: str, phone: str, identity: IdentityNumber | None
    ) -> None:
        known = self._people[position]
        known.gender = known.gender or gender or (identity.gender if identity else "")
        if phone and not known.phone:
            known.phone = phone
        if phone:
            self._by_phone.setdefault((known.name, phone), position)
        if identity:
            known.identity_number = identity.number
            known.birth_date = identity.birth_date
            self._by_identity[identity.number] = position

    def all(self) -> tuple[RosterPerson, ...]:
        """Return everybody, in the order of their positions."""
        return tuple(
            RosterPerson(p.name, p.gender, p.phone, p.identity_number, p.birth_date)
            for p in self._people
        )
