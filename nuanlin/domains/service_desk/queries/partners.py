"""What partners may know by Open311: the public facts of cases, and their own words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.service_desk.models import (
    FINAL_STATES,
    Case,
    Category,
    Forwarding,
    Partner,
)
from nuanlin.domains.service_desk.policy import visible_to_partner
from nuanlin.domains.service_desk.queries.choices import categories
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing

SPAN = timedelta(days=90)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; ``ids`` overrides the rest. Empty lists mean all."""

    ids: list[int] | None = None
    codes: list[str] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    since: datetime | None = None
    until: datetime | None = None


def partners(actor: Actor) -> list[Partner]:
    """Return every partner whose key is in use, for administrators. Raises Missing."""
    if not actor.is_administrator:
        raise Missing
    return list(Partner.objects.filter(revoked_at__isnull=True).select_related("community"))


def forwardings(actor: Actor) -> list[Forwarding]:
    """Return what is sent on, each with its ``number``, for administrators. Raises Missing."""
    return list(_forwardings(actor).filter(ended_at__isnull=True))


def forwarding_of(forwarding_id: int, actor: Actor) -> Forwarding:
    """Return what was or is sent on with its ``number``, for administrators. Raises Missing."""
    return one(_forwardings(actor), forwarding_id)


def _forwardings(actor: Actor) -> QuerySet[Forwarding]:
    if not actor.is_administrator:
        raise Missing
    counted = Forwarding.objects.annotate(number=Count("sent"))
    return counted.select_related("community", "category")


def leaves() -> QuerySet[Category]:
    """Return the categories that can be reported, each with its group."""
    return categories().filter(parent__isnull=False)


def requests_for(partner: Partner, wanted: Wanted) -> list[Case]:
    """Return at most a thousand cases, the latest first. One statement."""
    cases = visible_to_partner(partner).select_related(
        "category", "community", "common_area", "home__building", "partner_report"
    )
    if wanted.ids is not None:
        return list(cases.filter(pk__in=wanted.ids[:MOST]).order_by("-pk"))
    until = wanted.until or (wanted.since + SPAN if wanted.since else timezone.now())
    since = wanted.since or until - SPAN
    asked = Q(reported_at__gte=since, reported_at__lte=until)
    if wanted.codes:
        asked &= Q(category__code__in=wanted.codes)
    if wanted.states == {"open"}:
        asked &= ~Q(state__in=FINAL_STATES)
    elif wanted.states == {"closed"}:
        asked &= Q(state__in=FINAL_STATES)
    return list(cases.filter(asked).order_by("-reported_at", "-pk")[:MOST])
