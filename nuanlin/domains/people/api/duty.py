"""Who works when, through the API: shifts, the week's plan, absences, who is on duty (A3)."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions import duty as actions
from nuanlin.domains.people.models import ShiftColour
from nuanlin.domains.people.queries import duty as queries
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib import clock
from nuanlin.lib.schemas import Day, Id, Moment, TimeOfDay, fits

router = Router(tags=["duty"])
ShiftName = Annotated[str, Field(min_length=1, max_length=12), fits(12)]


class ShiftOut(Schema):
    """A shift; it ends on the next day if it ends no later than it begins."""

    id: int
    name: str
    starts: TimeOfDay
    ends: TimeOfDay
    colour: str
    on_call: bool


class ShiftIn(Schema):
    """What is said of a shift; ``on_call`` is the duty manager's, beside ordinary work."""

    name: ShiftName
    starts: TimeOfDay
    ends: TimeOfDay
    colour: ShiftColour = ShiftColour.JADE
    on_call: bool = False

    def facts(self) -> actions.ShiftFacts:
        """Return it for the action, to the minute."""
        minute = {"second": 0, "microsecond": 0, "tzinfo": None}
        return actions.ShiftFacts(
            name=self.name,
            starts=self.starts.replace(**minute),  # type: ignore[arg-type]
            ends=self.ends.replace(**minute),  # type: ignore[arg-type]
            colour=self.colour.value,
            on_call=self.on_call,
        )


class DutyOut(Schema):
    """Somebody works a shift on a day."""

    staff_id: int
    day: date
    shift_id: int


class AbsenceOut(Schema):
    """Somebody is away."""

    id: int
    staff_id: int
    starts_on: date
    ends_on: date


class WeekOut(Schema):
    """The plan of a week."""

    monday: date
    shifts: list[ShiftOut]
    duties: list[DutyOut]
    away: list[AbsenceOut]


class DutyIn(Schema):
    """Exactly these shifts: none, one, or one and an on-call one."""

    shift_ids: Annotated[list[Id], Field(max_length=2)]


class RepeatIn(Schema):
    """Which week is repeated, and for how many weeks."""

    week: Day
    weeks: Annotated[int, Field(ge=1, le=actions.MOST_WEEKS)] = 1


class AbsenceIn(Schema):
    """Who is away from one day to another."""

    staff_id: Id
    starts_on: Day
    ends_on: Day


class ColleagueOut(Schema):
    """Somebody who works here."""

    id: int
    name: str
    known_as: str


class OnDutyOut(Schema):
    """Who works at a moment, and who answers for the office as duty manager then."""

    at: Moment
    working: list[ColleagueOut]
    duty_managers: list[ColleagueOut]


@router.get("communities/{int:community_id}/duty", response=WeekOut)
def read_duty_plan(request: HttpRequest, community_id: Id, week: Day | None = None) -> Any:
    """Who works when in the week in which a day lies, this week without one."""
    return _week(request, community_id, week or clock.today())


@router.put("communities/{int:community_id}/duty/{int:staff_id}/{day}", response=WeekOut)
def set_duty(request: HttpRequest, community_id: Id, staff_id: Id, day: Day, sent: DutyIn) -> Any:
    """Let somebody work exactly these shifts on a day, as head or manager."""
    by = actor_of(request)
    once(
        lambda: actions.set_duty(
            community_id, staff_id=staff_id, day=day, shift_ids=sent.shift_ids, by=by
        ),
        by=by,
    )
    return _week(request, community_id, day)


@router.post("communities/{int:community_id}/duty/repetition", response=WeekOut)
def repeat_duty_week(request: HttpRequest, community_id: Id, sent: RepeatIn) -> Any:
    """Repeat a week in those after it, into empty days alone."""
    by, monday = actor_of(request), queries.monday_of(sent.week)
    once(lambda: actions.copy_week(community_id, monday=monday, weeks=sent.weeks, by=by), by=by)
    return _week(request, community_id, sent.week)


@router.get("communities/{int:community_id}/on-duty", response=OnDutyOut)
def read_on_duty(request: HttpRequest, community_id: Id, at: Moment | None = None) -> Any:
    """Who works at a moment, now without one."""
    _works_in(request, community_id)
    then = at or timezone.now()
    return {
        "at": then,
        "working": queries.on_duty(community_id, then).order_by("name", "pk"),
        "duty_managers": queries.on_duty(community_id, then, on_call=True).order_by("name", "pk"),
    }


@router.post("communities/{int:community_id}/shifts", response={201: ShiftOut})
def add_shift(request: HttpRequest, community_id: Id, sent: ShiftIn) -> Any:
    """Add a shift, as a manager."""
    by = actor_of(request)
    made = once(lambda: actions.add_shift(community_id, facts=sent.facts(), by=by), by=by)
    return Status(201, queries.shift_of(by, made))


@router.put("shifts/{int:shift_id}", response=ShiftOut)
def edit_shift(request: HttpRequest, shift_id: Id, sent: ShiftIn) -> Any:
    """Change a shift; from today on whoever has it works by the new times."""
    by = actor_of(request)
    once(lambda: actions.edit_shift(shift_id, facts=sent.facts(), by=by), by=by)
    return queries.shift_of(by, shift_id)


@router.delete("shifts/{int:shift_id}", response={204: None})
def retire_shift(request: HttpRequest, shift_id: Id) -> Any:
    """Offer a shift no longer; what was planned with it after today goes."""
    by = actor_of(request)
    once(lambda: actions.retire_shift(shift_id, by=by), by=by)
    return Status(204, None)


@router.post("communities/{int:community_id}/absences", response={201: None})
def note_absence(request: HttpRequest, community_id: Id, sent: AbsenceIn) -> Any:
    """Note that somebody is away; after three days or more unbegun work returns to the queue."""
    by = actor_of(request)
    once(lambda: actions.note_absence(community_id, **sent.dict(), by=by), by=by)
    return Status(201, None)


@router.delete("communities/{int:community_id}/absences/{int:absence_id}", response={204: None})
def end_absence(request: HttpRequest, community_id: Id, absence_id: Id) -> Any:
    """Somebody is back."""
    by = actor_of(request)
    once(lambda: actions.end_absence(absence_id, community_id=community_id, by=by), by=by)
    return Status(204, None)


def _works_in(request: HttpRequest, community_id: int) -> None:
    if not actor_of(request).holds(in_community=community_id):
        raise Missing


def _week(request: HttpRequest, community_id: int, day: date) -> dict[str, Any]:
    _works_in(request, community_id)
    week = queries.week_plan(actor_of(request), community_id, queries.monday_of(day))
    duties = [
        {"staff_id": row.staff.pk, "day": cell.day.day, "shift_id": shift.pk}
        for _name, rows in week.groups
        for row in rows
        for cell in row.cells
        for shift in cell.shifts
    ]
    return {"monday": week.monday, "shifts": week.shifts, "duties": duties, "away": week.away}
