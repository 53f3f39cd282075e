"""Reads of messages, in the reader's own language."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.notifications.models import Notification
from nuanlin.lib import clock
from nuanlin.lib.paging import cursor_after, key_of

log = logging.getLogger(__name__)
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


def sentence(text: str, values: dict[str, Any]) -> str:
    """Fill ``values`` into the translation of ``text``; keys ending in ``_at`` hold moments.

    A message of an older version that no longer fits its values is shown as it is.
    """
    shown = {key: _moment(value) if key.endswith("_at") else value for key, value in values.items()}
    try:
        return gettext(text) % shown
    except (KeyError, TypeError, ValueError):
        log.exception("A message does not fit its values: %s", text)
        return text


def _moment(value: Any) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else None
    return clock.told(moment) if moment is not None and moment.tzinfo else str(value or "")
