"""Verbs of messages: tell, mark read, sweep."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.models import Notification

READ_LIFE = timedelta(days=180)

# Set-based and in one statement. Whoever caused the event knows it already, and an account that
# is gone is left out; the unique (account, event) makes a second run harmless.
_TELL = """
INSERT INTO notifications_notification (account_id, event_id, text, "values", url, created_at)
SELECT DISTINCT ON (told.account_id)
       told.account_id, event.id, told.text, told.filling::jsonb, told.url, now()
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])
       WITH ORDINALITY AS told (account_id, text, filling, url, place)
  JOIN accounts_user account ON account.id = told.account_id
  JOIN audit_event event ON event.id = %s
 WHERE told.account_id IS DISTINCT FROM event.account_id
 ORDER BY told.account_id, told.place
    ON CONFLICT (account_id, event_id) DO NOTHING
RETURNING account_id
"""


@dataclass(frozen=True, slots=True)
class Telling:
    """A message for some accounts: an English msgid, what fills it in, and where it leads.

    ``text`` is marked with gettext_noop and translated when it is read. A value whose key ends in
    ``_at`` is a moment, shown as "Today 11:05".
    """

    account_ids: Iterable[int | None]
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""


@transaction.atomic
def tell(event_id: int, messages: Iterable[Telling]) -> int:
    """Tell each account once about the event; return how many were told now.

    Of several messages for one account the first counts. Two statements, however many are told.
    """
    rows = [
        (account_id, message.text, _as_json(message.values), message.url)
        for message in messages
        for account_id in message.account_ids
        if account_id is not None
    ]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [*map(list, zip(*rows, strict=True)), event_id])
        told = [account_id for (account_id,) in cursor.fetchall()]
    touch(*(f"account:{account_id}" for account_id in told))
    return len(told)


@transaction.atomic
def mark_read(notification_id: int, *, by: Actor) -> Notification:
    """Mark a message of ``by`` as read, if it is not; return it. Raises Missing."""
    mine = Notification.objects.filter(pk=notification_id, account_id=by.account_id)
    if mine.filter(read_at__isnull=True).update(read_at=timezone.now()):
        touch(f"account:{by.account_id}")
    message = mine.first()
    if message is None:
        raise Missing
    return message


@transaction.atomic
def mark_all_read(*, by: Actor) -> int:
    """Mark every message of ``by`` as read; return how many were unread."""
    unread = Notification.objects.filter(account_id=by.account_id, read_at__isnull=True)
    number = unread.update(read_at=timezone.now())
    if number:
        touch(f"account:{by.account_id}")
    return number


def sweep() -> int:
    """Delete messages read more than 180 days ago; return how many."""
    old = Notification.objects.filter(read_at__lt=timezone.now() - READ_LIFE)
    return old.delete()[0]


def _as_json(values: dict[str, Any]) -> str:
    # Lazy texts and moments come from the domains' notify.py as they are.
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
