"""What I was told, through the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.notifications import actions, queries
from nuanlin.foundation.notifications.channels.push import devices
from nuanlin.foundation.notifications.channels.push.writing import public_key
from nuanlin.foundation.notifications.reach_api import router as reach_router
from nuanlin.lib.schemas import Cursor, Id, Name, fits

router = Router(tags=["notifications"])
router.add_router("", reach_router)


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


class DeviceIn(Schema):
    """A browser's push subscription, as ``PushSubscription.toJSON()`` has it."""

    endpoint: Annotated[str, Field(min_length=1, max_length=1000), fits(1000)]
    p256dh: Annotated[str, Field(max_length=200), fits(200)]
    auth: Annotated[str, Field(max_length=100), fits(100)]
    device: Name = ""


class DeviceGone(Schema):
    """Which browser is to get nothing more."""

    endpoint: Annotated[str, Field(min_length=1, max_length=1000), fits(1000)]


class PushKeyOut(Schema):
    """What a browser needs to subscribe: ``applicationServerKey`` in base64url."""

    key: str


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


@router.get("notifications/push-key", response=PushKeyOut)
def read_push_key(request: HttpRequest) -> Any:
    """The key for which a browser has to make its push subscription."""
    return {"key": public_key()}


@router.post("notifications/devices", response={204: None})
def add_device(request: HttpRequest, data: DeviceIn) -> Any:
    """Send my messages to this browser from now on."""
    actor = actor_of(request)
    once(lambda: devices.add_device(**data.dict(), by=actor), by=actor)
    return Status(204, None)


@router.post("notifications/devices/removal", response={204: None})
def remove_device(request: HttpRequest, data: DeviceGone) -> Any:
    """Send nothing more to this browser."""
    actor = actor_of(request)
    once(lambda: devices.remove_device(data.endpoint, by=actor), by=actor)
    return Status(204, None)
