"""The paper round as the desk and the bearer read it: doors, times, what proves them (F3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from nuanlin.domains.estate.models import Building
from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import BROUGHT, Notice, NoticeState, Slip
from nuanlin.domains.notices.rules import Terms
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing

LISTED = 200
# Nobody has brought it yet, and nobody there has heard of it in another way.
TO_BRING = ~Q(result__in=BROUGHT) & Q(reach__reached_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Lot:
    """The slips of a building: how many, how many are still to be brought."""

    building_id: int
    building: str
    slips: int
    left: int


@dataclass(frozen=True, slots=True)
class PaperProof:
    """When papers came to their doors, and how many of them in time."""

    slips: int
    left: int
    handed: int
    at_door: int
    refused: int
    silent: int
    told_otherwise: int
    first_at: datetime | None
    last_at: datetime | None
    in_time: int
    latest: datetime | None

    @property
    def brought(self) -> int:
        """How many papers are where they belong."""
        return self.handed + self.at_door


@dataclass(frozen=True, slots=True)
class Carried:
    """A notice somebody may carry to doors, with what is left of it by building."""

    notice: Notice
    lots: list[Lot]


def notice_on_paper(notice_id: int, actor: Actor) -> Notice:
    """Return a notice that ``actor`` may carry, with its community. Raises Missing."""
    notice = one(policy.in_office_of(actor).select_related("community"), notice_id)
    policy.at_work_in(actor, notice.community_id)
    return notice


def proof_of(notice: Notice) -> PaperProof:
    """Return how the papers of a notice stand, and whether they came in time. One statement."""
    latest = latest_of(notice)
    brought = Q(result__in=BROUGHT)
    in_time = brought & Q(done_at__lte=latest) if latest is not None else brought
    return PaperProof(
        latest=latest,
        **Slip.objects.filter(notice=notice).aggregate(
            slips=Count("pk"),
            left=Count("pk", filter=TO_BRING),
            handed=Count("pk", filter=Q(result="handed")),
            at_door=Count("pk", filter=Q(result="at_door")),
            refused=Count("pk", filter=Q(result="refused")),
            silent=Count("pk", filter=Q(result="no_answer") & TO_BRING),
            told_otherwise=Count("pk", filter=~brought & Q(reach__reached_at__isnull=False)),
            first_at=Min("done_at", filter=brought),
            last_at=Max("done_at", filter=brought),
            in_time=Count("pk", filter=in_time),
        ),
    )


def latest_of(notice: Notice) -> datetime | None:
    """Return by when a notice should be at the doors; None where the kind has no such rule."""
    hours = Terms.of_json(notice.terms).lead_hours if notice.terms else 0
    if not hours or notice.starts_at is None:
        return None
    return notice.starts_at - timedelta(hours=hours)


def lots_of(notice: Notice) -> list[Lot]:
    """Return the slips of a notice by building. One statement."""
    return [Lot(*row[1:]) for row in _lots(Slip.objects.filter(notice=notice))]


def bearers_of(notice: Notice) -> list[tuple[str, int, datetime]]:
    """Return who brought how many papers, and when the last one. One statement."""
    rows = (
        Slip.objects.filter(notice=notice, result__in=BROUGHT)
        .values_list("bearer__known_as", "bearer__name")
        .annotate(many=Count("pk"), last=Max("done_at"))
        .order_by("-many")
    )
    return [(known_as or name, many, last) for known_as, name, many, last in rows]


def to_bring(notice: Notice) -> list[Slip]:
    """Return the doors that have no paper yet, in walking order. One statement."""
    slips = Slip.objects.filter(TO_BRING, notice=notice)
    return list(slips.select_related("reach__home__building").order_by("order")[:LISTED])


def slips_to_print(notice: Notice, building_id: int | None) -> list[Slip]:
    """Return the slips of a building or of all that are still to be brought. One statement."""
    slips = Slip.objects.filter(TO_BRING, notice=notice)
    if building_id is not None:
        slips = slips.filter(reach__home__building=building_id)
    joined = slips.select_related("reach__home__building", "reach__home__entrance")
    return list(joined.order_by("order"))


def building_of(notice: Notice, building_id: int) -> Building:
    """Return a building in which the notice has slips. Raises Missing."""
    here = Slip.objects.filter(notice=notice, reach__home__building=OuterRef("pk"))
    return one(Building.objects.filter(Exists(here)), building_id)


def walk_of(notice: Notice, building_id: int) -> list[tuple[str, list[Slip]]]:
    """Return the doors of a building by entrance, in walking order. One statement.

    Raises Missing where there is none.
    """
    slips = (
        Slip.objects.filter(notice=notice, reach__home__building=building_id)
        .select_related("reach__home__entrance", "reach__home__building", "bearer")
        .order_by("order")
    )
    groups = [
        (entrance, list(some))
        for entrance, some in groupby(slips, key=lambda slip: _entrance(slip))
    ]
    if not groups:
        raise Missing
    return groups


def carried_by(actor: Actor) -> list[Carried]:
    """Return what ``actor`` may carry to doors where they work. Two statements, one if nothing."""
    communities = actor.communities()
    running = Slip.objects.filter(
        TO_BRING, notice__state=NoticeState.RUNNING, notice__community__in=communities
    ).filter(Q(notice__until__isnull=True) | Q(notice__until__gt=timezone.now()))
    lots = list(_lots(running))
    notices = Notice.objects.in_bulk({row[0] for row in lots}) if lots else {}
    return [
        Carried(notices[notice_id], [Lot(*row[1:]) for row in rows])
        for notice_id, rows in groupby(lots, key=lambda row: row[0])
    ]


def _lots(slips: QuerySet[Slip]) -> Sequence[tuple[int, int, str, int, int]]:
    building = "reach__home__building"
    return list(
        slips.values_list("notice", building, f"{building}__label")
        .annotate(slips=Count("pk"), left=Count("pk", filter=TO_BRING))
        .order_by("notice", F(f"{building}__order"), building)
    )


def _entrance(slip: Slip) -> str:
    entrance = slip.reach.home.entrance
    return entrance.label if entrance is not None else ""


def place_of(slip_id: int, actor: Actor) -> Slip:
    """Return a slip with its home, where ``actor`` works. Raises Missing."""
    slips = Slip.objects.filter(notice__in=policy.in_office_of(actor))
    return one(slips.select_related("reach__home"), slip_id)
