"""The secret address at which somebody's own calendar reads their appointments."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.service_desk.models import CalendarFeed
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked
from nuanlin.foundation.audit.recording import record


def digest_of(token: str) -> str:
    """Return what is kept of an address's secret."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, token: str, by: Actor) -> CalendarFeed:
    """Give ``by`` a new address with this secret; the one before it ends. Raises Missing.

    ``token`` comes from ``new_token`` and is shown once: its digest alone is kept.
    """
    staff = _own(by)
    _revoke(staff)
    feed = CalendarFeed.objects.create(staff=staff, digest=digest_of(token))
    record("calendar_feed.made", subject=feed, by=by)
    return feed


@transaction.atomic
def revoke_feed(*, by: Actor) -> StaffMember:
    """End the address of ``by``: calendars that read it are shut out at once. Raises Missing."""
    staff = _own(by)
    if _revoke(staff):
        record("calendar_feed.revoked", subject=staff, by=by)
    return staff


def new_token() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def _own(by: Actor) -> StaffMember:
    return locked(StaffMember.objects.all(), by.staff_id or 0)


def _revoke(staff: StaffMember) -> int:
    open_feeds = CalendarFeed.objects.filter(staff=staff, revoked_at__isnull=True)
    return open_feeds.update(revoked_at=timezone.now())
