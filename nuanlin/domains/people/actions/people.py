"""Writing down who people are: checked, completed, searchable (A2)."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.people import birthdays
from nuanlin.domains.people.facts import Birthday, PersonFacts
from nuanlin.domains.people.models import Person, Reveal, RevealedField
from nuanlin.domains.people.policy import may_edit_person, visible_to
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock, identity_numbers, names, phones
from nuanlin.lib.text import plain


def not_allowed() -> Refusal:
    """The refusal for what somebody else keeps."""
    return Refusal("not_allowed", _("Your post does not include this. Please ask your manager."))


def person_fields(facts: PersonFacts) -> dict[str, Any]:
    """Return the columns of a person: canonical, completed from the identity number, searchable.

    Raises Refusal with the field that is wrong (A2).
    """
    name = plain(facts.name)
    if not name:
        raise Refusal("name_missing", _("Please write the name."), field="name")
    number, gender, birthday = _from_identity(facts)
    return {
        "name": name,
        "pinyin": names.pinyin(name),
        "initials": names.initials(name),
        "gender": gender,
        "phone": canonical_phone(facts.phone),
        "identity_number": number,
        **_birth_fields(birthday),
    }


def _completed(facts: PersonFacts, person: Person) -> PersonFacts:
    """Return ``facts`` with the numbers that stay as they are."""
    return replace(
        facts,
        phone=person.phone if facts.phone is None else facts.phone,
        identity_number=(
            person.identity_number if facts.identity_number is None else facts.identity_number
        ),
    )


def canonical_phone(typed: str | None, *, field: str = "phone") -> str:
    """Return the stored form of a typed number, empty when not known. Raises Refusal."""
    try:
        return phones.canonical(typed) or ""
    except phones.PhoneInvalid as invalid:
        raise Refusal(
            "phone_invalid",
            _("This number has %(digits)s digits. A mobile number has 11.")
            % {"digits": invalid.digits},
            field=field,
        ) from invalid


def _from_identity(facts: PersonFacts) -> tuple[str, str, Birthday | None]:
    """Return number, gender and birthday; what was left empty is read from the number."""
    try:
        identity = identity_numbers.parse(facts.identity_number)
    except identity_numbers.IdentityNumberInvalid as invalid:
        raise Refusal(
            "identity_invalid",
            _identity_fault(invalid),
            field="identity_number",
        ) from invalid
    birthday = facts.birthday
    if birthday is not None and not birthdays.exists(birthday, clock.today()):
        raise Refusal(
            "birthday_invalid",
            _("There is no such day. Please look at month, day and calendar once more."),
            field="birth_day",
        )
    if identity is None:
        return "", facts.gender, birthday
    born = identity.birth_date
    return (
        identity.number,
        facts.gender or identity.gender,
        birthday or Birthday(month=born.month, day=born.day, year=born.year),
    )


def _identity_fault(invalid: identity_numbers.IdentityNumberInvalid) -> str:
    if invalid.fault == "length":
        return _("This number has %(digits)s characters. An identity number has 18.") % {
            "digits": invalid.digits
        }
    return _("The last digit does not fit the others. Please compare it with the card.")


def _birth_fields(birthday: Birthday | None) -> dict[str, Any]:
    if birthday is None:
        return {
            "birth_calendar": "solar",
            "birth_year": None,
            "birth_month": None,
            "birth_day": None,
            "birth_leap_month": False,
        }
    return {
        "birth_calendar": birthday.calendar,
        "birth_year": birthday.year,
        "birth_month": birthday.month,
        "birth_day": birthday.day,
        "birth_leap_month": birthday.leap_month,
    }


@transaction.atomic
def edit_person(person_id: int, *, facts: PersonFacts, by: Actor) -> Person:
    """Change what is known of a person; who signs in by the old number signs in by the new (A2).

    Raises Missing, or Refusal when a fact is wrong or another post keeps this record.
    """
    person = locked(visible_to(by, Person), person_id)
    if not may_edit_person(by, person):
        raise not_allowed()
    fields = person_fields(_completed(facts, person))
    changed = sorted(name for name, value in fields.items() if getattr(person, name) != value)
    if not changed:
        return person
    if "phone" in changed:
        _move_sign_in(person, fields["phone"])
    for name, value in fields.items():
        setattr(person, name, value)
    person.save(update_fields=list(fields))
    record("person.changed", subject=person, by=by, data={"fields": changed})
    return person


def _move_sign_in(person: Person, phone: str) -> None:
    account = User.objects.select_for_update().filter(person=person, username=person.phone).first()
    if account is None or not phone or User.objects.filter(username=phone).exists():
        return
    account.username = phone
    account.save(update_fields=["username"])


@transaction.atomic
def reveal(person_id: int, *, field: str, reason: str, by: Actor) -> Reveal:
    """Let ``by`` see one masked number this once, keeping who looked, when and why.

    Raises Missing, or Refusal when no reason is given or there is no number.
    """
    person = one(visible_to(by, Person), person_id)
    if by.account_id is None:
        raise not_allowed()
    if not plain(reason):
        raise Refusal("reason_missing", _("Please say what you need it for."), field="reason")
    if not getattr(person, RevealedField(field).value):
        raise Refusal("number_unknown", _("We do not have this number."), field="field")
    look = Reveal.objects.create(
        person=person,
        field=field,
        account_id=by.account_id,
        reader=by.name[:60],
        reason=plain(reason)[:200],
    )
    record("person.revealed", subject=look, by=by, data={"person": person.pk, "field": field})
    return look
