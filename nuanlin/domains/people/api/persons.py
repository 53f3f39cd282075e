"""One person, the search box, and looking at a masked number with a reason (A2)."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions import people as actions
from nuanlin.domains.people.api.schemas import PersonIn, WholePerson
from nuanlin.domains.people.models import RevealedField
from nuanlin.domains.people.queries.persons import person_of, person_page
from nuanlin.domains.people.queries.search import Hit, search
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.lib import phones
from nuanlin.lib.schemas import Id, Line, Name

router = Router(tags=["people"])
MOST_HITS = 60


class HitOut(Schema):
    """A door, and the person found behind it if one was meant."""

    kind: Literal["home", "person", "vehicle"]
    home_id: int | None
    plate: str
    community: str
    person_id: int | None
    name: str
    gender: str
    role: str
    phone: str
    vehicle: str

    @staticmethod
    def resolve_phone(hit: Hit) -> str:
        return phones.mask(hit.phone) if hit.phone else ""


class FoundOut(Schema):
    """What was found, best first; ``case_number`` if that was typed, ``more`` if it is cut."""

    typed: str
    case_number: str | None
    homes: list[HitOut]
    people: list[HitOut]
    vehicles: list[HitOut]
    more: bool


class RevealIn(Schema):
    """Which number, and what it is needed for; both are kept with your name."""

    field: RevealedField
    reason: Annotated[Line, Field(min_length=1)]


class RevealedOut(Schema):
    """A whole number."""

    field: str
    number: str


@router.get("search", response=FoundOut)
def find(request: HttpRequest, q: Name) -> Any:
    """Doors, people and vehicles: 3-2-501, part of a name, pinyin, last digits, plate."""
    return search(actor_of(request), q, MOST_HITS)


@router.get("people/{int:person_id}", response=WholePerson)
def read_person(request: HttpRequest, person_id: Id) -> Any:
    """A person of the communities that I work for."""
    return person_page(actor_of(request), person_id)


@router.put("people/{int:person_id}", response=WholePerson)
def edit_person(request: HttpRequest, person_id: Id, sent: PersonIn) -> Any:
    """Change what is known of a person; whoever signs in by the old number signs in by the new."""
    by = actor_of(request)
    once(lambda: actions.edit_person(person_id, facts=sent.facts(), by=by), by=by)
    return person_page(by, person_id)


@router.post("people/{int:person_id}/reveals", response={201: RevealedOut})
def reveal_number(request: HttpRequest, person_id: Id, sent: RevealIn) -> Any:
    """Look at one masked number; who looked, when and why is kept."""
    by = actor_of(request)
    once(lambda: actions.reveal(person_id, field=sent.field, reason=sent.reason, by=by), by=by)
    number = getattr(person_of(by, person_id), sent.field)
    return Status(201, {"field": sent.field, "number": number})
