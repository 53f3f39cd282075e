"""When a step really happened: phones without signal tell it late, and some clocks are wrong (B8).

The event keeps the server's time by itself and the device's in its data.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Round
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal

# Clocks differ by a little without being wrong.
SLACK = timedelta(minutes=2)
# A step told so much later than it was taken came from a phone without signal.
LATE = timedelta(minutes=5)
TIMES = ("assigned_at", "accepted_at", "set_out_at", "arrived_at")


class Device(NamedTuple):
    """What the phone knows of a step: when it was taken by its clock, and in which visit."""

    at: datetime | None = None
    visit: int | None = None


AT_ONCE = Device()


class Moment(NamedTuple):
    """When a step happened, and what its event keeps of the device's clock."""

    at: datetime
    data: dict[str, Any]


def moment(round_: Round, device: Device) -> Moment:
    """Return when a step of ``round_`` happened: by the device's clock as far as that can be true.

    It lies after the round's earlier steps and before now; a clock that says otherwise is set to
    the nearest of the two, and ``data["clock"]`` says "ahead" or "behind". Raises Refusal for a
    step of an earlier visit, which the job was taken away from and given again since.
    """
    if device.visit is not None and device.visit != round_.number:
        raise Refusal(
            "another_visit",
            _("This belongs to visit %(old)s, and the job is at visit %(new)s by now.")
            % {"old": device.visit, "new": round_.number},
        )
    now, device_at = timezone.now(), device.at
    if device_at is None:
        return Moment(now, {})
    earliest = max(at for name in TIMES if (at := getattr(round_, name)) is not None)
    data = {"device_at": device_at.isoformat()}
    if device_at > now + SLACK:
        data["clock"] = "ahead"
    elif device_at < earliest - SLACK:
        data["clock"] = "behind"
    return Moment(min(max(device_at, earliest), now), data)


def noted(device: Device) -> dict[str, Any]:
    """Return what the event of a step outside any visit keeps of the device's clock."""
    return {"device_at": device.at.isoformat()} if device.at is not None else {}


def told_late(event: Event) -> datetime | None:
    """Return when the device took a step whose news came late; None where it came at once."""
    device_at = read(str(event.data.get("device_at", "")))
    if device_at is None or event.at - device_at < LATE:
        return None
    return device_at


def read(text: str) -> datetime | None:
    """Return the moment that a device wrote with its time zone; None for anything else."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None
