"""How figures are said: the same words and digits on the page, in Excel and in PDF."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from nuanlin.domains.quality.figures import Figure, Unit
from nuanlin.domains.quality.periods import Days, Length, Period
from nuanlin.domains.quality.queries import By, Value

NOTHING = "—"
BYS = {
    By.CATEGORY: lazy("Category"),
    By.COMMUNITY: lazy("Community"),
    By.BUILDING: lazy("Building"),
    By.DEPARTMENT: lazy("Department"),
    By.PERSON: lazy("Person"),
}


class Change(NamedTuple):
    """What the figure was before: the words, an arrow's icon ("" for none), and its tone."""

    words: str
    icon: str = ""
    tone: str = "plain"


def shown(figure: Figure, value: Value) -> str:
    """Return a figure's value in digits with its unit, "—" where there is none."""
    return told(figure.unit, value.value)


def told(unit: Unit, number: float | None) -> str:
    """Return a number with its unit."""
    if number is None:
        return NOTHING
    if unit == Unit.PERCENT:
        return f"{number:.0f}%" if number in (0, 100) else f"{number:.1f}%"
    if unit == Unit.HOURS:
        return _("%(n)s h") % {"n": f"{number:.1f}"}
    if unit == Unit.STARS:
        return f"{number:.2f}"
    if unit == Unit.TIMES:
        return f"{number:.2f}"
    return f"{number:,.0f}"


def high(figure: Figure, value: Value) -> str:
    """Return within what time nine of ten are, "" for what is no time."""
    if figure.unit != Unit.HOURS or value.high is None:
        return ""
    return _("nine of ten within %(time)s") % {"time": told(Unit.HOURS, value.high)}


def change(figure: Figure, now: Value, before: Value) -> Change:
    """Return what the figure was before and whether that has become better."""
    if before.value is None or now.value is None:
        return Change(NOTHING if before.value is None else shown(figure, before))
    words = shown(figure, before)
    if shown(figure, now) == words:
        return Change(words)
    up = now.value > before.value
    tone = "plain"
    if figure.better:
        tone = "jade" if up == (figure.better > 0) else "crimson"
    return Change(words, "trending-up" if up else "trending-down", tone)


def period_words(period: Period) -> str:
    """Return a period's name, such as 2026 年 11 月."""
    first = period.days.first
    parts = {"year": first.year, "month": first.month, "quarter": (first.month + 2) // 3}
    if period.length == Length.YEAR:
        return _("%(year)s") % parts
    if period.length == Length.QUARTER:
        return _("Q%(quarter)s %(year)s") % parts
    if period.length == Length.MONTH:
        return _("%(month)s/%(year)s") % parts
    return days_words(period.days)


def days_words(days: Days) -> str:
    """Return days from one to the other, the year where the ends differ in it."""
    if days.number == 1:
        return f"{days.first:%m-%d}"
    if days.first.year == days.last.year:
        return f"{days.first:%Y-%m-%d} – {days.last:%m-%d}"
    return f"{days.first:%Y-%m-%d} – {days.last:%Y-%m-%d}"


def step_words(days: Days, period: Period) -> str:
    """Return the name of a step of a period as a plot's axis has it."""
    if days.number > 7 and days.first.day == 1:
        within = period.days.first.year == period.days.last.year
        pattern = _("month %(month)s") if within else "%(year)s-%(month)02d"
        return pattern % {"year": days.first.year, "month": days.first.month}
    return f"{days.first.month}/{days.first.day}"
