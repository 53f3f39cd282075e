"""Birthdays by the lunar calendar: which solar day they fall on."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from lunar_python import Lunar, LunarMonth, Solar  # type: ignore[import-untyped]

_MONTHS = "正二三四五六七八九十冬腊"
_DIGITS = "一二三四五六七八九十"
_DAYS = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)


class LunarDay(NamedTuple):
    """A day of the lunar year: month 1–12, day 1–30, and whether the month is the leap one."""

    month: int
    day: int
    leap: bool = False


def from_solar(day: date) -> LunarDay:
    """Return the lunar day on which a solar day falls."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return LunarDay(abs(lunar.getMonth()), lunar.getDay(), lunar.getMonth() < 0)


def solar_term(day: date) -> str:
    """Return the solar term that begins on a day (清明, 冬至 …), else ""."""
    return str(Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi())


def is_day(day: LunarDay, year: int | None = None) -> bool:
    """Say whether the calendar has such a day, in that lunar year when one is given."""
    if not (1 <= day.month <= 12 and 1 <= day.day <= 30):
        return False
    if year is None:
        return True
    if not 1880 <= year <= 2100:
        return False
    month = LunarMonth.fromYm(year, -day.month if day.leap else day.month)
    return month is not None and day.day <= int(month.getDayCount())


def in_lunar_year(birthday: LunarDay, year: int) -> date:
    """Return the solar day on which a lunar birthday is kept in a lunar year.

    A birthday in a leap month is kept in the common month in years without that leap month; the
    30th is kept on the 29th where the month is short.
    """
    month = LunarMonth.fromYm(year, -birthday.month) if birthday.leap else None
    month = month or LunarMonth.fromYm(year, birthday.month)
    day = min(birthday.day, month.getDayCount())
    solar = Lunar.fromYmd(year, month.getMonth(), day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def next_solar(birthday: LunarDay, on_or_after: date) -> date:
    """Return the next solar day, this day included, on which a lunar birthday is kept.

    Raises ValueError for a day that no lunar month has.
    """
    if not (1 <= birthday.month <= 12 and 1 <= birthday.day <= 30):
        raise ValueError(f"no such lunar day: {birthday}")
    year = on_or_after.year - 1
    while (day := in_lunar_year(birthday, year)) < on_or_after:
        year += 1
    return day


def told(birthday: LunarDay) -> str:
    """Return a lunar day in Chinese words: 八月十五, 闰六月初一."""
    leap = "闰" if birthday.leap else ""
    return f"{leap}{_MONTHS[birthday.month - 1]}月{_DAYS[birthday.day - 1]}"
