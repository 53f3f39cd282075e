"""Reads about who may come in: slips, requests to be let in, accounts to help (A5)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from nuanlin.domains.estate.models import Building, Community, Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.models import (
    AccessCode,
    AccessRequest,
    Occupancy,
    OccupancyRole,
    Person,
    RequestState,
)
from nuanlin.domains.people.policy import may_reset, visible_to
from nuanlin.domains.people.queries.actors import account_with_actor, current_occupancies
from nuanlin.domains.people.slips import PURPOSE
from nuanlin.foundation.accounts import codes
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import names
from nuanlin.lib.text import compact


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a slip's holder is shown before anything is changed; ``name`` is masked."""

    community: str
    hotline: str
    plate: str
    name: str
    phone: str
    role: str


def invitation(code: str) -> Invitation | None:
    """Return what an unused slip opens, or None. One statement."""
    row = (
        AccessCode.objects.filter(
            digest=codes.digest_of(code, purpose=PURPOSE),
            used_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=timezone.now(),
        )
        .select_related("home__community", "person")
        .first()
    )
    if row is None:
        return None
    return Invitation(
        community=row.home.community.name,
        hotline=row.home.community.hotline,
        plate=row.home.plate,
        name=names.masked(row.person.name) if row.person else "",
        phone=row.person.phone if row.person else "",
        role=str(OccupancyRole(row.role).label) if row.role else "",
    )


def open_slips(actor: Actor, home_id: int | None = None) -> QuerySet[AccessCode]:
    """Return printed slips (of one home) that still open something, the newest first."""
    slips = visible_to(actor, AccessCode).filter(
        used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now()
    )
    if home_id is not None:
        slips = slips.filter(home=home_id)
    return slips.select_related("home__community", "person").order_by("-pk")


def slip_of(actor: Actor, code_id: int) -> AccessCode:
    """Return a slip with its home and person. Raises Missing."""
    return one(visible_to(actor, AccessCode).select_related("home", "person"), code_id)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody of the home whom the asker may be, and why."""

    person: Person
    role: str
    same_name: bool
    same_phone: bool


@dataclass(slots=True)
class Asking:
    """A waiting request with those of the home it names; the likeliest first."""

    request: AccessRequest
    known: bool = False
    matches: list[Match] = field(default_factory=list)

    @property
    def likely(self) -> Match | None:
        """The one who has the same name or number and no account yet."""
        return next((match for match in self.matches if match.same_name or match.same_phone), None)


def waiting_requests(actor: Actor, limit: int = 50) -> list[Asking]:
    """Return the requests that wait for the office, oldest first, with matches. Two statements."""
    requests = list(
        visible_to(actor, AccessRequest)
        .filter(state=RequestState.WAITING)
        .select_related("community", "home", "account__person")
        .order_by("pk")[:limit]
    )
    living = _living_in({request.home_id for request in requests if request.home_id})
    return [_asking(request, living[request.home_id or 0]) for request in requests]


def request_of(actor: Actor, request_id: int) -> AccessRequest:
    """Return a request to be let in. Raises Missing."""
    return one(visible_to(actor, AccessRequest), request_id)


def _living_in(home_ids: set[int]) -> dict[int, list[Occupancy]]:
    by_home: dict[int, list[Occupancy]] = defaultdict(list)
    if home_ids:
        rows = current_occupancies(timezone.localdate()).filter(home__in=home_ids)
        for row in rows.select_related("person"):
            by_home[row.home_id].append(row)
    return by_home


def _asking(request: AccessRequest, living: list[Occupancy]) -> Asking:
    matches = [
        Match(
            person=row.person,
            role=row.get_role_display(),
            same_name=compact(row.person.name) == compact(request.name),
            same_phone=bool(row.person.phone) and row.person.phone == request.phone,
        )
        for row in living
        if row.person.account_id is None
    ]
    matches.sort(key=lambda match: (match.same_name, match.same_phone), reverse=True)
    return Asking(request, known=bool(living), matches=matches)


def my_requests(account_id: int) -> QuerySet[AccessRequest]:
    """Return what an account has asked for, the newest first, for its asker to see."""
    return (
        AccessRequest.objects.filter(account=account_id)
        .select_related("community")
        .order_by("-pk")[:5]
    )


def communities_to_ask() -> QuerySet[Community]:
    """Return the communities somebody without a slip can name."""
    return Community.objects.all()


def home_by_address(community_id: int, plate: str) -> Home | None:
    """Return the home with this door plate, or None."""
    return Home.objects.filter(community=community_id, plate=plate).first()


def account_to_help(account_id: int) -> User | None:
    """Return an active account with its actor, for the office to help with its password."""
    return account_with_actor(User.objects.filter(pk=account_id))


def buildings_for_slips(actor: Actor) -> list[Building]:
    """Return the buildings of the actor's communities with their entrances. Two statements."""
    return list(
        places_visible_to(actor, Building)
        .select_related("community")
        .prefetch_related("entrances")
        .order_by("community__name", "order", "label")
    )


def home_for_slip(actor: Actor, home_id: int) -> tuple[Home, list[tuple[int, str]]]:
    """Return a home and those of it who cannot sign in yet, for one slip. Raises Missing."""
    home = one(places_visible_to(actor, Home).select_related("community"), home_id)
    rows = current_occupancies(timezone.localdate()).filter(home=home, person__account__isnull=True)
    people = [
        (row.person_id, f"{row.person.name} · {row.get_role_display()}")
        for row in rows.select_related("person").order_by("pk")
    ]
    return home, people


def helped_account(actor: Actor, account_id: int) -> User:
    """Return an active account whose password ``actor`` may help with. Raises Missing."""
    user = account_to_help(account_id)
    if user is None or not may_reset(actor, user.actor):
        raise Missing
    return user
