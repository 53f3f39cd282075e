"""Birthdays by either calendar: whether they exist, how they are told, when they come next (A2)."""

from datetime import date

from django.utils.translation import gettext as _

from nuanlin.domains.people.facts import Birthday
from nuanlin.domains.people.models import Calendar, Person
from nuanlin.lib import clock, lunar


def birthday_of(person: Person) -> Birthday | None:
    """Return the birthday kept for a person, or None when it is not known."""
    if person.birth_month is None or person.birth_day is None:
        return None
    return Birthday(
        month=person.birth_month,
        day=person.birth_day,
        year=person.birth_year,
        calendar=person.birth_calendar,
        leap_month=person.birth_leap_month,
    )


def exists(birthday: Birthday, today: date) -> bool:
    """Return whether there is such a day, and whether it is not in the future."""
    if birthday.calendar == Calendar.LUNAR:
        day = lunar.LunarDay(birthday.month, birthday.day, birthday.leap_month)
        if not lunar.is_day(day, birthday.year):
            return False
        return birthday.year is None or lunar.in_lunar_year(day, birthday.year) <= today
    if birthday.leap_month:
        return False
    try:
        # 2000 was a leap year: the 29th of February is a birthday.
        solar = date(birthday.year or 2000, birthday.month, birthday.day)
    except ValueError:
        return False
    return birthday.year is None or date(1880, 1, 1) <= solar <= today


def comes_next(birthday: Birthday, today: date) -> date:
    """Return the next solar day, today included, on which the birthday is kept."""
    if birthday.calendar == Calendar.LUNAR:
        day = lunar.LunarDay(birthday.month, birthday.day, birthday.leap_month)
        return lunar.next_solar(day, today)
    this_year = _in_year(birthday, today.year)
    return this_year if this_year >= today else _in_year(birthday, today.year + 1)


def _in_year(birthday: Birthday, year: int) -> date:
    try:
        return date(year, birthday.month, birthday.day)
    except ValueError:
        return date(year, 2, 28)


def told(birthday: Birthday) -> str:
    """Return the birthday in words, with its year where it is known."""
    if birthday.calendar == Calendar.LUNAR:
        day = lunar.told(lunar.LunarDay(birthday.month, birthday.day, birthday.leap_month))
        if birthday.year:
            return _("lunar %(day)s, %(year)s") % {"day": day, "year": birthday.year}
        return _("lunar %(day)s") % {"day": day}
    if birthday.year:
        return clock.told_day(date(birthday.year, birthday.month, birthday.day))
    return clock.told_day(date(2000, birthday.month, birthday.day), date(2000, 1, 1))
