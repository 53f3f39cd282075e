"""Which days a report is about, and which it is compared with."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.domains.quality.periods import Days, Length, between, period_of

LONG_AFTER = date(2030, 1, 1)


def days(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("length", "first", "last", "before"),
    [
        (Length.WEEK, "2026-11-23", "2026-11-29", ("2026-11-16", "2026-11-22")),
        (Length.MONTH, "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        (Length.QUARTER, "2026-10-01", "2026-12-31", ("2026-07-01", "2026-09-30")),
        (Length.YEAR, "2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
    ],
)
def test_a_period_is_compared_with_the_whole_one_before(length, first, last, before):
    found = period_of(length, date(2026, 11, 25), LONG_AFTER)
    assert (found.days, found.before, found.running) == (days(first, last), days(*before), False)


def test_a_period_that_still_runs_is_compared_with_as_many_days():
    found = period_of(Length.MONTH, date(2026, 3, 5), date(2026, 3, 31) - timedelta(days=1))
    assert (found.before, found.running) == (days("2026-02-01", "2026-02-28"), True)
    found = period_of(Length.MONTH, date(2026, 11, 5), date(2026, 11, 23))
    assert found.before == days("2026-10-01", "2026-10-23")


def test_two_dates_the_wrong_way_round_are_turned():
    found = between(date(2026, 11, 20), date(2026, 11, 11), LONG_AFTER)
    assert found.days == days("2026-11-11", "2026-11-20")
    assert found.before == days("2026-11-01", "2026-11-10")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 2500))
def test_the_steps_are_the_period_without_gap_or_overlap(first, length):
    found = between(first, first + timedelta(days=length), LONG_AFTER)
    steps = found.steps()
    assert (steps[0].first, steps[-1].last) == (found.days.first, found.days.last)
    assert all(
        one.last + timedelta(days=1) == following.first for one, following in pairwise(steps)
    )
    assert all(one.first <= one.last for one in steps) and len(steps) <= 62
