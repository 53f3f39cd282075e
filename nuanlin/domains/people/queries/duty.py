"""Who works when: the week's plan, and who is on duty at a moment (A3)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chinese_calendar import constants
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from nuanlin.domains.people import policy
from nuanlin.domains.people.models import Absence, Duty, Post, Shift, StaffMember
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.fetching import one
from nuanlin.lib import clock

WEEKDAYS = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the plan; a statutory holiday, or a weekend day worked in a holiday's stead."""

    day: date
    holiday: bool
    makes_up: bool
    today: bool

    @property
    def name(self) -> str:
        """The day of the week."""
        return str(WEEKDAYS[self.day.weekday()])

    @property
    def date(self) -> str:
        """Month and day."""
        return clock.told_day(self.day)

    @property
    def at_rest(self) -> bool:
        """Whether most of the country rests on it."""
        return self.holiday or (self.day.weekday() >= 5 and not self.makes_up)


@dataclass(slots=True)
class Cell:
    """One day of one person."""

    day: PlanDay
    shifts: list[Shift] = field(default_factory=list)
    away: bool = False


@dataclass(slots=True)
class Row:
    """One person's week."""

    staff: StaffMember
    department: str
    plannable: bool
    cells: list[Cell]

    @property
    def hours(self) -> float:
        """How many hours of ordinary work are planned."""
        shifts = [one for cell in self.cells for one in cell.shifts if not one.on_call]
        return round(sum(_hours(shift) for shift in shifts), 1)


@dataclass(slots=True)
class Week:
    """The plan of a week, a group of rows for each department."""

    monday: date
    days: list[PlanDay]
    shifts: list[Shift]
    groups: list[tuple[str, list[Row]]]
    away: list[Absence]
    # How many work on each day.
    working: list[int]

    @property
    def plannable(self) -> bool:
        """Whether the reader plans for anybody."""
        return any(row.plannable for _name, rows in self.groups for row in rows)


def monday_of(day: date) -> date:
    """Return the Monday of the week in which ``day`` lies."""
    return day - timedelta(days=day.weekday())


def week_plan(actor: Actor, community_id: int, monday: date) -> Week:
    """Return who works when in a week, by department. Five statements."""
    today, sunday = clock.today(), monday + timedelta(days=6)
    days = [_plan_day(monday + timedelta(days=ahead), today) for ahead in range(7)]
    mine = policy.plannable(actor, community_id).filter(pk=OuterRef("pk"))
    duties: dict[tuple[int, date], list[Shift]] = {}
    for duty in (
        Duty.objects.filter(community=community_id, day__range=(monday, sunday))
        .select_related("shift")
        .order_by("shift__on_call", "shift__starts")
    ):
        duties.setdefault((duty.staff_id, duty.day), []).append(duty.shift)
    people = (
        StaffMember.objects.filter(running(today, "posts__"), posts__community=community_id)
        .exclude(posts__role=Role.ADMINISTRATOR)
        .annotate(mine=Exists(mine), department=F("posts__department__name"))
        .order_by("posts__department__kind", "department", "name", "pk")
    )
    away = list(
        Absence.objects.filter(staff__posts__community=community_id, ends_on__gte=monday)
        .filter(starts_on__lte=sunday)
        .select_related("staff")
        .order_by("starts_on", "pk")
        .distinct()
    )
    groups: dict[str, list[Row]] = {}
    seen: set[int] = set()
    for staff in people:
        if staff.pk in seen:
            continue
        seen.add(staff.pk)
        cells = [
            Cell(
                day,
                duties.get((staff.pk, day.day), []),
                any(a.staff_id == staff.pk and a.starts_on <= day.day <= a.ends_on for a in away),
            )
            for day in days
        ]
        row = Row(staff, staff.department or "", staff.mine, cells)
        groups.setdefault(row.department, []).append(row)
    rows = [row for some in groups.values() for row in some]
    working = [sum(any(not s.on_call for s in row.cells[at].shifts) for row in rows)
               for at in range(7)]  # fmt: skip
    return Week(monday, days, shifts_of(community_id), list(groups.items()), away, working)


def shifts_of(community_id: int) -> list[Shift]:
    """Return the shifts that can be planned in a community."""
    return list(Shift.objects.filter(community=community_id, retired=False))


def after_press(community_id: int, *, staff_id: int, day: date, shift_id: int | None) -> list[int]:
    """Return what a day holds after its cell was pressed with a shift chosen.

    The shift takes the place of the one of its sort; the same again takes it away, and none
    empties the day.
    """
    if shift_id is None:
        return []
    held = list(
        Shift.objects.filter(duties__staff=staff_id, duties__day=day, community=community_id)
    )
    if any(shift.pk == shift_id for shift in held):
        return [shift.pk for shift in held if shift.pk != shift_id]
    chosen = one(Shift.objects.filter(community=community_id, retired=False), shift_id)
    return [chosen.pk, *(shift.pk for shift in held if shift.on_call != chosen.on_call)]


def shift_of(actor: Actor, shift_id: int) -> Shift:
    """Return a shift that the actor keeps. Raises Missing."""
    shift = one(Shift.objects.filter(retired=False), shift_id)
    if not policy.may_plan_duty(actor, shift.community_id):
        return one(Shift.objects.none(), shift_id)
    return shift


def plannable_staff(actor: Actor, community_id: int) -> list[StaffMember]:
    """Return whose duty the actor plans, by name."""
    return list(policy.plannable(actor, community_id).order_by("name", "pk"))


def on_duty(community_id: int, at: datetime, *, on_call: bool = False) -> QuerySet[StaffMember]:
    """Return who works at a moment, or who answers as duty manager then: one index range.

    Who is away, or holds no post there, does not count.
    """
    return StaffMember.objects.filter(
        pk__in=duties_at(community_id, at, on_call=on_call).values("staff")
    )


def duties_at(community_id: int, at: datetime, *, on_call: bool = False) -> QuerySet[Duty]:
    """Return the duties that run at a moment, of those who are here."""
    day = clock.local_day(at)
    posts = Post.objects.filter(running(day), staff=OuterRef("staff"), community=community_id)
    return Duty.objects.filter(
        Exists(posts),
        ~Exists(absent(day).filter(staff=OuterRef("staff"))),
        community=community_id,
        # A shift of yesterday may last over midnight.
        day__in=[day - timedelta(days=1), day],
        shift__on_call=on_call,
        period__contains=at,
    )


def absent(day: date) -> QuerySet[Absence]:
    """Return the absences that cover a day."""
    return Absence.objects.filter(starts_on__lte=day, ends_on__gte=day)


def _plan_day(day: date, today: date) -> PlanDay:
    return PlanDay(day, day in constants.holidays, day in constants.workdays and
                   day.weekday() >= 5, day == today)  # fmt: skip


def _hours(shift: Shift) -> float:
    minutes = (shift.ends.hour - shift.starts.hour) * 60 + shift.ends.minute - shift.starts.minute
    return (minutes + (24 * 60 if shift.overnight else 0)) / 60
