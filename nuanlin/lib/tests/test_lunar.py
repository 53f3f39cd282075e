from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nuanlin.lib.lunar import LunarDay, from_solar, in_lunar_year, is_day, next_solar, told


@pytest.mark.parametrize(
    ("solar", "lunar"),
    [
        (date(2025, 1, 29), LunarDay(1, 1)),
        (date(2025, 7, 25), LunarDay(6, 1, leap=True)),
        (date(2026, 9, 25), LunarDay(8, 15)),
        (date(1947, 3, 23), LunarDay(2, 1, leap=True)),
    ],
)
def test_solar_days_have_a_lunar_day(solar: date, lunar: LunarDay) -> None:
    assert from_solar(solar) == lunar


def test_a_leap_month_birthday_is_kept_in_the_common_month_of_other_years() -> None:
    born = LunarDay(6, 10, leap=True)
    assert from_solar(in_lunar_year(born, 2025)) == LunarDay(6, 10, leap=True)
    assert from_solar(in_lunar_year(born, 2026)) == LunarDay(6, 10)


def test_the_thirtieth_is_kept_on_the_last_day_of_a_short_month() -> None:
    # The second month of 2025 has 29 days.
    assert from_solar(in_lunar_year(LunarDay(2, 30), 2025)) == LunarDay(2, 29)


def test_today_counts_and_yesterday_waits_a_year() -> None:
    assert next_solar(LunarDay(8, 15), date(2026, 9, 25)) == date(2026, 9, 25)
    assert next_solar(LunarDay(8, 15), date(2026, 9, 26)) == date(2027, 9, 15)


def test_a_birthday_at_the_end_of_the_lunar_year_falls_in_the_next_solar_year() -> None:
    assert next_solar(LunarDay(12, 29), date(2026, 1, 1)) == date(2026, 2, 16)


def test_impossible_days_are_refused() -> None:
    with pytest.raises(ValueError, match="no such lunar day"):
        next_solar(LunarDay(13, 1), date(2026, 1, 1))


@settings(deadline=None)
@given(st.dates(date(1920, 1, 1), date(2030, 12, 31)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_birthday_comes_within_thirteen_months(born: date, today: date) -> None:
    birthday = from_solar(born)
    coming = next_solar(birthday, today)
    assert 0 <= (coming - today).days <= 400
    assert from_solar(coming).month == birthday.month


def test_lunar_days_are_told_in_words() -> None:
    assert told(LunarDay(8, 15)) == "八月十五"
    assert told(LunarDay(6, 1, leap=True)) == "闰六月初一"
    assert told(LunarDay(1, 20)) == "正月二十"
    assert told(LunarDay(12, 29)) == "腊月廿九"
    assert told(LunarDay(11, 30)) == "冬月三十"


def test_a_day_is_known_by_its_calendar_and_its_year():
    assert is_day(LunarDay(8, 30))
    assert not is_day(LunarDay(8, 31))
    assert not is_day(LunarDay(13, 1))
    assert is_day(LunarDay(6, 1, leap=True), 2025)
    assert not is_day(LunarDay(6, 1, leap=True), 2024)
    assert not is_day(LunarDay(1, 1), 1500)
