"""Local days and hours of Asia/Shanghai, and the words in which moments are told.

Moments are stored in UTC; a day, a birthday or "this evening" is the day of the community.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(at: datetime) -> datetime:
    """Return the same moment on the community's clock."""
    return at.astimezone(SHANGHAI)


def local_day(at: datetime) -> date:
    """Return the community's calendar day of a moment."""
    return local(at).date()


def today() -> date:
    """Return the community's calendar day now."""
    return local_day(timezone.now())


def start_of(day: date) -> datetime:
    """Return the first moment of a community day, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a community day and of the day after, in UTC."""
    return start_of(day), start_of(day + timedelta(days=1))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the moment at which the community's clock shows this hour on this day, in UTC."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def told(at: datetime, now: datetime | None = None) -> str:
    """Return a moment as people say it: "today 11:05", "yesterday 18:20", "3/14 09:00".

    The year is told when it is another year than now's.
    """
    then = local(at)
    clock = f"{then:%H:%M}"
    day = then.date()
    this_day = local_day(now or timezone.now())
    distance = (day - this_day).days
    if distance == 0:
        return _("today %(time)s") % {"time": clock}
    if distance == -1:
        return _("yesterday %(time)s") % {"time": clock}
    if distance == 1:
        return _("tomorrow %(time)s") % {"time": clock}
    return f"{told_day(day, this_day)} {clock}"


def told_day(day: date, this_day: date | None = None) -> str:
    """Return a calendar day as people write it: month and day, and the year when another."""
    parts = {"year": day.year, "month": day.month, "day": day.day}
    if day.year == (this_day or today()).year:
        return _("%(month)s/%(day)s") % parts
    return _("%(year)s/%(month)s/%(day)s") % parts
