"""Connecting the telephones of a community: its rules, its extensions, its system's keys."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.models import Post, StaffMember
from nuanlin.domains.people.queries.actors import running
from nuanlin.domains.reception import policy
from nuanlin.domains.reception.models import Extension, ReceptionRules, TelephoneKey
from nuanlin.foundation.accounts import keys
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal

PREFIX = "telephone_"
# In an hour: ten words a call, a call every two seconds.
MOST_WORDS = 20_000


def _set_up(community_id: int, by: Actor) -> Community:
    community = one(Community.objects.all(), community_id)
    policy.at_work_in(by, community_id)
    if not policy.may_set_up(by, community_id):
        raise Refusal("not_allowed", _("Your post does not include this step."))
    return community


@transaction.atomic
def set_reception_rules(
    community_id: int, *, rings: int, seconds_a_ring: int, by: Actor
) -> ReceptionRules:
    """Set within how many rings of how many seconds a call is answered in time (D1).

    Earlier calls keep the rule of their day. Raises Missing, Refusal.
    """
    community = _set_up(community_id, by)
    for name, value in (("rings", rings), ("seconds_a_ring", seconds_a_ring)):
        if not 1 <= value <= 20:
            raise Refusal("out_of_bounds", _("Please choose between 1 and 20."), field=name)
    rules, _new = ReceptionRules.objects.update_or_create(
        community=community, defaults={"rings": rings, "seconds_a_ring": seconds_a_ring}
    )
    record(
        "reception_rules.set", subject=rules, by=by, community_id=community_id,
        data={"rings": rings, "seconds_a_ring": seconds_a_ring},
    )  # fmt: skip
    return rules


@transaction.atomic
def set_extension(
    community_id: int, *, number: str, staff_id: int | None = None, place: str = "", by: Actor
) -> Extension:
    """Say whose an inner number is, or where it stands; an earlier word about it is replaced.

    Raises Missing, Refusal.
    """
    community = _set_up(community_id, by)
    number = number.strip()
    if not (number.isascii() and number.isdigit() and 2 <= len(number) <= 10):
        raise Refusal("extension_invalid", _("An extension has two to ten digits."), field="number")
    staff = None
    if staff_id is not None:
        here = Post.objects.filter(running(timezone.localdate()), community=community)
        staff = one(StaffMember.objects.filter(pk__in=here.values("staff")), staff_id)
    extension, _new = Extension.objects.update_or_create(
        community=community, number=number, defaults={"staff": staff, "place": place.strip()[:30]}
    )
    record(
        "extension.set", subject=extension, by=by, community_id=community_id,
        data={"number": number, "staff": staff_id},
    )  # fmt: skip
    return extension


@transaction.atomic
def remove_extension(extension_id: int, *, by: Actor) -> Community:
    """Forget an inner number. Raises Missing."""
    extension = locked(Extension.objects.all(), extension_id)
    community = _of(by, extension.community_id)
    record(
        "extension.removed", subject=community, by=by, community_id=community.pk,
        data={"number": extension.number},
    )  # fmt: skip
    extension.delete()
    return community


def _of(by: Actor, community_id: int) -> Community:
    """Return the community of a row that only those who set it up may know of."""
    if not policy.may_set_up(by, community_id):
        raise Missing
    return Community.objects.get(pk=community_id)


@transaction.atomic
def make_telephone_key(community_id: int, *, name: str, by: Actor) -> tuple[TelephoneKey, str]:
    """Give a telephone system a key; returns it with the key itself, which is shown once."""
    community = _set_up(community_id, by)
    raw, digest = keys.new_key(PREFIX)
    made = TelephoneKey.objects.create(community=community, name=name.strip()[:60], digest=digest)
    record("telephone_key.added", subject=made, by=by, community_id=community_id)
    return made, raw


@transaction.atomic
def revoke_telephone_key(key_id: int, *, by: Actor) -> TelephoneKey:
    """End a telephone system's key; doing so twice changes nothing. Raises Missing."""
    key = locked(TelephoneKey.objects.all(), key_id)
    _of(by, key.community_id)
    if keys.revoke(key):
        record("telephone_key.revoked", subject=key, by=by, community_id=key.community_id)
    return key


def admit_telephone(raw: str) -> TelephoneKey | None:
    """Return the telephone system whose key this is and count its word; None for no such key.

    Raises Refusal "too_many_tries".
    """
    return keys.admit(TelephoneKey.objects.all(), raw, most=MOST_WORDS)
