"""Shapes about people in the API; numbers are masked, except where somebody gave a reason."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from nuanlin.domains.estate.schemas import DoorOut
from nuanlin.domains.people.facts import Birthday, PersonFacts
from nuanlin.domains.people.models import Calendar, Gender, OccupancyRole, Person, SpaceHolding
from nuanlin.lib import identity_numbers, phones
from nuanlin.lib.schemas import Day, Label, Name

GivenName = Annotated[Name, Field(min_length=1)]


class KnownPersonOut(Schema):
    """Somebody the office knows; "" for a number it does not have."""

    id: int
    name: str
    gender: str
    phone: str
    identity_number: str
    has_account: bool

    @staticmethod
    def resolve_phone(person: Person) -> str:
        return phones.mask(person.phone) if person.phone else ""

    @staticmethod
    def resolve_identity_number(person: Person) -> str:
        return identity_numbers.mask(person.identity_number)

    @staticmethod
    def resolve_has_account(person: Person) -> bool:
        return person.account_id is not None


class Doors(Schema):
    """A page of doors; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[DoorOut]
    next: str


class OccupancyOut(Schema):
    """Who belongs to which home as what, from when until when; null for not known."""

    id: int
    person: KnownPersonOut
    home_id: int
    plate: str = Field(alias="home.plate")
    role: str
    starts_on: date | None
    ends_on: date | None
    handed_over_on: date | None


class Residents(Schema):
    """A page of residents; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[OccupancyOut]
    next: str


class ResidentOut(Schema):
    """Somebody of a home; ``without_holder``: family of an owner who left, without access."""

    occupancy: OccupancyOut
    birthday: str
    next_birthday: date | None
    without_holder: bool


class InstructionOut(Schema):
    """What everyone who calls or comes should know; about one person, or the whole home."""

    id: int
    kind: str
    text: str
    until: date | None
    person_id: int | None


class HomeNoteOut(Schema):
    """A note of the office."""

    id: int
    text: str
    author: str
    created_at: datetime


class HoldingOut(Schema):
    """Who holds a parking space, and the plates that belong on it."""

    id: int
    space_id: int
    space: str
    person_id: int
    rented: bool
    vehicle_plate: str
    starts_on: date | None
    ends_on: date | None

    @staticmethod
    def resolve_space(holding: SpaceHolding) -> str:
        return holding.space.label


class WholeHome(Schema):
    """Everything about a door; its cases are at ``homes/{id}/cases``."""

    home: DoorOut
    may_edit: bool
    residents: list[ResidentOut]
    coming: list[ResidentOut]
    past: list[OccupancyOut]
    instructions: list[InstructionOut]
    notes: list[HomeNoteOut]
    holdings: list[HoldingOut]


class LookOut(Schema):
    """A look at a masked number: who, when, why."""

    field: str
    reader: str
    reason: str
    created_at: datetime


class WholePerson(Schema):
    """Everything about a person in the communities that I work for."""

    person: KnownPersonOut
    may_edit: bool
    birthday: str
    next_birthday: date | None
    current: list[OccupancyOut]
    past: list[OccupancyOut]
    holdings: list[HoldingOut]
    looks: list[LookOut]


class BirthdayIn(Schema):
    """A birthday by either calendar; the year may be unknown."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    year: Annotated[int, Field(ge=1880, le=2100)] | None = None
    calendar: Calendar = Calendar.SOLAR
    leap_month: bool = False


class PersonIn(Schema):
    """What is known of a person; gender and birthday are read from the identity number.

    A number that is null stays as it is, "" removes it.
    """

    name: GivenName
    gender: Gender = Gender.UNKNOWN
    phone: Annotated[Label, Field()] | None = None
    identity_number: Label | None = None
    birthday: BirthdayIn | None = None

    def facts(self) -> PersonFacts:
        """Return them as the actions take them."""
        birthday = Birthday(**self.birthday.dict()) if self.birthday else None
        return PersonFacts(**{**self.dict(), "birthday": birthday})


class NewResidentIn(PersonIn):
    """A new person of a home; ``somebody_new`` after a refusal "person_known" was looked at."""

    role: OccupancyRole
    starts_on: Day | None = None
    somebody_new: bool = False

    def facts(self) -> PersonFacts:
        """Return them as the actions take them; a number that is null is not known."""
        person = PersonIn(**self.dict(include=set(PersonIn.model_fields))).facts()
        return PersonFacts(
            name=person.name,
            gender=person.gender,
            phone=person.phone or "",
            identity_number=person.identity_number or "",
            birthday=person.birthday,
        )


def alike(people: list[Any]) -> list[dict[str, Any]]:
    """Return people whom the office may have meant, for a problem's ``people``."""
    return [KnownPersonOut.from_orm(person).dict() for person in people]
