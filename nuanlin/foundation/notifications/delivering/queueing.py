"""Putting messages on their way: one row each, once for each key, in the caller's transaction.

A domain that queues thousands does it by a statement of its own::

    INSERT INTO notifications_delivery (<some of INSERT_COLUMNS>) SELECT …
        ON CONFLICT (key) DO NOTHING

and calls ``wake`` afterwards, in the same transaction. ``key``, ``way`` and ``address`` are
required, everything else has a default in the database.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models.functions import Now

from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.models import Delivery, State, Way

INSERT_COLUMNS = {
    "key": "text",
    "way": "text",
    "address": "text",
    "account_id": "bigint",
    "title": "text",
    "text": "text",
    "url": "text",
    "template": "text",
    "values": "jsonb",
    "urgent": "boolean",
    "due_at": "timestamptz",
    "expires_at": "timestamptz",
    "reference": "text",
    "reference_id": "bigint",
    "community_id": "bigint",
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to one address by one way; ``due_at`` None means now."""

    key: str
    way: Way
    address: str
    title: str
    text: str
    url: str = ""
    account_id: int | None = None
    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    due_at: datetime | None = None
    expires_at: datetime | None = None
    reference: str = ""
    reference_id: int | None = None
    community_id: int | None = None


# Why a delivery was dropped before it left.
WITHDRAWN = "withdrawn"
_COLUMNS = ", ".join(f'"{name}"' for name in INSERT_COLUMNS)
_GIVEN = ", ".join(
    f"coalesce(given.{name}, now())" if name == "due_at" else f'given."{name}"'
    for name in INSERT_COLUMNS
)
_ARRAYS = ", ".join("%s::text[]::" + kind + "[]" for kind in INSERT_COLUMNS.values())
_QUEUE = f"""
INSERT INTO notifications_delivery ({_COLUMNS})
SELECT {_GIVEN} FROM unnest({_ARRAYS}) AS given ({_COLUMNS})
    ON CONFLICT (key) DO NOTHING
"""  # noqa: S608 - names of columns, written above


@transaction.atomic
def queue_deliveries(outgoing: Iterable[Outgoing]) -> int:
    """Queue messages, each key once for ever; return how many are new.

    They leave after commit. Two statements a way, however many there are. Raises ValueError for
    the way "app": whatever is told (``tell``) is in the app already.
    """
    rows = list(outgoing)
    ways = {Way(row.way) for row in rows}
    if Way.APP in ways:
        raise ValueError("in-app messages are told, not sent")
    if not rows:
        return 0
    columns = [[_as_text(getattr(row, name)) for row in rows] for name in INSERT_COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, columns)
        new: int = cursor.rowcount
    if new:
        wake(ways)
    return new


def wake(ways: Iterable[Way]) -> None:
    """Let each way's deliveries be sent after commit, as far as it is set up."""
    from nuanlin.foundation.notifications.jobs import send

    for way in sorted(set(ways) & channels.ready().keys()):
        defer(send, key=f"notifications.send:{way}", alone=f"notifications.send:{way}", way=way)


@transaction.atomic
def withdraw_deliveries(reference: str, ids: Sequence[int]) -> int:
    """Drop what still waits under these reference ids; return how many. One statement.

    Whoever withdraws knows it: no outcome is handed on. What is being sent cannot be called back.
    """
    waiting = Delivery.objects.filter(reference=reference, reference_id__in=ids, state=State.QUEUED)
    return waiting.update(state=State.DROPPED, error_code=WITHDRAWN, changed_at=Now())


@transaction.atomic
def restore_deliveries(reference: str, ids: Sequence[int]) -> list[int]:
    """Queue again what was withdrawn under these reference ids; return the ids that it was.

    What has been sent, failed or expired stays as it is. Two statements.
    """
    held = Delivery.objects.filter(
        reference=reference, reference_id__in=ids, state=State.DROPPED, error_code=WITHDRAWN
    ).select_for_update(no_key=True)
    rows = list(held.order_by("pk").values_list("pk", "reference_id", "way"))
    Delivery.objects.filter(pk__in=[pk for pk, _id, _way in rows]).update(
        state=State.QUEUED, error_code="", changed_at=Now()
    )
    wake(Way(way) for _pk, _id, way in rows)
    return [reference_id for _pk, reference_id, _way in rows if reference_id is not None]


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)
