"""What I was told, through the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.notifications import actions, queries
from nuanlin.lib.schemas import Cursor, Id

router = Router(tags=["notifications"])


class NotificationOut(Schema):
    """A message in the reader's language; ``about`` names what it speaks of, such as case 42."""

    id: int
    sentence: str
    about: str
    about_id: int
    at: datetime
    unread: bool


class Notifications(Schema):
    """A page of messages; send ``next`` as ``after`` for what follows, "" at the end."""

    items: list[NotificationOut]
    next: str
    unread: int


@router.get("notifications", response=Notifications)
def list_notifications(request: HttpRequest, after: Cursor = "") -> Any:
    """What I was told, the newest first, and how much of it I have not read."""
    actor = actor_of(request)
    page = queries.page(actor, after)
    return {"items": page.items, "next": page.next_cursor, "unread": actor.unread}


@router.post("notifications/{int:notification_id}/reading", response={204: None})
def read_notification(request: HttpRequest, notification_id: Id) -> Any:
    """I have read one message."""
    actions.mark_read(notification_id, by=actor_of(request))
    return Status(204, None)


@router.post("notifications/reading", response={204: None})
def read_all_notifications(request: HttpRequest) -> Any:
    """I have read them all."""
    actions.mark_all_read(by=actor_of(request))
    return Status(204, None)
