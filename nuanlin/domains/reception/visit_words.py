"""What one says to somebody at the counter: the greeting of the hour, the apology for a wait."""

from datetime import datetime

from django.utils.translation import gettext as _

from nuanlin.domains.people.birthdays import birthday_of, comes_next
from nuanlin.domains.reception.models import Visit
from nuanlin.lib import clock
from nuanlin.lib.language.greeting import Guest, greeting
from nuanlin.lib.names import addressed


def greeting_of(visit: Visit, at: datetime) -> str:
    """Return how one greets the visitor at this hour, with a wish on their birthday (D2, D4)."""
    today = clock.local_day(at)
    born = birthday_of(visit.person) if visit.person is not None else None
    birthday = born is not None and comes_next(born, today) == today
    return greeting([Guest(visit.called, visit.gender, birthday)], at)


def apology_of(visit: Visit) -> str:
    """Return the apology for a long wait, by name (D2)."""
    return _("%(person)s, I am sorry to have kept you waiting.") % {
        "person": addressed(visit.called, visit.gender)
    }
