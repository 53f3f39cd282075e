"""Greetings put together (D4): whom, at which hour, on which festival or birthday."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from nuanlin.lib import clock, names
from nuanlin.lib.greetings import good_hour, greeted, hello
from nuanlin.lib.language.festivals import wishes

# More people than these are greeted together without their names.
MOST_NAMED = 4


class Guest(NamedTuple):
    """Somebody to greet: ``gender`` is m, f or "" for not known; is today their birthday?"""

    name: str
    gender: str = ""
    birthday: bool = False


def greeting(guests: Sequence[Guest], at: datetime) -> str:
    """Return how one greets these people at this moment: 周先生早上好，祝您生日快乐.

    A name that stands for several people (孔军、刘琳霞) greets each of them.
    """
    everyone = [one for guest in guests for one in _taken_apart(guest)]
    parts = [_opening(everyone, at), *_birthdays(everyone), *wishes(clock.local_day(at))]
    return pgettext("within a greeting", ", ").join(parts)


def _taken_apart(guest: Guest) -> list[Guest]:
    people = names.people_of(guest.name)
    if len(people) < 2:
        return [guest] if people else []
    # The office notes one gender for the pair: whose it is cannot be known.
    return [Guest(name, birthday=guest.birthday) for name in people]


def _opening(guests: list[Guest], at: datetime) -> str:
    if not guests:
        return _("Hello, %(good_hour)s") % {"good_hour": good_hour(at)}
    if len(guests) > MOST_NAMED:
        return greeted(_("everyone"), at)
    shown = _all_addressed(guests)
    if len(shown) > 1:
        together = (
            pgettext("greeting two", "%(people)s")
            if len(shown) == 2
            else pgettext("greeting three or more", "%(people)s")
        )
        return greeted(together % {"people": _listed(shown)}, at)
    if _is_sure(guests[0]):
        return greeted(shown[0], at)
    return pgettext("within a greeting", ", ").join([hello(shown[0]), good_hour(at)])


def _is_sure(guest: Guest) -> bool:
    """Say whether the address itself is courteous; a bare full name needs 您好 behind it."""
    bare = names.addressed(guest.name, "")
    return names.is_titled(bare) or names.addressed(guest.name, guest.gender) != bare


def _birthdays(guests: list[Guest]) -> list[str]:
    shown = _all_addressed(guests)
    born = [person for person, guest in zip(shown, guests, strict=True) if guest.birthday]
    if len(guests) == 1 and born:
        return [_("a happy birthday to you")]
    return [_("a happy birthday to %(people)s") % {"people": _listed(born)}] if born else []


def _all_addressed(guests: list[Guest]) -> list[str]:
    """Return how each is addressed; two of the same surname and gender by their full names."""
    short = [names.addressed(guest.name, guest.gender) for guest in guests]
    seen = Counter(short)
    return [
        names.addressed_in_full(guest.name, guest.gender) if seen[person] > 1 else person
        for person, guest in zip(short, guests, strict=True)
    ]


def _listed(people: list[str]) -> str:
    if (get_language() or "zh-hans").startswith("zh"):
        return "、".join(people)
    return get_text_list(people, _("and"))
