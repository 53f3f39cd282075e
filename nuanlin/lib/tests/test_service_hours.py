"""Service hours against a plain reckoning that looks at each minute by itself."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuanlin.lib.clock import SHANGHAI, moment
from nuanlin.lib.service_hours import DAY, ROUND_THE_CLOCK, ServiceHours, Span, due, elapsed

OFFICE = ServiceHours(((510, 720), (810, 1080)), frozenset(range(5)))
MINUTE = timedelta(minutes=1)
# From the autumn holidays, with their make-up workdays, over the end of the known years.
FIRST, SPREAD = moment(date(2026, 9, 18), 0), 110 * DAY


@st.composite
def calendars(draw: st.DrawFn) -> ServiceHours:
    edges = sorted(draw(st.sets(st.integers(0, DAY), min_size=2, max_size=8)))
    if len(edges) % 2:
        edges.pop()
    windows = tuple(zip(edges[::2], edges[1::2], strict=True))
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return ServiceHours(windows, weekdays, holidays=draw(st.booleans()))


moments = st.integers(0, SPREAD).map(lambda minutes: FIRST + minutes * MINUTE)
pauses = st.lists(
    st.tuples(moments, st.integers(0, 3 * DAY)).map(lambda at: (at[0], at[0] + at[1] * MINUTE)),
    max_size=5,
)


def runs(at: datetime, hours: ServiceHours, breaks: list[Span]) -> bool:
    """Whether the minute beginning at ``at`` counts."""
    local = at.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    return (
        hours.opens_on(local.date())
        and any(opens <= minute < closes for opens, closes in hours.windows)
        and not any(begin <= at < end for begin, end in breaks)
    )


def counted(start: datetime, end: datetime, hours: ServiceHours, breaks: list[Span]) -> int:
    length = (end - start) // MINUTE
    return sum(runs(start + at * MINUTE, hours, breaks) for at in range(length))


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 6 * DAY), calendars(), pauses)
def test_elapsed_is_what_counting_minutes_finds(start, length, hours, breaks):
    end = start + length * MINUTE
    assert elapsed(start, end, hours, breaks) == counted(start, end, hours, breaks) * MINUTE


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(1, 900), calendars(), pauses)
def test_due_is_the_end_of_the_last_minute_needed(start, minutes, hours, breaks):
    at = due(start, minutes, hours, breaks)
    # Whatever lies between, the reckoning of one function is the other's.
    assert elapsed(start, at, hours, breaks) == minutes * MINUTE
    assert elapsed(start, at - MINUTE, hours, breaks) == (minutes - 1) * MINUTE
    assert runs(at - MINUTE, hours, breaks)


@settings(max_examples=40, deadline=None)
@given(
    moments,
    st.lists(st.tuples(st.integers(1, 900), calendars()), min_size=1, max_size=4),
    pauses,
)
def test_a_change_of_class_reckons_anew_from_the_start_and_keeps_paused_time(
    start, classes, breaks
):
    for minutes, hours in classes:
        at = due(start, minutes, hours, breaks)
        plain, seen = start, 0
        if at - start > timedelta(days=12):
            continue  # the plain reckoning would take too long
        while seen < minutes:
            seen += runs(plain, hours, breaks)
            plain += MINUTE
        assert at == plain


def test_round_the_clock_is_plain_time():
    start = moment(date(2026, 2, 17), 3)
    assert due(start, 90, ROUND_THE_CLOCK) == start + timedelta(minutes=90)


@pytest.mark.parametrize(
    "started, minutes, falls_due",
    [
        # Over lunch.
        ((2026, 11, 23, 11, 30), 60, (2026, 11, 23, 14, 0)),
        # On Friday evening: Monday.
        ((2026, 11, 20, 17, 50), 20, (2026, 11, 23, 8, 40)),
        # Before the National Day week: after it.
        ((2026, 9, 30, 17, 0), 120, (2026, 10, 8, 9, 30)),
        # On a Saturday worked in a holiday's stead.
        ((2026, 10, 10, 9, 0), 60, (2026, 10, 10, 10, 0)),
        # In a year whose holidays nobody knows yet: weekends alone.
        ((2031, 10, 1, 9, 0), 60, (2031, 10, 1, 10, 0)),
    ],
)
def test_promises_of_an_office(started, minutes, falls_due):
    at = due(hour_of(started), minutes, OFFICE)
    assert at == hour_of(falls_due)


def hour_of(parts: tuple[int, int, int, int, int]) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def test_seconds_are_kept():
    start = datetime(2026, 11, 23, 9, 0, 17, tzinfo=SHANGHAI)
    assert due(start, 5, OFFICE) == start + timedelta(minutes=5)


@pytest.mark.parametrize(
    "windows", [(), ((600, 600),), ((600, 700), (650, 800)), ((-1, 5),), ((0, DAY + 1),)]
)
def test_windows_that_make_no_sense_are_refused(windows):
    with pytest.raises(ValueError):
        ServiceHours(windows, frozenset(range(5)))


def test_a_week_without_a_day_is_refused():
    with pytest.raises(ValueError):
        ServiceHours(((0, DAY),), frozenset())
