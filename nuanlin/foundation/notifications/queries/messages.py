"""Reads of messages, in the reader's own language."""

from dataclasses import dataclass
from datetime import datetime

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.notifications.models import Notification
from nuanlin.foundation.notifications.wording import sentence
from nuanlin.lib.paging import cursor_after, key_of

PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """A message as its reader sees it."""

    id: int
    sentence: str
    url: str
    at: datetime
    unread: bool
    # What it speaks of, such as "case" and its key.
    about: str = ""
    about_id: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Up to thirty messages, and the cursor of what follows ("" at the end)."""

    items: list[Told]
    next_cursor: str


def page(actor: Actor, after: str) -> Page:
    """Return the messages of ``actor`` that follow the cursor, newest first. One statement."""
    key = key_of(after, of="notifications")
    found = recent(actor, before=key[0] if key else None, limit=PAGE + 1)
    more = len(found) > PAGE
    cursor = cursor_after([found[PAGE - 1].id], of="notifications") if more else ""
    return Page(found[:PAGE], cursor)


def recent(actor: Actor, before: int | None = None, limit: int = PAGE) -> list[Told]:
    """Return the latest messages of ``actor``, newest first; only those older than ``before``."""
    mine = Notification.objects.filter(account_id=actor.account_id)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    mine = mine.select_related("event").order_by("-pk")
    return [_told(message) for message in mine[:limit]]


def told(notification_id: int, actor: Actor) -> Told:
    """Return one message of ``actor``. Raises Missing."""
    mine = Notification.objects.filter(account_id=actor.account_id).select_related("event")
    return _told(one(mine, notification_id))


def _told(message: Notification) -> Told:
    return Told(
        id=message.pk,
        sentence=sentence(message.text, message.values),
        url=message.url,
        at=message.created_at,
        unread=message.read_at is None,
        about=message.event.subject_type.rpartition(".")[2],
        about_id=message.event.subject_id,
    )
