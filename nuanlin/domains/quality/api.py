"""The figures through the API: the same numbers as on the page, and the cases behind each."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from nuanlin.domains.quality import queries
from nuanlin.domains.quality.figures import FIGURES, Unit
from nuanlin.domains.quality.periods import Length, Period, between, period_of
from nuanlin.domains.quality.queries import By, Scope, Values
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.schemas import Cursor, Day, Id

router = Router(tags=["figures"])


class FiguresIn(Schema):
    """A period and filters. ``day`` lies in the period; ``first`` and ``last`` go with "dates".

    A filter of 0 asks for what has none; without ``community_id`` it is all that you may read.
    """

    period: Length = Length.MONTH
    day: Day | None = None
    first: Day | None = None
    last: Day | None = None
    community_id: Id | None = None
    category_id: int | None = Field(None, ge=0, le=2**63 - 1)
    building_id: int | None = Field(None, ge=0, le=2**63 - 1)
    department_id: int | None = Field(None, ge=0, le=2**63 - 1)
    person_id: int | None = Field(None, ge=0, le=2**63 - 1)
    floor: int | None = Field(None, ge=-99, le=999)
    by: By = By.CATEGORY

    def scope(self) -> Scope:
        """Return what is asked for."""
        filters = ("category_id", "building_id", "department_id", "person_id", "floor")
        return Scope(
            period=self._period(),
            by=self.by,
            community_id=self.community_id,
            **{name: getattr(self, name) for name in filters},
        )

    def _period(self) -> Period:
        today = clock.today()
        if self.period != Length.DATES:
            return period_of(self.period, self.day or today, today)
        last = self.last or today
        return between(self.first or last.replace(day=1), last, today)


class DaysOut(Schema):
    """Whole days, both ends included."""

    first: date
    last: date


class ValueOut(Schema):
    """A value (null where there is nothing to reckon from) and the rows behind it.

    ``high`` is the 90th percentile of a time; ``number`` of ``of`` rows count.
    """

    value: float | None
    high: float | None
    number: int
    of: int


class FigureOut(Schema):
    """A figure: how it is counted, now, and in the period before."""

    key: str
    label: str
    unit: Unit
    counted: str
    now: ValueOut
    before: ValueOut


class StepOut(DaysOut):
    """A day, week or month of the period, with every figure by key."""

    values: dict[str, ValueOut]


class GroupOut(Schema):
    """One of what stands side by side (id 0: what has none), with every figure by key."""

    id: int
    values: dict[str, ValueOut]


class CellOut(Schema):
    """How many new cases came from one floor of a building."""

    building_id: int
    floor: int | None
    number: int


class ReportOut(Schema):
    """A report; ``running`` says that the period is not over and is compared with as many days."""

    period: DaysOut
    before: DaysOut
    running: bool
    figures: list[FigureOut]
    steps: list[StepOut]
    groups: list[GroupOut]
    heat: list[CellOut]


class LineOut(Schema):
    """A case behind a figure, when it counted, whose it was, and its own value if it has one."""

    case_id: int
    number: str
    title: str
    where: str
    at: datetime
    person: str
    value: float | None


class Lines(Schema):
    """A page of lines; ``total`` is the number that they stand behind."""

    items: list[LineOut]
    total: int
    next: str


@router.get("figures", response=ReportOut)
def read_figures(request: HttpRequest, asked: Query[FiguresIn]) -> Any:
    """Every figure of a period, as on the page of figures."""
    made = queries.report(asked.scope(), by=actor_of(request))
    period = made.scope.period
    return {
        "period": _days(period.days),
        "before": _days(period.before),
        "running": period.running,
        "figures": [
            {
                "key": key,
                "label": str(figure.label),
                "unit": figure.unit,
                "counted": str(figure.counted),
                "now": made.now[key]._asdict(),
                "before": made.before[key]._asdict(),
            }
            for key, figure in FIGURES.items()
        ],
        "steps": [{**_days(step.days), "values": _values(step.values)} for step in made.steps],
        "groups": [{"id": one.id, "values": _values(one.values)} for one in made.groups],
        "heat": [cell._asdict() for cell in made.heat],
    }


@router.get("figures/{slug:key}/cases", response=Lines)
def list_cases_behind(
    request: HttpRequest, key: str, asked: Query[FiguresIn], of: bool = False, after: Cursor = ""
) -> Any:
    """The cases behind a figure, the latest first; ``of``: what it is a share or average of."""
    figure = FIGURES.get(key)
    actor = actor_of(request)
    if figure is None:
        raise Missing
    page = queries.behind(figure, asked.scope(), by=actor, whole=of, after=after)
    items = [
        {
            "case_id": line.case.pk,
            "number": line.case.number,
            "title": line.case.title,
            "where": line.case.where,
            "at": line.at,
            "person": line.person,
            "value": line.value,
        }
        for line in page.lines
    ]
    return {"items": items, "total": page.total, "next": page.next}


def _days(days: Any) -> dict[str, date]:
    return {"first": days.first, "last": days.last}


def _values(values: Values) -> dict[str, Any]:
    return {key: value._asdict() for key, value in values.items()}
