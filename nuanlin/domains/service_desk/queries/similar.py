"""Open cases that may be the same fault: nearby, of the same kind, lately, in like words (B3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case as When
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models import When as If
from django.db.models.functions import Greatest
from django.utils import timezone

from nuanlin.domains.estate.models import CommonArea, Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    Category,
    FilePurpose,
    Kind,
    Urgency,
)
from nuanlin.domains.service_desk.queries.standing import Standing, standing, with_arrival
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing

LATELY = timedelta(days=14)
SHOWN = 5
NEARBY_SHOWN = 3
PHOTOS = 3
# From here on two texts speak of the same thing, on a scale of 0 to 1.
ALIKE = 0.35


@dataclass(frozen=True, slots=True)
class Fault:
    """What is compared: where, what and in which words; ``case_id`` is left out of the answer."""

    community_id: int
    category: Category | None = None
    home: Home | None = None
    area: CommonArea | None = None
    words: str = ""
    case_id: int | None = None

    @property
    def building_id(self) -> int | None:
        """The building in which it is."""
        return self.home.building_id if self.home else self.area.building_id if self.area else None


def fault_of(case: Case) -> Fault:
    """Return what a case is compared by; home, common area and category are read already."""
    return Fault(
        community_id=case.community_id,
        category=case.category,
        home=case.home,
        area=case.common_area,
        words=case.title,
        case_id=case.pk,
    )


def fault_at(
    community_id: int,
    *,
    category: Category | None,
    home_id: int | None,
    area_id: int | None,
    words: str,
    actor: Actor,
) -> Fault:
    """Return what is being recorded, at a door or area that the actor may know of."""
    homes = places_visible_to(actor, Home).filter(community=community_id)
    areas = places_visible_to(actor, CommonArea).filter(community=community_id)
    return Fault(
        community_id=community_id,
        category=category,
        home=homes.filter(pk=home_id).first() if home_id is not None else None,
        area=areas.filter(pk=area_id).first() if area_id is not None else None,
        words=words,
    )


def similar_for_desk(fault: Fault, actor: Actor) -> list[Any]:
    """Return up to five open cases that may be the same fault, the likeliest first.

    One statement. Each has ``photos``, ids of what came with the report, and ``reporters``.
    """
    return list(likeliest(fault, policy.visible_to(actor))[:SHOWN])


def similar_cases(case_id: int, actor: Actor) -> list[Any]:
    """Return what may be the same fault as a case that the actor works with. Raises Missing."""
    cases = policy.visible_to(actor).select_related("home", "common_area", "category")
    case = one(cases, case_id)
    if not policy.may_read_internal(actor, case):
        raise Missing
    return similar_for_desk(fault_of(case), actor)


def likeliest(fault: Fault, among: QuerySet[Case]) -> QuerySet[Case]:
    """Return what of ``among`` may be the same fault, the likeliest first; see ``Fault``."""
    words = fault.words.strip()[:200]
    if fault.category is None and not words:
        return among.none()
    alike: Any = Value(0.0, output_field=FloatField())
    if words:
        alike = Greatest(
            TrigramWordSimilarity(words, "title"), TrigramWordSimilarity(words, "description")
        )
    kind, near = _same_kind(fault.category), _nearness(fault)
    found = among.filter(
        community=fault.community_id,
        closed_at__isnull=True,
        merged_into__isnull=True,
        reported_at__gte=timezone.now() - LATELY,
    )
    if fault.case_id is not None:
        found = found.exclude(pk=fault.case_id)
    photos = CaseFile.objects.filter(
        case=OuterRef("pk"), purpose=FilePurpose.REPORT, file__kind="image"
    ).order_by("id")
    return (
        found.annotate(alike=alike, kindred=kind, near=near)
        .filter(Q(kindred__gt=0) | Q(alike__gte=ALIKE), near__gt=0)
        .annotate(
            photos=ArraySubquery(photos.values("file_id")[:PHOTOS]),
            reporters=Count("merged", filter=Q(merged__closed_at__isnull=True)) + 1,
        )
        .select_related("home", "common_area", "category", "assignee", "department")
        .order_by((F("kindred") + F("near") + 3 * F("alike")).desc(), "-reported_at")
    )


@dataclass(frozen=True, slots=True)
class Nearby:
    """A fault that others nearby have reported, as far as a resident may know of it.

    Of a common area everything is shown; of somebody's home no more than that it was reported.
    """

    id: int
    title: str
    where: str
    category: Category | None
    reported_at: datetime
    photos: list[UUID]
    reporters: int
    standing: Standing

    @property
    def public(self) -> bool:
        """Whether it is about a common area."""
        return bool(self.where)


def nearby(category: Category | None, actor: Actor) -> list[Nearby]:
    """Return what was reported near the first home of a resident and may be the same fault.

    Two statements; nothing for an emergency, which is always reported anew.
    """
    if category is None or category.urgency == Urgency.EMERGENCY:
        return []
    here = actor.homes[0]
    home = Home.objects.filter(pk=here.home_id).first()
    fault = Fault(community_id=here.community_id, category=category, home=home)
    found: Any = likeliest(fault, with_arrival(joinable(actor)))[:NEARBY_SHOWN]
    return [_nearby(case) for case in found]


def _nearby(case: Any) -> Nearby:
    area = case.common_area
    return Nearby(
        id=case.pk,
        title=case.title if area is not None else "",
        where=area.name if area is not None else "",
        category=case.category,
        reported_at=case.reported_at,
        photos=case.photos if area is not None else [],
        reporters=case.reporters,
        standing=standing(case, at_the_door=case.at_the_door),
    )


def joinable(actor: Actor) -> QuerySet[Case]:
    """Return the open faults near a resident's homes that can be reported by others as well."""
    communities = {home.community_id for home in actor.homes}
    buildings = Home.objects.filter(pk__in=actor.home_ids).values("building")
    own = Case.objects.filter(reporter=actor.person_id, closed_at__isnull=True)
    return (
        Case.objects.filter(
            Q(common_area__isnull=False) | Q(home__isnull=True) | Q(home__building__in=buildings),
            community__in=communities,
            kind=Kind.REPAIR,
            closed_at__isnull=True,
            merged_into__isnull=True,
            reported_at__gte=timezone.now() - LATELY,
        )
        .exclude(home__in=actor.home_ids)
        .exclude(Exists(own.filter(Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))))
    )


def public_photo(case_id: int, actor: Actor) -> QuerySet[CaseFile]:
    """Return the pictures of a report about a common area, which every neighbour may see."""
    cases = joinable(actor).filter(pk=case_id, common_area__isnull=False)
    return CaseFile.objects.filter(
        case__in=cases, purpose=FilePurpose.REPORT, file__kind="image"
    ).select_related("file")


def _same_kind(category: Category | None) -> When:
    """Return 2 for the same category, 1 for one of the same group, else 0."""
    same = category.pk if category is not None else None
    group = category.parent_id if category is not None else None
    return _points((Q(category=same), 2), (Q(category__parent=group), 1))


def _nearness(fault: Fault) -> When:
    """Return how near a case is: the same place or the next floor, the house, else 0."""
    steps: list[tuple[Q, int]] = []
    if fault.area is not None:
        steps.append((Q(common_area=fault.area.pk), 3))
    if fault.home is not None:
        steps.append((Q(home=fault.home.pk), 3))
        if fault.home.floor is not None:
            beside = (fault.home.floor - 1, fault.home.floor, fault.home.floor + 1)
            above = Q(home__entrance=fault.home.entrance_id, home__floor__in=beside)
            steps.append((above & Q(home__building=fault.home.building_id), 3))
    if fault.building_id is not None:
        here = Q(home__building=fault.building_id) | Q(common_area__building=fault.building_id)
        steps.append((here, 2))
    # A common area of no building in particular, or a place in words, may be near to anything.
    nowhere = Q(home__isnull=True, common_area__building__isnull=True)
    steps.append((nowhere if fault.building_id else Q(home__isnull=True), 1))
    return _points(*steps)


def _points(*steps: tuple[Q, int]) -> When:
    return When(
        *(If(condition, then=Value(points)) for condition, points in steps), default=Value(0)
    )
