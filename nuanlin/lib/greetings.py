"""The right greeting for this person and this hour (D4): 周先生早上好."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nuanlin.lib import clock
from nuanlin.lib.names import addressed


def salutation(name: str, gender: str, at: datetime) -> str:
    """Return how one greets a person at a moment: by surname and hour where both are sure.

    With unknown gender the full name is used with the neutral 您好, so nobody is greeted wrongly.
    """
    person = addressed(name, gender)
    if not gender:
        return hello(person)
    return greeted(person, at)


def hello(person: str) -> str:
    """Return the greeting that suits everybody at any hour: 周建国您好."""
    return _("Hello, %(person)s") % {"person": person}


def greeted(person: str, at: datetime) -> str:
    """Return the greeting of the hour for somebody who is already addressed: 周先生早上好."""
    return _("%(good_hour)s, %(person)s") % {"good_hour": good_hour(at), "person": person}


def good_hour(at: datetime) -> str:
    """Return the greeting of the hour alone.

    早上 from 5, 上午 from 9, 中午 from 12, 下午 from 14, 晚上 from 18 o'clock.
    """
    hour = clock.local(at).hour
    if 5 <= hour < 9:
        return pgettext("until nine", "Good morning")
    if 9 <= hour < 12:
        return pgettext("until noon", "Good morning")
    if 12 <= hour < 14:
        return _("Good day")
    if 14 <= hour < 18:
        return _("Good afternoon")
    return _("Good evening")
