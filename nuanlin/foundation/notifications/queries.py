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


def recent(actor: Actor, before: int | None = None, limit: int = PAGE) -> list[Told]:
    """Return the latest messages of ``actor``, newest first; only those older than ``before``."""
    mine = Notification.objects.filter(account_id=actor.account_id)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return [_told(message) for message in mine.order_by("-pk")[:limit]]


def _told(message: Notification) -> Told:
    return Told(
        id=message.pk,
        sentence=sentence(message.text, message.values),
        url=message.url,
        at=message.created_at,
        unread=message.read_at is None,
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
