"""Many messages for one person at once become one: nobody's phone rings five times."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.notifications.models import Delivery, State, Way

# Whatever is due so soon after goes along.
AHEAD = timedelta(minutes=15)
NAMED = 5
TEMPLATE = "digest"

# An account, and one of the addresses it is reached at.
Reader = tuple[int, str]


def merged(rows: list[Delivery], way: Way, now: datetime) -> list[Delivery]:
    """Return ``rows`` with those told to one account joined into the first of them.

    Urgent messages stay by themselves. What goes along is dropped ("digest"); the first one keeps
    the words of all, so that trying again sends the same.
    """
    carriers: dict[Reader, Delivery] = {}
    for row in rows:
        if _joins(row):
            carriers.setdefault(_reader(row), row)
    along = _along(carriers, way, now)
    dropped = {row.pk for several in along.values() for row in several}
    Delivery.objects.filter(pk__in=dropped).update(
        state=State.DROPPED, error_code="digest", changed_at=now
    )
    languages = dict(User.objects.filter(pk__in=_accounts(along)).values_list("pk", "language"))
    for reader, several in along.items():
        with translation.override(languages.get(reader[0]) or settings.LANGUAGE_CODE):
            _speak_for(carriers[reader], several)
    return [row for row in rows if row.pk not in dropped]


def _joins(row: Delivery) -> bool:
    # One that was tried may be with the person already under its own words.
    told = row.reference == "told" and row.account_id is not None
    return told and not row.urgent and row.attempts == 0


def _reader(row: Delivery) -> Reader:
    return row.account_id or 0, row.address


def _accounts(readers: Iterable[Reader]) -> set[int]:
    return {account_id for account_id, _address in readers}


def _along(
    carriers: dict[Reader, Delivery], way: Way, now: datetime
) -> dict[Reader, list[Delivery]]:
    """Return for each reader what goes along with their first message."""
    found: dict[Reader, list[Delivery]] = {}
    if not carriers:
        return found
    others = Delivery.objects.filter(
        account__in=_accounts(carriers),
        way=way,
        state=State.QUEUED,
        reference="told",
        urgent=False,
        attempts=0,
        due_at__lte=now + AHEAD,
    ).exclude(pk__in=[carrier.pk for carrier in carriers.values()])
    for row in others.select_for_update(skip_locked=True).order_by("pk"):
        if _reader(row) in carriers:
            found.setdefault(_reader(row), []).append(row)
    return found


def _speak_for(carrier: Delivery, along: list[Delivery]) -> None:
    several = [carrier, *along]
    carrier.title = _("%(number)s new messages") % {"number": len(several)}
    lines = [row.text for row in several[:NAMED]]
    if len(several) > NAMED:
        lines.append(_("and %(number)s more") % {"number": len(several) - NAMED})
    carrier.text = "\n".join(lines)
    carrier.url = reverse("notifications:list")
    carrier.template, carrier.values = TEMPLATE, {"number": len(several)}
    carrier.save(update_fields=["title", "text", "url", "template", "values"])
