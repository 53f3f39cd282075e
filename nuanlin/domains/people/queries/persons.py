"""Everything about one person: all their homes, spaces, and who looked at their numbers."""

from dataclasses import dataclass, field
from datetime import date

from nuanlin.domains.people.birthdays import birthday_of, comes_next, told
from nuanlin.domains.people.models import Occupancy, Person, Reveal, SpaceHolding
from nuanlin.domains.people.policy import may_edit_person, visible_to
from nuanlin.domains.people.queries.homes import role_rank
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib import clock

LOOKS = 20


@dataclass(slots=True)
class PersonPage:
    """What the page of a person shows to staff."""

    person: Person
    may_edit: bool
    current: list[Occupancy] = field(default_factory=list)
    past: list[Occupancy] = field(default_factory=list)
    holdings: list[SpaceHolding] = field(default_factory=list)
    looks: list[Reveal] = field(default_factory=list)
    birthday: str = ""
    next_birthday: date | None = None


def person_of(actor: Actor, person_id: int) -> Person:
    """Return a person whom ``actor`` may see. Raises Missing."""
    return one(visible_to(actor, Person), person_id)


def person_page(actor: Actor, person_id: int) -> PersonPage:
    """Return what the communities of ``actor`` know about a person. Raises Missing."""
    today = clock.today()
    person = one(visible_to(actor, Person).select_related("account"), person_id)
    page = PersonPage(person, may_edit_person(actor, person))
    for row in (
        visible_to(actor, Occupancy)
        .filter(person=person)
        .select_related("home__community")
        .order_by(role_rank(), "home__order", "pk")
    ):
        over = row.ends_on is not None and row.ends_on < today
        (page.past if over else page.current).append(row)
    page.holdings = list(
        visible_to(actor, SpaceHolding)
        .filter(person=person)
        .select_related("space__community")
        .order_by("ends_on", "space__order")
    )
    page.looks = list(visible_to(actor, Reveal).filter(person=person).order_by("-pk")[:LOOKS])
    if birthday := birthday_of(person):
        page.birthday = told(birthday)
        page.next_birthday = comes_next(birthday, today)
    return page
