"""The festivals on which one wishes somebody well, solar and lunar."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from nuanlin.lib import lunar
from nuanlin.lib.lunar import LunarDay

# The lunar calendar is sure within these years.
_FIRST, _LAST = 1900, 2099
_SPRING_FESTIVAL_DAYS = 7


def wishes(day: date) -> list[str]:
    """Return what one wishes on a day of the community, the foremost festival first.

    Nothing on a common day, and nothing at Qingming, when the dead are remembered.
    """
    named = [_lunar(day), _winter_solstice(day), _solar(day)]
    return [wish for wish in named if wish]


def _solar(day: date) -> str:
    return {
        (1, 1): _("Happy New Year"),
        (5, 1): _("Happy Labour Day"),
        (10, 1): _("Happy National Day"),
    }.get((day.month, day.day), "")


def _lunar(day: date) -> str:
    if not _FIRST <= day.year <= _LAST:
        return ""
    if lunar.from_solar(day + timedelta(days=1)) == LunarDay(1, 1):
        return _("Happy New Year's Eve")
    found = lunar.from_solar(day)
    if found.leap:
        return ""
    if found.month == 1 and found.day <= _SPRING_FESTIVAL_DAYS:
        return _("Happy Spring Festival")
    return {
        (1, 15): _("Happy Lantern Festival"),
        (5, 5): _("A peaceful Dragon Boat Festival"),
        (8, 15): _("Happy Mid-Autumn Festival"),
        (9, 9): _("A healthy Double Ninth Festival"),
    }.get((found.month, found.day), "")


def _winter_solstice(day: date) -> str:
    if _FIRST <= day.year <= _LAST and lunar.solar_term(day) == "冬至":
        return _("A warm Winter Solstice")
    return ""
