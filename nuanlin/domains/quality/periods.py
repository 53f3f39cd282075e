"""The time that a report is about, the time it is compared with, and the steps it is drawn in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from nuanlin.lib import clock

DAY = timedelta(days=1)
LONGEST = 5 * 366
# Up to so many days a step is a day, a week; beyond, a month.
IN_DAYS, IN_WEEKS = 31, 92


class Length(StrEnum):
    """How long the time is that a report is about."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of the community, both ends included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return clock.start_of(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after."""
        return clock.start_of(self.last + DAY)

    @property
    def number(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report and those before; what still runs is compared with as many days."""

    length: Length
    days: Days
    before: Days
    running: bool

    def steps(self) -> list[Days]:
        """Return the days, weeks or months that the plots are drawn in, the outer ones cut."""
        return list(_steps(self.days))


def period_of(length: Length, day: date, today: date) -> Period:
    """Return the week, month, quarter or year that holds ``day``."""
    first = _first(length, day)
    days = Days(first, _first(length, _after(length, first)) - DAY)
    before = Days(_first(length, first - DAY), first - DAY)
    return _compared(length, days, before, today)


def between(first: date, last: date, today: date) -> Period:
    """Return the days from ``first`` to ``last``; the other way round they are turned."""
    first, last = sorted((first, last))
    days = Days(first, min(last, first + timedelta(days=LONGEST - 1)))
    length = timedelta(days=days.number)
    return _compared(Length.DATES, days, Days(first - length, first - DAY), today)


def _compared(length: Length, days: Days, before: Days, today: date) -> Period:
    running = days.first <= today < days.last
    if running:
        same = before.first + (today - days.first)
        before = Days(before.first, min(same, before.last))
    return Period(length, days, before, running)


def _first(length: Length, day: date) -> date:
    if length == Length.WEEK:
        return day - timedelta(days=day.weekday())
    month = {
        Length.MONTH: day.month,
        Length.QUARTER: day.month - (day.month - 1) % 3,
        Length.YEAR: 1,
    }[length]
    return date(day.year, month, 1)


def _after(length: Length, first: date) -> date:
    """Return a day within the period that follows the one beginning at ``first``."""
    days = {Length.WEEK: 7, Length.MONTH: 31, Length.QUARTER: 92, Length.YEAR: 366}[length]
    return first + timedelta(days=days)


def _steps(days: Days) -> Iterator[Days]:
    if days.number <= IN_DAYS:
        step = None
    else:
        step = Length.WEEK if days.number <= IN_WEEKS else Length.MONTH
    starts = [days.first]
    while starts[-1] <= days.last:
        at = starts[-1]
        starts.append(at + DAY if step is None else _first(step, _after(step, _first(step, at))))
    for first, following in pairwise(starts):
        yield Days(first, min(following - DAY, days.last))
