"""Tying an account to the person and the home it belongs to (A5)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.people.actions.people import person_fields
from nuanlin.domains.people.facts import PersonFacts
from nuanlin.domains.people.models import AccessCode, Occupancy, OccupancyRole, Person
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.text import compact


def tie_to_person(user: User, person: Person, home: Home, *, by: Actor) -> Person:
    """Let ``user`` act as ``person``, who belongs to ``home``; returns the person it acts as.

    An account that is somebody already takes over the home of a second record of the same name:
    rosters write down an owner of two homes twice. Both rows must be locked by the caller's
    transaction. Raises Refusal "somebody_else" or "has_account".
    """
    mine = Person.objects.select_for_update().filter(account=user).first()
    if mine is not None and mine.pk == person.pk:
        return mine
    if person.account_id is not None:
        raise Refusal("has_account", _("Somebody signs in as this person already."))
    if mine is None:
        person.account = user
        if not person.phone and user.username.startswith("+"):
            person.phone = user.username
        person.save(update_fields=["account", "phone"])
        _revoke_slips(person)
        return person
    if compact(mine.name) != compact(person.name):
        raise Refusal(
            "somebody_else",
            _("This is meant for somebody of another name than your account. Please ask us."),
        )
    _take_over(mine, person, home, by)
    return mine


def _take_over(mine: Person, twin: Person, home: Home, by: Actor) -> None:
    today = timezone.localdate()
    theirs = Occupancy.objects.select_for_update().filter(running(today), person=twin, home=home)
    for occupancy in theirs:
        if Occupancy.objects.filter(running(today), person=mine, home=home).exists():
            continue
        occupancy.person = mine
        occupancy.save(update_fields=["person"])
        record(
            "occupancy.taken_over",
            subject=occupancy,
            by=by,
            community_id=home.community_id,
            data={"home": home.pk, "person": mine.pk, "was": twin.pk},
        )
    _revoke_slips(twin)


def add_to_home(user: User, home: Home, *, name: str, role: str, by: Actor) -> Person:
    """Let ``user`` belong to ``home`` as ``role``, as the person it is or a new one named so.

    Raises Refusal when there is no name.
    """
    person = Person.objects.select_for_update().filter(account=user).first()
    if person is None:
        phone = user.username if user.username.startswith("+") else ""
        person = Person.objects.create(
            account=user, **person_fields(PersonFacts(name=name, phone=phone))
        )
    belongs = Occupancy.objects.filter(running(timezone.localdate()), person=person, home=home)
    if not belongs.exists():
        occupancy = Occupancy.objects.create(
            person=person,
            home=home,
            role=OccupancyRole(role).value,
            starts_on=timezone.localdate(),
        )
        record(
            "occupancy.started",
            subject=occupancy,
            by=by,
            community_id=home.community_id,
            data={"home": home.pk, "person": person.pk, "role": occupancy.role},
        )
    return person


def _revoke_slips(person: Person) -> None:
    AccessCode.objects.filter(person=person, used_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
