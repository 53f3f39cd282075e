"""Telling people of an event: in the app at once, and by what else they chose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.notifications.delivering import along
from nuanlin.foundation.notifications.models import Category

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
RETURNING id, account_id
"""


@dataclass(frozen=True, slots=True)
class Telling:
    """A message for some accounts: an English msgid, what fills it in, and where it leads.

    ``text`` is marked with gettext_noop and translated when it is read. A value whose key ends in
    ``_at`` is a moment, shown as "today 11:05". What it is about (``category``) and the reader's
    own choice decide by which ways it leaves the house; ``urgent`` (danger) breaks quiet hours.
    """

    account_ids: Iterable[int | None]
    text: str
    values: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    category: Category = Category.OTHER
    urgent: bool = False


@transaction.atomic
def tell(event_id: int, messages: Iterable[Telling]) -> int:
    """Tell each account once about the event; return how many were told now.

    Of several messages for one account the first counts. Two statements, however many are told,
    and a few more where other ways than the app are set up.
    """
    first: dict[int, Telling] = {}
    rows = []
    for message in messages:
        filling = _as_json(message.values)
        for account_id in message.account_ids:
            if account_id is not None:
                rows.append((account_id, message.text, filling, message.url))
                first.setdefault(account_id, message)
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [*map(list, zip(*rows, strict=True)), event_id])
        told = cursor.fetchall()
    touch(*(f"account:{account_id}" for _pk, account_id in told))
    along.queue([_news(pk, account_id, first[account_id]) for pk, account_id in told])
    return len(told)


def _news(notification_id: int, account_id: int, message: Telling) -> along.News:
    return along.News(
        notification_id=notification_id,
        account_id=account_id,
        text=message.text,
        # As they will be read back: moments as text, lazy words in their language.
        values=message.values,
        category=message.category,
        urgent=message.urgent,
    )


def _as_json(values: dict[str, Any]) -> str:
    # Lazy texts and moments come from the domains' notify.py as they are.
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
