"""Who waits at the counter, who is being served, and who came before (D2, D3)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import CounterRules, Visit
from nuanlin.domains.reception.visit_words import apology_of, greeting_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, slice_of

PAGE = 100
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visit as the counter sees it now; ``minutes`` is how long they wait, or waited."""

    visit: Visit
    minutes: int
    late: bool
    greeting: str
    apology: str

    @property
    def apology_due(self) -> bool:
        """Whether they still wait, and for so long that an apology is due."""
        return self.late and self.visit.waiting


@dataclass(frozen=True, slots=True)
class Counter:
    """The counter now: who waits (the longest first), who is being served."""

    waiting: list[Visitor]
    served: list[Visitor]
    rules: CounterRules


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What of the past visits is asked for; the days are the community's."""

    purpose: str = ""
    outcome: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None
    home_id: int | None = None


def rules_of(community_id: int) -> CounterRules:
    """Return how a community receives visitors. One statement."""
    found = CounterRules.objects.filter(community=community_id).first()
    return found or CounterRules(community_id=community_id)


def counter(community_id: int, actor: Actor) -> Counter:
    """Return who is at the counter. Two statements. Raises Missing outside the actor's counters."""
    _may_read(actor, community_id)
    rules, now = rules_of(community_id), timezone.now()
    rows = _rows(actor).filter(community=community_id, ended_at__isnull=True)
    here = [_seen(visit, rules, now) for visit in rows.order_by("arrived_at", "pk")]
    return Counter(
        waiting=[one for one in here if one.visit.waiting],
        served=[one for one in here if not one.visit.waiting],
        rules=rules,
    )


def visits_today(community_id: int, actor: Actor) -> list[Visitor]:
    """Return today's visits that have ended, the latest first. Two statements."""
    _may_read(actor, community_id)
    rows = _rows(actor).filter(community=community_id, ended_at__gte=clock.start_of(clock.today()))
    rules, now = rules_of(community_id), timezone.now()
    return [_seen(visit, rules, now) for visit in rows.order_by("-arrived_at", "-pk")[:PAGE]]


def past_visits(
    community_id: int, actor: Actor, asked: VisitFilter, *, after: str = ""
) -> tuple[list[Visitor], str]:
    """Return visits of all days, the latest first, and the cursor of what follows.

    Two statements.
    """
    found = visits_after(community_id, actor, asked, after=after)
    rules, now = rules_of(community_id), timezone.now()
    return [_seen(visit, rules, now) for visit in found.items], found.next


def visits_after(
    community_id: int, actor: Actor, asked: VisitFilter, *, after: str = ""
) -> Slice[Visit]:
    """Return visits that follow the cursor, the latest first. One statement."""
    _may_read(actor, community_id)
    rows = _rows(actor).filter(community=community_id)
    if asked.purpose:
        rows = rows.filter(purpose=asked.purpose)
    if asked.outcome:
        rows = rows.filter(outcome=asked.outcome)
    if asked.home_id is not None:
        rows = rows.filter(home=asked.home_id)
    if asked.since is not None:
        rows = rows.filter(arrived_at__gte=clock.start_of(asked.since))
    if asked.until is not None:
        rows = rows.filter(arrived_at__lt=clock.bounds(asked.until)[1])
    if asked.words:
        holds = Q(name__icontains=asked.words) | Q(person__name__icontains=asked.words)
        rows = rows.filter(holds | Q(home__plate__icontains=asked.words))
    return slice_of(rows, ("-arrived_at", "-pk"), after=after, of="visits", size=PAGE)


def visit_of(visit_id: int, actor: Actor) -> Visitor:
    """Return a visit with its words. Two statements. Raises Missing."""
    visit = one(_rows(actor), visit_id)
    return _seen(visit, rules_of(visit.community_id), timezone.now())


def visits_of_home(home_id: int, actor: Actor, limit: int = 5) -> list[Visit]:
    """Return the latest visits of a home that the actor may know of. One statement."""
    return list(_rows(actor).filter(home=home_id).order_by("-arrived_at", "-pk")[:limit])


def counter_rules(community_id: int, actor: Actor) -> CounterRules:
    """Return the rules, for who sets them. Raises Missing."""
    if not visitors.may_set_rules(actor, community_id):
        raise Missing
    return rules_of(community_id)


def _may_read(actor: Actor, community_id: int) -> None:
    if not actor.holds(*visitors.READERS, in_community=community_id):
        raise Missing


def _rows(actor: Actor) -> QuerySet[Visit]:
    return visitors.visible_to(actor).select_related(
        "home", "person", "served_by", "money_by", "case", "community"
    )


def _seen(visit: Visit, rules: CounterRules, now: datetime) -> Visitor:
    waited = visit.waited(now)
    return Visitor(
        visit,
        minutes=int(waited / MINUTE),
        late=waited >= rules.apology_minutes * MINUTE,
        greeting=greeting_of(visit, now),
        apology=apology_of(visit),
    )
