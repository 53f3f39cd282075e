"""When a step really happened: phones without signal tell it late, and some clocks are wrong (B8).

The event keeps the server's time by itself and the device's in its data.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import Round
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib.device_time import Moment, happened, read

# A step told so much later than it was taken came from a phone without signal.
LATE = timedelta(minutes=5)
TIMES = ("assigned_at", "accepted_at", "set_out_at", "arrived_at")


class Device(NamedTuple):
    """What the phone knows of a step: when it was taken by its clock, and in which visit."""

    at: datetime | None = None
    visit: int | None = None


AT_ONCE = Device()


def moment(round_: Round, device: Device) -> Moment:
    """Return when a step of ``round_`` happened, after its earlier steps and before now.

    Raises Refusal for a step of an earlier visit, which the job was taken away from and given
    again since.
    """
    if device.visit is not None and device.visit != round_.number:
        raise Refusal(
            "another_visit",
            _("This belongs to visit %(old)s, and the job is at visit %(new)s by now.")
            % {"old": device.visit, "new": round_.number},
        )
    earliest = max(at for name in TIMES if (at := getattr(round_, name)) is not None)
    return happened(device.at, earliest=earliest)


def noted(device: Device) -> dict[str, Any]:
    """Return what the event of a step outside any visit keeps of the device's clock."""
    return {"device_at": device.at.isoformat()} if device.at is not None else {}


def told_late(event: Event) -> datetime | None:
    """Return when the device took a step whose news came late; None where it came at once."""
    device_at = read(str(event.data.get("device_at", "")))
    if device_at is None or event.at - device_at < LATE:
        return None
    return device_at
