"""The reach ledger of a notice: how many know of it, since when, by what, and who does not yet.

At any size a page reads sums alone, and the doors of the one building that it draws.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
)
from django.db.models.functions import Extract, Floor
from django.utils import timezone

from nuanlin.domains.estate.models import Building, Home
from nuanlin.domains.estate.queries import Elevation, elevation_of
from nuanlin.domains.notices import policy
from nuanlin.domains.notices.models import OPEN, Attempt, Evidence, Notice, Reach, Standing
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import one
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.paging import Slice, slice_of

MILESTONES = (50, 90, 100)
PAGE = 200
_FIRM = frozenset({Standing.CONFIRMED, Standing.SPOKEN, Standing.HANDED})


class Shade(StrEnum):
    """How a door is drawn: what its home's standing comes to under the notice's terms."""

    KNOWS = "knows"
    SEEN = "seen"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    IN_VAIN = "in_vain"


def shade_of(standing: str, reached: bool) -> Shade:
    """Return how a home of this standing is drawn; ``reached`` is what the terms count."""
    if reached:
        return Shade.KNOWS if standing in _FIRM else Shade.SEEN
    if standing == Standing.WAITING:
        return Shade.WAITING
    # Seen, where the terms ask for an answer, is on its way.
    return Shade.UNDER_WAY if standing in OPEN | {Standing.SEEN} else Shade.IN_VAIN


class Share(NamedTuple):
    """So many homes of a building, and how many of them know."""

    building_id: int
    label: str
    homes: int
    reached: int


@dataclass(frozen=True, slots=True)
class Counts:
    """A notice's ledger in sums; ``by_way`` counts homes by what reached them."""

    homes: int
    reached: int
    shades: dict[Shade, int]
    by_way: dict[str, int]
    buildings: list[Share]

    @property
    def left(self) -> int:
        """Homes that still have to be told."""
        return self.homes - self.reached


class Tried(NamedTuple):
    """What came of the attempts by one way."""

    way: str
    attempts: int
    open: int
    in_vain: int


class Point(NamedTuple):
    """So many homes knew so many minutes after the sending."""

    minute: int
    homes: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How fast a notice spread; ``milestones`` are minutes to 50, 90 and 100 %, where reached."""

    points: list[Point]
    minutes: int
    milestones: dict[int, int | None]


class Door(NamedTuple):
    """A home as the building's drawing shows it; without a standing it is not concerned."""

    home: Home
    standing: Standing | None
    shade: Shade | None
    reached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A building: its elevation, and the door of each home by id."""

    building_id: int
    elevation: Elevation
    doors: dict[int, Door]


def notice_of(notice_id: int, actor: Actor) -> Notice:
    """Return a notice that went out, for whoever reads its ledger. Raises Missing."""
    rows = policy.in_office_of(actor).filter(sent_at__isnull=False).select_related("community")
    return one(rows, notice_id)


def counts_of(notice: Notice) -> Counts:
    """Return the ledger in sums. Two statements, however many homes."""
    found = (
        Reach.objects.filter(notice=notice)
        .values_list(
            "home__building",
            "standing",
            "reached_by",
            ExpressionWrapper(Q(reached_at__isnull=True), output_field=BooleanField()),
        )
        .annotate(number=Count("pk"))
        .order_by()
    )
    shades: Counter[Shade] = Counter()
    ways: Counter[str] = Counter()
    homes: Counter[int] = Counter()
    reached: Counter[int] = Counter()
    for building, standing, way, waits, number in found:
        shades[shade_of(standing, not waits)] += number
        homes[building] += number
        if not waits:
            ways[way] += number
            reached[building] += number
    return Counts(
        homes=homes.total(),
        reached=reached.total(),
        shades=dict(shades),
        by_way=dict(ways.most_common()),
        buildings=[
            Share(pk, label, homes[pk], reached[pk])
            for pk, label in Building.objects.filter(pk__in=homes)
            .order_by("order", "label")
            .values_list("pk", "label")
        ],
    )


def tried_of(notice: Notice) -> list[Tried]:
    """Return the attempts by way, the most frequent first. One statement."""
    in_vain = (
        Standing.NO_ANSWER,
        Standing.FAILED,
        Standing.REFUSED,
        Standing.UNREACHABLE,
    )
    rows = (
        Attempt.objects.filter(notice=notice)
        .values_list("way")
        .annotate(
            attempts=Count("pk"),
            open=Count("pk", filter=Q(standing__in=OPEN)),
            in_vain=Count("pk", filter=Q(standing__in=in_vain)),
        )
        .order_by("-attempts", "way")
    )
    return [Tried(*row) for row in rows]


def curve_of(notice: Notice, homes: int) -> Curve:
    """Return how fast ``homes`` came to know. One statement, at most a row a minute."""
    taken = ExpressionWrapper(
        Floor(Extract(F("reached_at") - notice.sent_at, "epoch") / 60),
        output_field=IntegerField(),
    )
    rows = (
        Reach.objects.filter(notice=notice, reached_at__isnull=False)
        .values_list(taken)
        .annotate(number=Count("pk"))
        .order_by()
    )
    # A bearer's clock may run a little ahead of ours.
    by_minute: Counter[int] = Counter()
    for minute, number in rows:
        by_minute[max(0, minute)] += number
    points, so_far = [], 0
    for minute in sorted(by_minute):
        so_far += by_minute[minute]
        points.append(Point(minute, so_far))
    return Curve(points, _minutes_shown(notice, points), _milestones(points, homes))


def _minutes_shown(notice: Notice, points: list[Point]) -> int:
    last = points[-1].minute if points else 0
    if notice.sent_at is None or (notice.ended_at is not None and points):
        return max(1, last)
    until = notice.ended_at or timezone.now()
    return max(1, last, ceil((until - notice.sent_at) / timedelta(minutes=1)))


def _milestones(points: Iterable[Point], homes: int) -> dict[int, int | None]:
    found: dict[int, int | None] = dict.fromkeys(MILESTONES)
    for minute, so_far in points:
        for percent in MILESTONES:
            if found[percent] is None and so_far * 100 >= homes * percent:
                # What took less than a minute took one.
                found[percent] = minute + 1
    return found


def drawing_of(notice: Notice, building_id: int) -> Drawing:
    """Return one of the ledger's buildings as floors and doors. Two statements."""
    elevation = elevation_of(Building(pk=building_id))
    told = {
        home: (Standing(standing), at)
        for home, standing, at in Reach.objects.filter(
            notice=notice, home__building=building_id
        ).values_list("home", "standing", "reached_at")
    }
    doors = {}
    for floor in elevation.floors:
        for home in (home for cell in floor.cells for home in cell):
            standing, at = told.get(home.pk, (None, None))
            shade = None if standing is None else shade_of(standing, at is not None)
            doors[home.pk] = Door(home, standing, shade, at)
    return Drawing(building_id, elevation, doors)


def rows_of(notice: Notice) -> QuerySet[Reach]:
    """Return the ledger's rows in the order of their doors."""
    return (
        Reach.objects.filter(notice=notice)
        .select_related("home__building")
        .order_by("home__order", "home__plate", "pk")
    )


def slice_of_rows(
    notice: Notice, *, after: str, reached: bool | None = None, building_id: int | None = None
) -> Slice[Reach]:
    """Return a page of the ledger's rows that follow the cursor, each with ``tried``."""
    rows = rows_of(notice).prefetch_related(_tried())
    if reached is not None:
        rows = rows.filter(reached_at__isnull=not reached)
    if building_id is not None:
        rows = rows.filter(home__building=building_id)
    columns = ("home__order", "home__plate", "pk")
    return slice_of(rows, columns, after=after, of=f"reach.{notice.pk}", size=PAGE)


def unreached(notice: Notice, building_id: int | None = None) -> QuerySet[Reach]:
    """Return who has still to be told, by building and door, each with its attempts ``tried``."""
    rows = rows_of(notice).filter(reached_at__isnull=True).prefetch_related(_tried())
    if building_id is not None:
        rows = rows.filter(home__building=building_id)
    return rows.order_by(
        "home__building__order", "home__building__label", "home__order", "home__plate"
    )


def _tried() -> Any:
    return Prefetch("attempts", Attempt.objects.order_by("stood_at", "pk"), to_attr="tried")


def attempts_of(notice: Notice) -> QuerySet[Attempt]:
    """Return all attempts by door and time."""
    return (
        Attempt.objects.filter(notice=notice)
        .select_related("reach__home", "person", "staff")
        .order_by("reach__home__order", "reach", "made_at", "pk")
    )


def story_of(notice: Notice, home_id: int) -> tuple[Reach, list[Attempt]]:
    """Return a home's row with its slip, and every attempt. Two statements. Raises Missing."""
    lines = rows_of(notice).select_related("slip__photo", "slip__signature")
    reach = lines.filter(home=home_id).first()
    if reach is None:
        raise Missing
    rows = reach.attempts.select_related("person", "staff").order_by("made_at", "pk")
    return reach, list(rows)


def evidence_of(notice_id: int, evidence_id: int, actor: Actor) -> Evidence:
    """Return what was handed out about a notice, for whoever reads its ledger. Raises Missing."""
    notice = notice_of(notice_id, actor)
    rows = Evidence.objects.filter(notice=notice).select_related("notice__community", "made_by")
    return one(rows, evidence_id)
