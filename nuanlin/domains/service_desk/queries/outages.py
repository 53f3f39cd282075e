"""What is off just now, for whom, and until when (F1, F2)."""

from datetime import timedelta
from typing import Any

from django.db.models import Case as When
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models import When as If
from django.utils import timezone

from nuanlin.domains.estate.models import Building, Home
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, Category, Outage, OutagePlace
from nuanlin.domains.service_desk.models.outage import EXPLAINED
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one

# What is announced is shown so long before.
AHEAD = timedelta(days=1)
PAST_SHOWN = 50


def outage_homes(outage_id: int) -> QuerySet[Home]:
    """Return the homes of an outage, for whoever tells them. One statement."""
    places = OutagePlace.objects.filter(_covers(), outage=outage_id)
    whole = Outage.objects.filter(pk=outage_id, whole=True, community=OuterRef("community"))
    return Home.objects.filter(Exists(places) | Exists(whole))


def outages_at(homes: QuerySet[Home]) -> QuerySet[Outage]:
    """Return what is off, or soon will be, at any of ``homes``."""
    places = homes.filter(
        Exists(OutagePlace.objects.filter(_covers(), outage=OuterRef(OuterRef("pk"))))
    )
    return current_outages().filter(
        Q(whole=True, community__in=homes.values("community")) | Exists(places)
    )


def current_outages() -> QuerySet[Outage]:
    """Return what is off, and what has been announced for the next day."""
    return Outage.objects.filter(ended_at__isnull=True, starts_at__lte=timezone.now() + AHEAD)


def my_outages(actor: Actor) -> list[Outage]:
    """Return what is off at the homes of a resident. One statement."""
    if not actor.homes:
        return []
    return list(outages_at(Home.objects.filter(pk__in=actor.home_ids)))


def explaining(outages: list[Outage], code: str) -> list[Outage]:
    """Return those of ``outages`` that explain what is reported under a service."""
    now = timezone.now()
    return [
        outage
        for outage in outages
        if outage.begun(now) and code in EXPLAINED.get(outage.kind, ())  # type: ignore[call-overload]
    ]


def outage_behind(community_id: int, home_id: int | None, area_id: int | None) -> QuerySet[Outage]:
    """Return what is off at a home or common area and explains the category of the outer query.

    To be read together with that category, as a subquery.
    """
    explained: Any = Q(pk__in=[])
    for kind, codes in EXPLAINED.items():
        same = Category.objects.filter(pk=OuterRef(OuterRef("pk")), code__in=codes)
        explained |= Q(kind=kind) & Exists(same)
    here = Q(whole=True)
    if home_id is not None:
        here |= Q(pk__in=outages_at(Home.objects.filter(pk=home_id)).values("pk"))
    if area_id is not None:
        building = Building.objects.filter(common_areas=area_id).values("pk")
        here |= Q(places__building__in=building) | Q(places__entrance__building__in=building)
    begun = Outage.objects.filter(
        community=community_id, ended_at__isnull=True, starts_at__lte=timezone.now()
    )
    return begun.filter(explained, here).order_by("pk")


def outages(community_id: int, actor: Actor) -> list[Any]:
    """Return what is off or announced first, then what is past, of a community. Two statements.

    Each has ``reports``, how many came anyway.
    """
    policy.at_work_in(actor, community_id)
    rows = Outage.objects.filter(community=community_id).annotate(reports=Count("cases"))
    ended_last = When(If(ended_at__isnull=True, then=Value(0)), default=Value(1))
    return list(_with_places(rows).order_by(ended_last, "-starts_at", "-pk")[:PAST_SHOWN])


def outage_to_change(outage_id: int, actor: Actor) -> Outage:
    """Return an outage of a community that the actor works for. Raises Missing."""
    rows = Outage.objects.filter(community__in=actor.communities())
    if actor.is_administrator:
        rows = Outage.objects.all()
    return one(_with_places(rows).select_related("community"), outage_id)


def reports_of(outage_id: int, actor: Actor) -> QuerySet[Case]:
    """Return the reports that came although the outage was known, the earliest first."""
    cases = policy.visible_to(actor).filter(outage=outage_id)
    return cases.select_related("home", "common_area", "assignee", "category").order_by("pk")


def buildings_with_entrances(community_id: int) -> list[Building]:
    """Return the buildings of a community, each with its entrances. Two statements."""
    return list(Building.objects.filter(community=community_id).prefetch_related("entrances"))


def _with_places(rows: QuerySet[Outage]) -> QuerySet[Outage]:
    places = OutagePlace.objects.select_related("building", "entrance__building", "home")
    return rows.prefetch_related(Prefetch("places", queryset=places))


def _covers() -> Q:
    """Return which places cover the home of the outer query."""
    floor = Q(floor__isnull=True) | Q(floor=OuterRef("floor"))
    return (
        Q(home=OuterRef("pk"))
        | Q(entrance=OuterRef("entrance")) & floor
        | Q(building=OuterRef("building")) & floor
    )
