"""Wishes that could not be met, and what they teach (D5, Q4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import DeclinedWish
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, slice_of

PAGE = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """Declined wishes put together: how many, and of those asked how many went the other way."""

    key: str
    number: int
    asked: int
    taken_up: int


@dataclass(frozen=True, slots=True)
class DeclinedFigures:
    """Declined wishes of a period: altogether, by reason, and by category."""

    whole: Tally
    reasons: list[Tally]
    categories: list[Tally]


def declined_wishes(
    community_id: int, actor: Actor, *, first: date, last: date, why: str = "", after: str = ""
) -> Slice[DeclinedWish]:
    """Return the declined wishes of a period, the latest first. Raises Missing. One statement."""
    rows = _of(community_id, actor, first, last).select_related(
        "case__home", "case__reporter", "home", "person"
    )
    if why:
        rows = rows.filter(why=why)
    return slice_of(rows, ("-made_at", "-pk"), after=after, of="declined", size=PAGE)


def declined_figures(
    community_id: int, actor: Actor, *, first: date, last: date
) -> DeclinedFigures:
    """Return what was declined in a period, both days counted. Raises Missing. Two statements."""
    rows = _of(community_id, actor, first, last)
    reasons = _tallied(rows, "why")
    whole = Tally(
        "",
        sum(one.number for one in reasons),
        sum(one.asked for one in reasons),
        sum(one.taken_up for one in reasons),
    )
    return DeclinedFigures(whole, reasons, _tallied(rows, "case__category__name_zh"))


def declined_wish(declined_id: int, actor: Actor) -> DeclinedWish | None:
    """Return a declined wish that the actor may know of."""
    rows = policy.declined_for(actor).select_related("case", "home", "person")
    return rows.filter(pk=declined_id).first()


def _of(community_id: int, actor: Actor, first: date, last: date) -> QuerySet[DeclinedWish]:
    policy.at_overview_of(actor, community_id)
    first, last = min(first, last), max(first, last)
    return policy.declined_for(actor).filter(
        community=community_id,
        made_at__gte=clock.start_of(first),
        made_at__lt=clock.bounds(last)[1],
    )


def _tallied(rows: QuerySet[DeclinedWish], column: str) -> list[Tally]:
    counted: Any = (
        rows.order_by()
        .values(key=Coalesce(column, Value("")))
        .annotate(
            number=Count("pk"),
            asked=Count("pk", filter=Q(taken_up__isnull=False)),
            taken_up=Count("pk", filter=Q(taken_up=True)),
        )
        .order_by("-number", "key")
    )
    return [Tally(**row) for row in counted]
