"""Everything about one door, and lists of doors."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from nuanlin.domains.estate.models import Home, ParkingSpace
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.birthdays import birthday_of, comes_next, told
from nuanlin.domains.people.models import (
    HomeNote,
    Occupancy,
    OccupancyRole,
    Person,
    SpaceHolding,
    StandingInstruction,
)
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib import clock

PAGE = 100
NOTES = 20
HOLDERS = (OccupancyRole.OWNER, OccupancyRole.TENANT)


@dataclass(slots=True)
class Resident:
    """Somebody of a home as its page shows them."""

    occupancy: Occupancy
    birthday: str = ""
    next_birthday: date | None = None
    # Family of an owner who left: they live here on paper, but have no access any more.
    without_holder: bool = False
    coming: bool = False

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.occupancy.person


@dataclass(slots=True)
class HomePage:
    """What the page of a home shows, apart from what higher rooms add to it."""

    home: Home
    may_edit: bool
    residents: list[Resident] = field(default_factory=list)
    coming: list[Resident] = field(default_factory=list)
    past: list[Occupancy] = field(default_factory=list)
    instructions: list[StandingInstruction] = field(default_factory=list)
    notes: list[HomeNote] = field(default_factory=list)
    holdings: list[SpaceHolding] = field(default_factory=list)
    topic: str = ""


def home_page(actor: Actor, home_id: int) -> HomePage:
    """Return everything this domain knows about a door. Five statements. Raises Missing."""
    today = clock.today()
    home = home_of(actor, home_id)
    page = HomePage(home, may_keep_records(actor, home.community_id))
    occupancies = list(
        home.occupancies.select_related("person").order_by(role_rank(), "starts_on", "pk")
    )
    held = any(_holds(row, today) and row.role in HOLDERS for row in occupancies)
    for row in occupancies:
        if row.ends_on is not None and row.ends_on < today:
            page.past.append(row)
        elif row.starts_on is not None and row.starts_on > today:
            page.coming.append(_resident(row, today, held=True, coming=True))
        else:
            page.residents.append(_resident(row, today, held=held))
    page.past.sort(key=lambda row: row.ends_on or today, reverse=True)
    page.instructions = list(instructions_of(home.pk, today))
    page.notes = list(home.notes.order_by("-pk")[:NOTES])
    people = {row.person_id for row in occupancies if _holds(row, today)}
    page.holdings = list(
        SpaceHolding.objects.filter(
            running(today), person__in=people, space__community=home.community_id
        )
        .select_related("space", "person")
        .order_by("space__order", "pk")
    )
    return page


def home_of(actor: Actor, home_id: int) -> Home:
    """Return a home with its community, building and entrance. Raises Missing."""
    rows = places_visible_to(actor, Home).select_related("community", "building", "entrance")
    return one(rows, home_id)


def instructions_of(home_id: int, today: date) -> QuerySet[StandingInstruction]:
    """Return the standing instructions of a home that hold on ``today``."""
    return (
        StandingInstruction.objects.filter(home=home_id, ended_at__isnull=True)
        .filter(Q(until__isnull=True) | Q(until__gte=today))
        .select_related("person")
        .order_by("pk")
    )


def occupancy_of(actor: Actor, occupancy_id: int) -> Occupancy:
    """Return an occupancy with its home and person. Raises Missing."""
    rows = visible_to(actor, Occupancy).select_related("home__community", "person")
    return one(rows, occupancy_id)


def household_of(actor: Actor, leaving: Occupancy) -> list[Occupancy]:
    """Return who loses the access to a home together with ``leaving``.

    Nobody, while another owner or tenant stays.
    """
    today = clock.today()
    others = list(
        visible_to(actor, Occupancy)
        .filter(running(today), home=leaving.home_id)
        .exclude(pk=leaving.pk)
        .select_related("person")
        .order_by(role_rank(), "pk")
    )
    if leaving.role not in HOLDERS or any(row.role in HOLDERS for row in others):
        return []
    return others


def instruction_of(actor: Actor, instruction_id: int) -> StandingInstruction:
    """Return a standing instruction with its home. Raises Missing."""
    return one(visible_to(actor, StandingInstruction).select_related("home"), instruction_id)


def holding_of(actor: Actor, holding_id: int) -> SpaceHolding:
    """Return who holds which parking space. Raises Missing."""
    rows = visible_to(actor, SpaceHolding).select_related("space", "person")
    return one(rows, holding_id)


def free_spaces(actor: Actor, community_id: int) -> QuerySet[ParkingSpace]:
    """Return the parking spaces of a community that nobody holds."""
    return (
        places_visible_to(actor, ParkingSpace)
        .filter(community=community_id)
        .exclude(holdings__ends_on__isnull=True, holdings__isnull=False)
    )


def _holds(row: Occupancy, today: date) -> bool:
    return (row.starts_on is None or row.starts_on <= today) and (
        row.ends_on is None or row.ends_on >= today
    )


def _resident(row: Occupancy, today: date, *, held: bool, coming: bool = False) -> Resident:
    birthday = birthday_of(row.person)
    return Resident(
        row,
        told(birthday) if birthday else "",
        comes_next(birthday, today) if birthday else None,
        without_holder=not held and row.role not in HOLDERS,
        coming=coming,
    )


def role_rank(path: str = "role") -> Case:
    """Return the order of roles in a home: owners first."""
    ranks = [When(**{path: role}, then=Value(rank)) for rank, role in enumerate(OccupancyRole)]
    return Case(*ranks, output_field=IntegerField())


# Lists


def homes_page(actor: Actor, chosen: dict[str, Any], number: int) -> Page[Any]:
    """Return a page of homes in walking order, filtered by ``chosen`` (columns and values).

    Each has ``residents``: the occupancies that hold today, with people. Three statements.
    """
    today = clock.today()
    current = (
        Occupancy.objects.filter(running(today))
        .select_related("person")
        .order_by(role_rank(), "pk")
    )
    rows = (
        places_visible_to(actor, Home)
        .filter(**chosen)
        .select_related("community")
        .prefetch_related(Prefetch("occupancies", current, to_attr="residents"))
        .order_by("community", "order", "pk")
    )
    return Paginator(rows, PAGE).get_page(number)


def residents_page(actor: Actor, chosen: dict[str, Any], number: int) -> Page[Occupancy]:
    """Return a page of people in the homes they belong to today, in walking order.

    Filtered by ``chosen`` (columns of an occupancy and values). Two statements.
    """
    rows = (
        visible_to(actor, Occupancy)
        .filter(running(clock.today()), **chosen)
        .select_related("person", "home__community")
        .order_by("home__community", "home__order", "home", role_rank(), "pk")
    )
    return Paginator(rows, PAGE).get_page(number)
