"""When something really happened, told late by a device without signal or with a wrong clock.

The event keeps the server's time by itself and the device's in its data.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime

# Clocks differ by a little without being wrong.
SLACK = timedelta(minutes=2)


class Moment(NamedTuple):
    """When a step happened, and what its event keeps of the device's clock."""

    at: datetime
    data: dict[str, Any]


def happened(device_at: datetime | None, *, earliest: datetime) -> Moment:
    """Return when a step happened: by the device's clock as far as that can be true.

    It lies after ``earliest`` and before now; a clock that says otherwise is set to the nearest of
    the two, and ``data["clock"]`` says "ahead" or "behind". Without a device's clock it is now.
    """
    now = timezone.now()
    if device_at is None:
        return Moment(now, {})
    data = {"device_at": device_at.isoformat()}
    if device_at > now + SLACK:
        data["clock"] = "ahead"
    elif device_at < earliest - SLACK:
        data["clock"] = "behind"
    return Moment(min(max(device_at, earliest), now), data)


def read(text: str) -> datetime | None:
    """Return the moment that a device wrote with its time zone; None for anything else."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
