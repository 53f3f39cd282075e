"""Who belongs to a home, as what, from when until when (A2, A5)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.people import not_allowed, person_fields
from nuanlin.domains.people.facts import PersonFacts
from nuanlin.domains.people.models import AccessCode, Occupancy, OccupancyRole, Person
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.domains.people.queries.likeness import people_alike
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock

HOLDERS = (OccupancyRole.OWNER, OccupancyRole.TENANT)


class Alike(Refusal):
    """People with the same phone, or the same name and identity number, are known already.

    ``people`` holds them, for the office to choose from.
    """

    def __init__(self, people: list[Person]) -> None:
        super().__init__(
            "person_known",
            _("We may know this person already. Please choose who it is, or say that it is new."),
            field="phone",
        )
        self.people = people


@transaction.atomic
def add_resident(
    home_id: int,
    *,
    facts: PersonFacts,
    role: str,
    starts_on: date | None = None,
    somebody_new: bool = False,
    by: Actor,
) -> Occupancy:
    """Write down a new person and that they belong to a home (A2).

    ``somebody_new`` says that the office has looked at those alike (families share phones).
    Raises Missing, Alike, or Refusal when a fact is wrong or another post keeps this record.
    """
    home = _home_kept_by(by, home_id)
    fields = person_fields(facts)
    if not somebody_new:
        alike = people_alike(by, fields["name"], fields["phone"], fields["identity_number"])
        if alike:
            raise Alike(alike)
    return _occupy(home, Person.objects.create(**fields), role, starts_on, by)


@transaction.atomic
def join_home(
    home_id: int, *, person_id: int, role: str, starts_on: date | None = None, by: Actor
) -> Occupancy:
    """Write down that somebody known already belongs to a home.

    Raises Missing, or Refusal when they belong to it already.
    """
    home = _home_kept_by(by, home_id)
    person = locked(visible_to(by, Person), person_id)
    if Occupancy.objects.filter(person=person, home=home, ends_on__isnull=True).exists():
        raise Refusal("already_resident", _("This person belongs to this home already."))
    return _occupy(home, person, role, starts_on, by)


def _home_kept_by(by: Actor, home_id: int) -> Home:
    home = locked(places_visible_to(by, Home), home_id)
    if not may_keep_records(by, home.community_id):
        raise not_allowed()
    return home


def _occupy(home: Home, person: Person, role: str, starts_on: date | None, by: Actor) -> Occupancy:
    occupancy = Occupancy.objects.create(
        home=home, person=person, role=OccupancyRole(role).value, starts_on=starts_on
    )
    _record("occupancy.started", occupancy, by)
    return occupancy


def _record(verb: str, occupancy: Occupancy, by: Actor, **data: str) -> None:
    record(
        verb,
        subject=occupancy,
        by=by,
        community_id=occupancy.home.community_id,
        data={
            "home": occupancy.home_id,
            "person": occupancy.person_id,
            "role": occupancy.role,
            **data,
        },
    )


def _occupancy_kept_by(by: Actor, occupancy_id: int) -> Occupancy:
    rows = visible_to(by, Occupancy).select_related("home", "person")
    occupancy = locked(rows, occupancy_id)
    if not may_keep_records(by, occupancy.home.community_id):
        raise not_allowed()
    return occupancy


@transaction.atomic
def change_role(occupancy_id: int, *, role: str, since: date | None = None, by: Actor) -> Occupancy:
    """Change what somebody is in a home: from ``since``, or from the start if it was a mistake.

    Returns the occupancy that holds from then. Raises Missing, Refusal.
    """
    occupancy = _occupancy_kept_by(by, occupancy_id)
    _still_running(occupancy)
    if occupancy.role == role:
        return occupancy
    was = occupancy.role
    if since is None or since == occupancy.starts_on:
        occupancy.role = OccupancyRole(role).value
        occupancy.save(update_fields=["role"])
    else:
        if occupancy.starts_on is not None and since < occupancy.starts_on:
            raise _before_start("since")
        handed_over_on, until = occupancy.handed_over_on, occupancy.ends_on
        occupancy.ends_on = since - timedelta(days=1)
        occupancy.save(update_fields=["ends_on"])
        occupancy = Occupancy.objects.create(
            home=occupancy.home,
            person=occupancy.person,
            role=OccupancyRole(role).value,
            starts_on=since,
            ends_on=until,
            handed_over_on=handed_over_on,
        )
    _record("occupancy.role_changed", occupancy, by, was=was)
    return occupancy


@transaction.atomic
def end_occupancy(occupancy_id: int, *, on: date, by: Actor) -> Occupancy:
    """Write down the last day on which somebody belongs to a home; access ends with that day.

    When no owner and no tenant is left, family members and temporary residents lose their access
    too. Slips that were printed and not used are revoked. Raises Missing, Refusal.
    """
    occupancy = _occupancy_kept_by(by, occupancy_id)
    if occupancy.ends_on == on:
        return occupancy
    _still_running(occupancy)
    if occupancy.starts_on is not None and on < occupancy.starts_on:
        raise _before_start("on")
    occupancy.ends_on = on
    occupancy.save(update_fields=["ends_on"])
    _revoke_slips(occupancy)
    _record("occupancy.ended", occupancy, by, on=on.isoformat())
    return occupancy


def _revoke_slips(occupancy: Occupancy) -> None:
    unused = AccessCode.objects.filter(
        home=occupancy.home, used_at__isnull=True, revoked_at__isnull=True
    )
    if occupancy.role not in HOLDERS:
        unused = unused.filter(person=occupancy.person)
    unused.update(revoked_at=timezone.now())


def _still_running(occupancy: Occupancy) -> None:
    if occupancy.ends_on is not None and occupancy.ends_on < clock.today():
        raise Refusal("occupancy_ended", _("This person has left the home already."))


def _before_start(field: str) -> Refusal:
    return Refusal("before_start", _("This is before the day on which it began."), field=field)


@transaction.atomic
def record_handover(occupancy_id: int, *, on: date, by: Actor) -> Occupancy:
    """Write down the day on which the owner took the home over (收楼).

    Raises Missing, or Refusal for a day to come or somebody who is not an owner.
    """
    occupancy = _occupancy_kept_by(by, occupancy_id)
    if occupancy.role != OccupancyRole.OWNER:
        raise Refusal("not_an_owner", _("A home is handed over to its owner."))
    if on > clock.today():
        raise Refusal("day_to_come", _("This day is still to come."), field="on")
    if occupancy.handed_over_on != on:
        occupancy.handed_over_on = on
        occupancy.save(update_fields=["handed_over_on"])
        _record("occupancy.handed_over", occupancy, by, on=on.isoformat())
    return occupancy
