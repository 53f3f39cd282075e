"""Code slips: made by the office for a person, a home or a whole building; used once (A5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Building, Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.binding import add_to_home, tie_to_person
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import AccessCode, Occupancy, OccupancyRole, Person
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.domains.people.queries.actors import current_occupancies
from nuanlin.domains.people.slips import CODE_LENGTH, LASTS, PURPOSE, Slip
from nuanlin.foundation.accounts import codes
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.opening import account_of
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.lib import names


@dataclass(frozen=True, slots=True)
class _For:
    """Whom and which home a code is for."""

    home: Home
    person: Person | None
    role: str
    more: int = 0


@transaction.atomic
def make_slip(
    home_id: int, *, person_id: int | None = None, role: str = "", by: Actor
) -> tuple[AccessCode, Slip]:
    """Make the slip of one person of a home, or, with a role, of somebody still to be written down.

    An earlier unused slip of that person, or of that home without a name, ends. Returns the code's
    row and what to print; the code is not kept. Raises Missing, Refusal.
    """
    home = one(places_visible_to(by, Home).select_related("community"), home_id)
    _may_make(by, home.community_id)
    if person_id is None:
        wanted = _For(home, None, OccupancyRole(role).value)
    else:
        wanted = _for_person(home, person_id)
    [(code, slip)] = _make([wanted], by)
    record(
        "access.code_made",
        subject=code,
        by=by,
        community_id=home.community_id,
        data={"home": home.pk, "person": person_id},
    )
    return code, slip


def _for_person(home: Home, person_id: int) -> _For:
    occupancy = (
        current_occupancies(timezone.localdate())
        .filter(home=home, person=person_id)
        .select_related("person")
        .first()
    )
    if occupancy is None:
        raise Missing
    if occupancy.person.account_id is not None:
        raise Refusal(
            "has_account", _("This person signs in already and sees this home without a slip.")
        )
    return _For(home, occupancy.person, occupancy.role)


@transaction.atomic
def make_slips(
    building_id: int, *, entrance_id: int | None = None, roles: Iterable[str], by: Actor
) -> tuple[Building, list[Slip]]:
    """Make a slip for everybody of a building or entrance in ``roles`` who cannot sign in yet.

    One slip a person, in the order of the doors; unused earlier ones end. Five statements, however
    many there are. Raises Missing, Refusal "nobody_without_access".
    """
    building = locked(places_visible_to(by, Building), building_id)
    _may_make(by, building.community_id)
    wanted = _without_access(building, entrance_id, list(roles))
    if not wanted:
        raise Refusal(
            "nobody_without_access", _("Everybody here can sign in already, or nobody is known.")
        )
    made = _make(wanted, by)
    record(
        "access.codes_made",
        subject=building,
        by=by,
        community_id=building.community_id,
        data={"entrance": entrance_id, "count": len(made)},
    )
    return building, [slip for _code, slip in made]


def _without_access(building: Building, entrance_id: int | None, roles: list[str]) -> list[_For]:
    rows = current_occupancies(timezone.localdate()).filter(
        home__building=building, person__account__isnull=True, role__in=roles
    )
    if entrance_id is not None:
        rows = rows.filter(home__entrance=entrance_id)
    rows = rows.select_related("home__community", "person").order_by("home__order", "home_id", "pk")
    by_person: dict[int, list[Occupancy]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    return [
        _For(held[0].home, held[0].person, held[0].role, more=len(held) - 1)
        for held in by_person.values()
    ]


def _may_make(by: Actor, community_id: int) -> None:
    if by.account_id is None or not may_keep_records(by, community_id):
        raise not_allowed()


def _make(wanted: list[_For], by: Actor) -> list[tuple[AccessCode, Slip]]:
    now = timezone.now()
    unused = AccessCode.objects.filter(used_at__isnull=True, revoked_at__isnull=True)
    people = [each.person.pk for each in wanted if each.person]
    nameless = [each.home.pk for each in wanted if not each.person]
    if people:
        unused.filter(person__in=people).update(revoked_at=now)
    if nameless:
        unused.filter(home__in=nameless, person__isnull=True).update(revoked_at=now)
    raw = [codes.new_code(CODE_LENGTH) for _each in wanted]
    rows = AccessCode.objects.bulk_create(
        AccessCode(
            home=each.home,
            person=each.person,
            role="" if each.person else each.role,
            digest=codes.digest_of(code, purpose=PURPOSE),
            made_by_id=by.account_id or 0,
            expires_at=now + LASTS,
        )
        for each, code in zip(wanted, raw, strict=True)
    )
    day = timezone.localdate(now + LASTS)
    slips = (
        Slip(
            plate=each.home.plate,
            name=names.masked(each.person.name) if each.person else "",
            role=each.role,
            code=codes.grouped(code),
            expires_on=day,
            community=each.home.community.name,
            hotline=each.home.community.hotline,
            more=each.more,
        )
        for each, code in zip(wanted, raw, strict=True)
    )
    return list(zip(rows, slips, strict=True))


@transaction.atomic
def revoke_slip(code_id: int, *, by: Actor) -> AccessCode:
    """End a slip that was printed and not used; doing so twice changes nothing.

    Raises Missing, Refusal "slip_used".
    """
    code = locked(visible_to(by, AccessCode).select_related("home"), code_id)
    _may_make(by, code.home.community_id)
    if code.used_at is not None:
        raise Refusal("slip_used", _("This slip has been used already."))
    if code.revoked_at is None:
        code.revoked_at = timezone.now()
        code.save(update_fields=["revoked_at"])
        record("access.code_revoked", subject=code, by=by, community_id=code.home.community_id)
    return code


@transaction.atomic
def bind_account(account_id: int, *, code: str, name: str = "", by: Actor) -> Person:
    """Use a slip for an account that is signed in; returns the person it now acts as.

    Raises Refusal: "code_not_valid" (alike for wrong, used, revoked and expired ones),
    "somebody_else".
    """
    user = User.objects.get(pk=account_id)
    return _bind(user, _take(code), name, by)


@transaction.atomic
def bind_phone(*, username: str, password: str, code: str, name: str = "", by: Actor) -> Person:
    """Use a slip with a phone number (E.164) and a password: a new account, or one's own.

    Raises Refusal: "code_not_valid", "account_exists", "password_too_weak", "somebody_else".
    """
    taken = _take(code)
    return _bind(account_of(username=username, password=password), taken, name, by)


def _take(raw: str) -> AccessCode:
    digest = codes.digest_of(raw, purpose=PURPOSE)
    now = timezone.now()
    # The database decides who was first: of two requests one changes this row.
    taken = AccessCode.objects.filter(
        digest=digest, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    ).update(used_at=now)
    if not taken:
        raise code_not_valid()
    return AccessCode.objects.select_related("home__community").get(digest=digest)


def _bind(user: User, code: AccessCode, name: str, by: Actor) -> Person:
    if code.person_id is None:
        person = add_to_home(user, code.home, name=name, role=code.role, by=by)
    else:
        theirs = Person.objects.select_for_update().get(pk=code.person_id)
        person = tie_to_person(user, theirs, code.home, by=by)
    record(
        "access.bound",
        subject=person,
        by=by,
        community_id=code.home.community_id,
        data={"home": code.home_id, "code": code.pk, "account": user.pk},
    )
    return person


def code_not_valid() -> Refusal:
    """The refusal for a code that opens nothing."""
    return Refusal(
        "code_not_valid",
        _("This code opens nothing any more. Please ask the office for a new slip."),
        field="code",
    )


def slips_made_before() -> Refusal:
    """The refusal for a repeated request: codes are shown once, and not kept."""
    return Refusal(
        "slips_made",
        _("These slips were made a moment ago. If the file is lost, please print them anew."),
    )
