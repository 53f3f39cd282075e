"""How values are written on a page, in the reader's language and in Shanghai's time."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def day(value: date | datetime | None) -> str:
    """Write a day: today, yesterday, tomorrow, else its date; the year only if another."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    today = timezone.localdate()
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}.get((local - today).days)
    if near:
        return near
    if local.year == today.year:
        return _("%(month)s/%(day)s") % {"month": local.month, "day": local.day}
    return f"{local:%Y-%m-%d}"


def clock(value: datetime | None) -> str:
    """Write the time of day, such as 11:05."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


def when(value: datetime | None) -> str:
    """Write day and time, such as "Today 11:05"."""
    return f"{day(value)} {clock(value)}" if value else ""


def duration(value: timedelta | None) -> str:
    """Write a length of time in its two largest parts, such as "1 hour 38 minutes"."""
    if value is None:
        return ""
    minutes = int(abs(value.total_seconds()) // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", left) % {"n": left}
        if left or not (days or hours)
        else "",
    ]
    return " ".join([part for part in parts if part][:2])


def masked_phone(value: str) -> str:
    """Write a phone number with its middle hidden."""
    from nuanlin.lib import phones

    return phones.mask(value) if value else ""


def masked_identity(value: str) -> str:
    """Write an identity number with its middle hidden."""
    from nuanlin.lib import identity_numbers

    return identity_numbers.mask(value)


def money(value: Decimal | None) -> str:
    """Write yuan, such as ¥128.00."""
    return f"¥{value:,.2f}" if value is not None else ""


class Named(Protocol):
    """Somebody with a name and perhaps a known gender (m or f)."""

    name: str
    gender: str


def honorific(person: Named) -> str:
    """Write how one addresses a person, such as 周先生; the whole name where that is not sure."""
    from nuanlin.lib import names

    genders: dict[str, names.Gender] = {"m": "male", "f": "female"}
    return names.addressed(person.name, genders.get(person.gender))


def whole_phone(value: str) -> str:
    """Write a phone number as one reads it aloud; only where it has been revealed."""
    from nuanlin.lib import phones

    return phones.display(value) if value else ""


def phone_href(value: str) -> str:
    """Write the link that dials a number."""
    from nuanlin.lib import phones

    return phones.href(value)
