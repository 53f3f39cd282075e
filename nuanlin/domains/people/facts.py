"""What the office writes down about a person, as it was typed; actions check and complete it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday by the solar or the lunar calendar; the year may be unknown."""

    month: int
    day: int
    year: int | None = None
    calendar: str = "solar"
    leap_month: bool = False


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Name and contacts of a person; empty means not known. ``gender`` is m, f or empty.

    A number that is None stays as it is: who edits a person need not see their numbers.
    """

    name: str
    gender: str = ""
    phone: str | None = ""
    identity_number: str | None = ""
    birthday: Birthday | None = None
