"""Hours of service in SQL: how long service had been given, by a day's table, at any moment.

The time between two moments is the difference of two such sums, so that a million cases are
reckoned in one statement; ``lib.service_hours`` counts the same, case by case.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import OuterRef, Subquery

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk.models import Case, ServiceRules
from nuanlin.lib import clock
from nuanlin.lib.service_hours import ServiceHours

FURTHEST_BACK = timedelta(days=20 * 366)
DAY, OFFSET = 24 * 3600, 8 * 3600


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of every set of rules in use, as expressions and their values."""

    first: date
    hours: tuple[ServiceHours, ...]
    of: dict[int, int]
    values: dict[str, Any] = field(default_factory=dict)

    def rules(self) -> str:
        """Return the number of the rules of the case ``c``."""
        return "(%(rules_of)s::int[])[array_position(%(ruled)s::bigint[], c.community_id)]"

    def served(self, at: str) -> str:
        """Return the seconds of service given up to ``at``, of an ``epoch``, since the first day.

        ``rules`` is the number of the rules.
        """
        day = f"(floor(({at}) / {DAY})::int - %(first_day)s::int)"
        second = f"({at} - floor(({at}) / {DAY}) * {DAY})"
        cases = " ".join(
            f"WHEN {number} THEN (%(before_{number})s::int[])[{day} + 1]"
            f" + (%(opens_{number})s::int[])[{day} + 1] * ({_within(one, second)})"
            for number, one in enumerate(self.hours)
        )
        return f"CASE rules {cases} END"


def epoch(at: str) -> str:
    """Return a moment as seconds on the community's clock, whose offset is the same all year."""
    return f"(date_part('epoch', {at}) + {OFFSET})"


def _within(hours: ServiceHours, second: str) -> str:
    parts = [
        f"least(greatest({second} - {opens * 60}, 0), {(closes - opens) * 60})"
        for opens, closes in hours.windows
    ]
    return " + ".join(parts)


def calendar_of_all(last: date) -> Calendar:
    """Return the calendar of all communities up to a day. One statement."""
    earliest = Case.objects.filter(community=OuterRef("pk")).order_by("reported_at")
    found = list(
        Community.objects.select_related("service_rules").annotate(
            earliest=Subquery(earliest.values("reported_at")[:1])
        )
    )
    first = min((one.earliest for one in found if one.earliest), default=clock.start_of(last))
    hours: list[ServiceHours] = []
    of: dict[int, int] = {}
    for one in found:
        rules = getattr(one, "service_rules", None) or ServiceRules()
        if rules.hours not in hours:
            hours.append(rules.hours)
        of[one.pk] = hours.index(rules.hours)
    calendar = Calendar(max(clock.local_day(first), last - FURTHEST_BACK), tuple(hours), of)
    calendar.values.update(_values(calendar, last))
    return calendar


def _values(calendar: Calendar, last: date) -> dict[str, Any]:
    days = [calendar.first + timedelta(days=n) for n in range((last - calendar.first).days + 2)]
    found: dict[str, Any] = {
        "first_day": (calendar.first - date(1970, 1, 1)).days,
        "ruled": list(calendar.of),
        "rules_of": list(calendar.of.values()),
    }
    for number, hours in enumerate(calendar.hours):
        length = sum(closes - opens for opens, closes in hours.windows) * 60
        opens = [int(hours.opens_on(day)) for day in days]
        found[f"opens_{number}"] = opens
        found[f"before_{number}"] = list(accumulate((o * length for o in opens), initial=0))[:-1]
    return found
