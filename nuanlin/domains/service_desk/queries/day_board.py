"""The day by person and hour: who is there, who comes where, and what has no time yet (B4)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from nuanlin.domains.people.models import Absence, Duty
from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.models import (
    Appointment,
    AppointmentState,
    Case,
    State,
    Waiting,
)
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock

HOUR = 60
FIRST, LAST = 7 * HOUR, 21 * HOUR
MOST_WAITING = 30


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the day, in minutes since midnight."""

    start: int
    end: int

    @property
    def words(self) -> str:
        """From and until, as a clock shows them."""
        return f"{_shown(self.start)}–{_shown(self.end)}"

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody comes to a case; one that was kept, or is not the reader's to move, stays."""

    case: Case
    span: Span
    kept: bool
    movable: bool


@dataclass(slots=True)
class Person:
    """A row of the board; without ``pk`` it holds what nobody has been found for."""

    pk: int | None
    name: str
    department: str
    away: bool = False
    shifts: list[tuple[str, Span]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DayBoard:
    """One day of everybody who goes out."""

    day: date
    people: list[Person]
    waiting: list[Case]
    # From and until which minute of the day it is drawn, by whole hours.
    first: int
    last: int
    slot_minutes: int

    @property
    def hours(self) -> list[int]:
        """The hours across the top."""
        return list(range(self.first // HOUR, self.last // HOUR))


def day_board(actor: Actor, community_id: int, day: date) -> DayBoard:
    """Return the day board of a community. Six statements."""
    visits = _visits(actor, community_id, day)
    people = _people(community_id, day)
    nobody = Person(None, "", "")
    for staff_id, visit in visits:
        people.get(staff_id or 0, nobody).visits.append(visit)
    here = [one for one in people.values() if one.shifts or one.visits or not one.away]
    here.sort(key=lambda one: (not one.shifts and not one.visits, one.department, one.name))
    spans = [visit.span for _staff, visit in visits]
    return DayBoard(
        day=day,
        people=[*here, nobody] if nobody.visits else here,
        waiting=_waiting(actor, community_id),
        first=min([FIRST, *(span.start // HOUR * HOUR for span in spans)]),
        last=max([LAST, *(-(-span.end // HOUR) * HOUR for span in spans)]),
        slot_minutes=clocks.rules_of(community_id).slot_minutes,
    )


def _people(community_id: int, day: date) -> dict[int, Person]:
    away = set(
        Absence.objects.filter(starts_on__lte=day, ends_on__gte=day).values_list("staff", flat=True)
    )
    rows: Any = assignable_staff(community_id).filter(posts__role__in=policy.WORKERS)
    found: dict[int, Person] = {}
    for one in rows:
        found[one.pk] = Person(one.pk, str(one), one.department_name or "", one.pk in away)
    start, end = clock.bounds(day)
    duties = Duty.objects.filter(
        staff__in=list(found), community=community_id, period__overlap=(start, end)
    ).exclude(shift__on_call=True)
    for duty in duties.select_related("shift").order_by("period"):
        if duty.staff_id not in away:
            span = _span(duty.period, day)
            found[duty.staff_id].shifts.append((duty.shift.name, span))
    return found


def _visits(actor: Actor, community_id: int, day: date) -> list[tuple[int | None, Visit]]:
    booked = (
        Appointment.objects.filter(
            case__in=policy.visible_to(actor).filter(community=community_id),
            state__in=[AppointmentState.BOOKED, AppointmentState.KEPT],
            period__overlap=clock.bounds(day),
        )
        .select_related("case__home", "case__common_area")
        .order_by("period", "pk")
    )
    return [
        (
            one.staff_id,
            Visit(
                one.case,
                _span(one.period, day),
                kept=one.state == AppointmentState.KEPT,
                movable=one.state == AppointmentState.BOOKED and policy.may_assign(actor, one.case),
            ),
        )
        for one in booked
    ]


def _waiting(actor: Actor, community_id: int) -> list[Case]:
    rows = policy.visible_to(actor).filter(
        community=community_id,
        closed_at__isnull=True,
        state__in=[State.CLASSIFIED, State.ASSIGNED],
        appointment_at__isnull=True,
        waiting=Waiting.NOBODY,
        escalated=False,
    )
    return list(
        rows.select_related("home", "common_area", "assignee").order_by(
            "urgency_rank", "promised_at", "id"
        )[:MOST_WAITING]
    )


def _span(period: Any, day: date) -> Span:
    return Span(_minute(period.lower, day), _minute(period.upper, day))


def _minute(at: datetime, day: date) -> int:
    """Return a moment as minutes since the day's midnight, within the day."""
    minutes = int((at - clock.start_of(day)).total_seconds() // 60)
    return max(0, min(minutes, 24 * HOUR))


def _shown(minutes: int) -> str:
    return f"{minutes // HOUR:02}:{minutes % HOUR:02}"
