"""How the office writes: texts sent by month, and what could have been said better (D4).

Reckoned from the events of sending. By department, never by person: nobody is shamed.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F
from django.db.models.functions import TruncMonth
from django.utils import timezone

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.service_language import colleagues
from nuanlin.foundation.service_language.sending import KEY
from nuanlin.lib import clock

MONTHS = 6


@dataclass(slots=True)
class Tally:
    """Texts sent, those with a finding, and findings by kind."""

    sent: int = 0
    marked: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of texts with at least one finding."""
        return self.marked / self.sent if self.sent else 0.0

    def count(self, found: dict[str, int], number: int) -> None:
        """Count ``number`` texts in which the same was found."""
        self.sent += number
        self.marked += number if found else 0
        self.kinds.update({kind: times * number for kind, times in found.items()})


@dataclass(frozen=True, slots=True)
class Writing:
    """The tallies of a community: by month, the latest first, and by department this month."""

    months: dict[date, Tally]
    departments: dict[str, Tally]


def writing(community_id: int, actor: Actor) -> Writing:
    """Return how a community's office has written in the last six months.

    Raises Missing for who leads nobody there. Two statements.
    """
    if not actor.holds(Role.MANAGER, Role.HEAD, in_community=community_id):
        raise Missing
    months = {first: Tally() for first in _months(clock.local_day(timezone.now()))}
    this_month, oldest = max(months), min(months)
    departments: dict[str, Tally] = {}
    where = {one.account_id: one.department for one in colleagues.of_community(community_id)}
    sent = (
        Event.objects.filter(
            community_id=community_id, at__gte=clock.start_of(oldest), data__has_key=KEY
        )
        .annotate(month=TruncMonth("at"), found=F(f"data__{KEY}"))
        .values_list("month", "account_id", "found")
        .annotate(Count("pk"))
    )
    for at, account_id, found, number in sent:
        month = clock.local_day(at)
        months[month].count(found, number)
        department = where.get(account_id or 0, "")
        if month == this_month and department:
            departments.setdefault(department, Tally()).count(found, number)
    return Writing(months, dict(sorted(departments.items())))


def _months(today: date) -> list[date]:
    first = today.replace(day=1)
    number = first.year * 12 + first.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in range(MONTHS)]
