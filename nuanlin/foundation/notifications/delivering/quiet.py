"""Quiet hours: by day's clock of Shanghai, over midnight or not."""

from datetime import datetime, time, timedelta

from nuanlin.foundation.notifications.models import Way
from nuanlin.lib import clock

DEFAULT = (time(22), time(7))
# These make a sound in somebody's bedroom.
RINGING = frozenset({Way.PUSH, Way.SMS, Way.WECHAT})


def quiet_until(now: datetime, begin: time, end: time) -> datetime | None:
    """Return when the quiet that reigns at ``now`` ends, or None when there is none."""
    local = clock.local(now)
    if begin <= end:
        reigns = begin <= local.time() < end
    else:
        reigns = local.time() >= begin or local.time() < end
    if not reigns:
        return None
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return clock.moment(day, end.hour, end.minute)
