"""The words with which a call is answered, for this person and this hour (D1, D4)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.reception.queries.sheet import Sheet
from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.lib.greetings import good_hour
from nuanlin.lib.language.greeting import Guest, greeting


def opening(here: Workplace, found: Sheet) -> str:
    """Return 您好 and the office, then the greeting of the hour, by name where it is known."""
    now, person = timezone.now(), found.person
    if person is None:
        return _("Hello, this is %(office)s. %(good_hour)s, how may I help you?") % {
            "office": here.office,
            "good_hour": good_hour(now),
        }
    guest = Guest(person.name, person.gender, found.birthday_today)
    return _("Hello, this is %(office)s. %(greeting)s. How may I help you?") % {
        "office": here.office,
        "greeting": greeting([guest], now),
    }


def calling(here: Workplace, found: Sheet, staff: str) -> str:
    """Return how one begins when the office calls."""
    now, person = timezone.now(), found.person
    whom = (
        greeting([Guest(person.name, person.gender, found.birthday_today)], now)
        if person is not None
        else _("Hello, %(good_hour)s") % {"good_hour": good_hour(now)}
    )
    return _("%(greeting)s. This is %(staff)s of %(office)s. Is this a good moment for you?") % {
        "greeting": whom,
        "staff": staff,
        "office": here.office,
    }
