"""Telling people inside Nuanlin."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nuanlin.foundation.notifications.models import Notification


@dataclass(frozen=True, slots=True)
class Telling:
    """One text for a group of accounts: an English msgid, its values, and where it leads."""

    account_ids: Iterable[int]
    text: str
    url: str
    values: dict[str, Any] = field(default_factory=dict)


def tell(event_id: int, messages: Iterable[Telling]) -> int:
    """Write each message once for each account; return how many are new."""
    rows = [
        Notification(account_id=pk, event_id=event_id, text=m.text, values=m.values, url=m.url)
        for m in messages
        for pk in m.account_ids
    ]
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=True))
