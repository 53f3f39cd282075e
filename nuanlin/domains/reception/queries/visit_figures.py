"""How long visitors wait, and what they come for (D2, Q4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Extract, ExtractHour, TruncDate

from nuanlin.domains.reception import visitors
from nuanlin.domains.reception.models import Visit, VisitOutcome, VisitPurpose
from nuanlin.domains.reception.queries.visits import rules_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

LONGEST = timedelta(days=366)


class By(StrEnum):
    """What the visits of a period are put together by."""

    DAY = "day"
    HOUR = "hour"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class Waits:
    """The visits of a day, an hour or a purpose; waits in minutes, None where nobody waited.

    ``late`` were served after an apology was due; ``left`` went without being served.
    """

    key: date | int | str
    visits: int
    half: float | None
    nine_of_ten: float | None
    late: int
    left: int


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """The counter in a period: altogether, by day or hour, and by purpose."""

    first: date
    last: date
    by: By
    whole: Waits
    steps: list[Waits]
    purposes: list[Waits]
    apology_minutes: int


def visit_figures(
    community_id: int, actor: Actor, *, first: date, last: date, by: By
) -> VisitFigures:
    """Return the figures of a period, both days counted. Four statements.

    Raises Missing for who does not read them; a period longer than a year is cut at its beginning.
    """
    visitors.reads_figures_of(actor, community_id)
    first, last = min(first, last), max(first, last)
    first = max(first, last - LONGEST)
    minutes = rules_of(community_id).apology_minutes
    rows = visitors.visible_to(actor).filter(
        community=community_id,
        arrived_at__gte=clock.start_of(first),
        arrived_at__lt=clock.bounds(last)[1],
    )
    steps = (
        _grouped(rows, TruncDate("arrived_at", tzinfo=clock.SHANGHAI), minutes)
        if by == By.DAY
        else _grouped(rows, ExtractHour("arrived_at", tzinfo=clock.SHANGHAI), minutes)
    )
    found = {one.key: one for one in _grouped(rows, F("purpose"), minutes)}
    purposes = [found[key] for key in VisitPurpose.values if key in found]
    whole = _grouped(rows, Value("all"), minutes)
    return VisitFigures(
        first,
        last,
        by,
        whole[0] if whole else Waits("all", 0, None, None, 0, 0),
        steps,
        purposes,
        minutes,
    )


class _Percentile(Func):
    """A percentile of what is counted; ``share`` between 0 and 1."""

    contains_aggregate = True
    template = "percentile_cont(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, minutes: Combinable, share: float) -> None:
        super().__init__(minutes, share=share, output_field=FloatField())

    def get_group_by_cols(self) -> list[Any]:
        return []


def _grouped(rows: QuerySet[Visit], key: Any, apology_minutes: int) -> list[Waits]:
    waited = Coalesce("served_at", "ended_at") - F("arrived_at")
    minutes = Extract(waited, "epoch") / 60.0
    late = Q(served_at__gte=F("arrived_at") + timedelta(minutes=apology_minutes))
    counted = (
        rows.annotate(key=key)
        .order_by()
        .values("key")
        .annotate(
            visits=Count("pk"),
            half=_Percentile(minutes, 0.5),
            nine_of_ten=_Percentile(minutes, 0.9),
            late=Count("pk", filter=late),
            left=Count("pk", filter=Q(outcome=VisitOutcome.LEFT)),
        )
        .order_by("key")
    )
    return [Waits(**row) for row in counted]
