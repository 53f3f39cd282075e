"""Reckoning in service hours: when a promise falls due, and how much time has been used.

Time runs only inside the day's windows, on days of service, and not during pauses. Statutory
holidays and the weekend days worked in their stead come from the state's calendar; in a year it
has not been published for, weekends alone are known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from chinese_calendar import constants

from nuanlin.lib import clock

DAY = 24 * 60
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When service is given: windows in minutes since midnight, weekdays (Monday is 0).

    ``holidays`` closes on statutory holidays and opens on make-up workdays. Raises ValueError for
    windows that are empty, cross each other or leave the day, and for a week without a day.
    """

    windows: tuple[tuple[int, int], ...]
    weekdays: frozenset[int]
    holidays: bool = True

    def __post_init__(self) -> None:
        edges = [edge for window in self.windows for edge in window]
        if not edges or edges != sorted(set(edges)) or edges[0] < 0 or edges[-1] > DAY:
            raise ValueError("windows must follow one another within a day")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("at least one weekday is needed")

    def opens_on(self, day: date) -> bool:
        """Whether service is given on a day at all."""
        if self.holidays and day in constants.holidays:
            return False
        if self.holidays and day in constants.workdays:
            return True
        return day.weekday() in self.weekdays


ROUND_THE_CLOCK = ServiceHours(((0, DAY),), frozenset(range(7)), holidays=False)


def due(
    start: datetime, minutes: int, hours: ServiceHours, pauses: Iterable[Span] = ()
) -> datetime:
    """Return the first moment at which ``minutes`` of service have passed since ``start``."""
    left = timedelta(minutes=minutes)
    if not left:
        return start
    for begin, end in _running(start, hours, pauses):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    raise AssertionError("service never ends")  # pragma: no cover


def next_open(at: datetime, hours: ServiceHours) -> datetime:
    """Return ``at`` itself if service is given then, else the moment at which it begins again."""
    return next(_running(at, hours, ()))[0]


def elapsed(
    start: datetime, end: datetime, hours: ServiceHours, pauses: Iterable[Span] = ()
) -> timedelta:
    """Return how much service time lies between two moments, pauses left out."""
    used = timedelta()
    for begin, stop in _running(start, hours, pauses):
        if begin >= end:
            break
        used += min(stop, end) - begin
    return used


def _running(start: datetime, hours: ServiceHours, pauses: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans in which time runs from ``start`` on, without end."""
    breaks = sorted(pauses)
    first = clock.local_day(start)
    for day in (first + timedelta(days=ahead) for ahead in count()):
        if not hours.opens_on(day):
            continue
        midnight = clock.start_of(day)
        for opens, closes in hours.windows:
            begin = max(midnight + timedelta(minutes=opens), start)
            end = midnight + timedelta(minutes=closes)
            if begin < end:
                yield from _outside(begin, end, breaks)


def _outside(begin: datetime, end: datetime, breaks: list[Span]) -> Iterator[Span]:
    """Yield what of a span lies outside ``breaks``, which are sorted and may overlap."""
    for pause, resume in breaks:
        if resume <= begin:
            continue
        if pause >= end:
            break
        if pause > begin:
            yield begin, pause
        begin = max(begin, resume)
        if begin >= end:
            return
    yield begin, end
