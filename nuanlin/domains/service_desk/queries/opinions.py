"""What owners said, on which occasion, and what came of it (K3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Opinion
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock
from nuanlin.lib.paging import Slice, slice_of

PAGE = 100


@dataclass(frozen=True, slots=True)
class Heard:
    """How many opinions of a kind were heard on an occasion."""

    kind: str
    contact: str
    number: int


def opinions(
    community_id: int, actor: Actor, *, first: date, last: date, kind: str = "", after: str = ""
) -> Slice[Opinion]:
    """Return what owners said in a period, the latest first; of who oversees nothing, praise.

    One statement. Raises Missing for who does not work there.
    """
    rows = _of(community_id, actor, first, last).select_related("case", "home", "person", "praised")
    if kind:
        rows = rows.filter(kind=kind)
    return slice_of(rows, ("-heard_at", "-pk"), after=after, of="opinions", size=PAGE)


def opinion_figures(community_id: int, actor: Actor, *, first: date, last: date) -> list[Heard]:
    """Return how often what was heard where in a period, both days counted. One statement."""
    counted: Any = (
        _of(community_id, actor, first, last)
        .order_by()
        .values("kind", "contact")
        .annotate(number=Count("pk"))
        .order_by("contact", "kind")
    )
    return [Heard(**row) for row in counted]


def opinion(opinion_id: int, actor: Actor) -> Opinion | None:
    """Return an opinion that the actor may know of."""
    rows = policy.opinions_for(actor).select_related("case", "home", "person", "praised")
    return rows.filter(pk=opinion_id).first()


def _of(community_id: int, actor: Actor, first: date, last: date) -> QuerySet[Opinion]:
    policy.at_work_in(actor, community_id)
    first, last = min(first, last), max(first, last)
    return policy.opinions_for(actor).filter(
        community=community_id,
        heard_at__gte=clock.start_of(first),
        heard_at__lt=clock.bounds(last)[1],
    )
