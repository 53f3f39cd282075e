"""What is told in the app also leaves by the ways its reader chose, unless it is read before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.notifications import channels, preferences
from nuanlin.foundation.notifications.delivering.queueing import Outgoing, queue_deliveries
from nuanlin.foundation.notifications.models import Category, ContactAddress, Way
from nuanlin.foundation.notifications.wording import sentence

REFERENCE = "told"
# The first way rings at once. Each further one waits to see whether the message is read.
AT_ONCE = frozenset({Way.PUSH, Way.WECHAT})
UNREAD_MINUTES = (10, 30, 60)
LIFE = timedelta(days=1)

TITLES = {
    Category.MY_CASES: _("About what you reported"),
    Category.CONVERSATIONS: _("From your talk with the office"),
    Category.NOTICES: _("A notice from the office"),
    Category.OFFICE: _("From work"),
    Category.OTHER: _("News for you"),
}


@dataclass(frozen=True, slots=True)
class News:
    """A message in the app that was told just now."""

    notification_id: int
    account_id: int
    text: str
    values: dict[str, Any]
    category: Category
    urgent: bool


def queue(news: Sequence[News]) -> int:
    """Queue what leaves by other ways than the app; return how many. Nothing where none is set up.

    A few statements, however many there are.
    """
    ways = [way for way in preferences.CHOSEN if way in channels.ready()]
    if not news or not ways:
        return 0
    ids = {one.account_id for one in news}
    found = User.objects.filter(pk__in=ids, is_active=True).only("username", "language")
    accounts = {account.pk: account for account in found}
    addresses = addresses_of(accounts, ways)
    wanted = {
        category: preferences.ways_wanted(category, accounts)
        for category in {one.category for one in news}
    }
    now = timezone.now()
    outgoing: list[Outgoing] = []
    for one in news:
        account = accounts.get(one.account_id)
        if account is not None:
            reached = {
                way: addresses[account.pk, way]
                for way in ways
                if way in wanted[one.category][account.pk] and addresses[account.pk, way]
            }
            outgoing += _outgoing(one, account.language or settings.LANGUAGE_CODE, reached, now)
    return queue_deliveries(outgoing)


def addresses_of(
    accounts: Mapping[int, User], ways: Sequence[Way]
) -> Mapping[tuple[int, Way], list[str]]:
    """Return the confirmed addresses of accounts by way; a phone number is the account's name."""
    found: dict[tuple[int, Way], list[str]] = defaultdict(list)
    rows = ContactAddress.objects.filter(
        account__in=accounts, way__in=ways, confirmed_at__isnull=False
    )
    for account_id, way, address in rows.values_list("account_id", "way", "address"):
        found[account_id, Way(way)].append(address)
    for account in accounts.values():
        if account.username.startswith("+"):
            found[account.pk, Way.SMS].append(account.username)
    return found


def _outgoing(
    one: News, language: str, reached: Mapping[Way, list[str]], now: datetime
) -> Iterator[Outgoing]:
    """Yield the messages of one person: the first way at once, the others if it stays unread."""
    with translation.override(language):
        title, text = str(TITLES[one.category]), sentence(one.text, one.values)
    waits = [timedelta(minutes=minutes) for minutes in UNREAD_MINUTES]
    for place, (way, addresses) in enumerate(reached.items()):
        at_once = one.urgent or (place == 0 and way in AT_ONCE)
        wait = timedelta() if at_once else waits.pop(0) if len(waits) > 1 else waits[0]
        for number, address in enumerate(addresses):
            yield Outgoing(
                key=f"told:{one.notification_id}:{way}" + (f":{number}" if number else ""),
                way=way,
                address=address,
                title=title,
                text=text,
                url=reverse("messages:landing", args=[one.notification_id]),
                account_id=one.account_id,
                template=REFERENCE,
                values={"text": text},
                urgent=one.urgent,
                due_at=now + wait,
                expires_at=now + LIFE,
                reference=REFERENCE,
                reference_id=one.notification_id,
            )
