"""How values are written on a page: ``lib``'s words as template filters, "" for what is missing."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.lib import clock as clocks
from nuanlin.lib import identity_numbers, names, phones
from nuanlin.lib import money as amounts

# Figures with single blanks or hyphens between them, as telephone numbers are written.
_NUMBER = re.compile(r"(?<![\d&#])\+?\d(?:[ -]?\d){6,}")


def day(value: date | datetime | None) -> str:
    """Write a day: today, yesterday, tomorrow, else its date; the year only if another."""
    if value is None:
        return ""
    local = clocks.local_day(value) if isinstance(value, datetime) else value
    near = {-1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    return near.get((local - clocks.today()).days) or clocks.told_day(local)


def clock(value: datetime | None) -> str:
    """Write the time of day, such as 11:05."""
    return f"{clocks.local(value):%H:%M}" if value else ""


def when(value: datetime | None) -> str:
    """Write day and time, such as "today 11:05"."""
    return clocks.told(value) if value else ""


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
    return phones.mask(value) if value else ""


def whole_phone(value: str) -> str:
    """Write a phone number as one reads it aloud; only where it has been revealed."""
    return phones.display(value) if value else ""


def masked_identity(value: str) -> str:
    """Write an identity number with its middle hidden."""
    return identity_numbers.mask(value) if value else ""


def money(value: Decimal | None) -> str:
    """Write yuan, such as ¥128.00."""
    return amounts.shown(value) if value is not None else ""


def with_numbers(text: str) -> SafeString:
    """Write running text whose telephone numbers do not break at the end of a line."""
    return mark_safe(_NUMBER.sub(r'<span class="unbroken">\g<0></span>', escape(text)))  # noqa: S308


class Named(Protocol):
    """Somebody with a name and a gender: m, f, or "" where it is not known."""

    name: str
    gender: str


def honorific(person: Named) -> str:
    """Write how one addresses a person, such as 周先生; the whole name where that is not sure."""
    return names.addressed(person.name, person.gender)
