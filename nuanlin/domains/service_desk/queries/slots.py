"""Times that can be offered to an owner: from the duty plan, less what is arranged already (B2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from nuanlin.domains.people.models import Absence, Department, Duty, Post
from nuanlin.domains.people.queries import running
from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.models import (
    Appointment,
    AppointmentState,
    Case,
    Category,
    ServiceRules,
    Skill,
)
from nuanlin.foundation.accounts.actors import Role
from nuanlin.lib import clock

# Nobody can be there sooner; and nobody rings at night, whoever is on duty.
LEAD = timedelta(minutes=45)
FIRST_HOUR, LAST_HOUR = 8, 21


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be offered, and who could come then, the least busy first."""

    start: datetime
    end: datetime
    staff: tuple[int, ...]

    @property
    def value(self) -> str:
        """How a form writes it."""
        return self.start.isoformat()

    @property
    def words(self) -> str:
        """The time as people say it."""
        return f"{clock.told(self.start)}–{clock.local(self.end):%H:%M}"


def free_slots(
    community_id: int,
    category: Category | None,
    *,
    department_id: int | None = None,
    staff_id: int | None = None,
    case_id: int | None = None,
    besides: Iterable[int] = (),
    most: int | None = None,
) -> list[Slot]:
    """Return the next free times at which somebody who does such work is on duty.

    ``staff_id`` asks for one person's times alone; what ``case_id`` has arranged itself does not
    count as taken, and nobody of ``besides`` is offered. Three statements.
    """
    rules, now = clocks.rules_of(community_id), timezone.now()
    until = now + timedelta(days=rules.slot_days)
    apart = set(besides)
    found = _duties(community_id, category, department_id, staff_id, now, until)
    duties = [duty for duty in found if duty[0] not in apart]
    if not duties:
        return []
    people = {staff for staff, _skilled, _period in duties}
    taken: dict[int, list[Any]] = {}
    booked = Appointment.objects.filter(
        staff__in=people, state=AppointmentState.BOOKED, period__overlap=(now, until)
    ).exclude(case=case_id)
    for staff, period in booked.values_list("staff", "period"):
        taken.setdefault(staff, []).append(period)
    return _offered(duties, taken, rules, now, most or rules.slots_offered)


def slots_of(case: Case) -> list[Slot]:
    """Return the times that can be offered for a case; its assignee's own, if there is one."""
    return free_slots(
        case.community_id,
        case.category,
        department_id=case.department_id,
        staff_id=case.assignee_id,
        case_id=case.pk,
        besides=case.targets.values_list("staff", flat=True) if case.guard else (),
    )


def _duties(
    community_id: int,
    category: Category | None,
    department_id: int | None,
    staff_id: int | None,
    now: datetime,
    until: datetime,
) -> Iterator[tuple[int, bool, Any]]:
    posts = Post.objects.filter(
        running(clock.today()), staff=OuterRef("staff"), community=community_id
    ).exclude(role__in=[Role.FINANCE, Role.MANAGER, Role.FRONT_DESK, Role.ADMINISTRATOR])
    kinds = [category.pk, category.parent_id] if category is not None else []
    skilled = Exists(Skill.objects.filter(staff=OuterRef("staff"), category__in=kinds))
    away = Absence.objects.filter(
        staff=OuterRef("staff"), starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day")
    )
    duties = Duty.objects.filter(
        ~Exists(away),
        community=community_id,
        day__gte=clock.today(),
        day__lte=clock.local_day(until),
        shift__on_call=False,
    ).annotate(skilled=skilled)
    if staff_id is not None:
        duties = duties.filter(Exists(posts), staff=staff_id)
    else:
        here = Department.objects.filter(community=community_id, retired=False)
        own: Any = (
            here.filter(pk=department_id)
            if department_id is not None
            else here.filter(kind=category.department if category is not None else "")
        )
        in_department = posts.filter(department__in=own).exclude(role=Role.HEAD)
        duties = duties.filter(Q(Exists(in_department)) | Q(skilled=True))
        duties = duties.filter(Exists(posts))
    yield from duties.values_list("staff", "skilled", "period")


def _offered(
    duties: list[tuple[int, bool, Any]],
    taken: dict[int, list[Any]],
    rules: ServiceRules,
    now: datetime,
    most: int,
) -> list[Slot]:
    length = timedelta(minutes=rules.slot_minutes)
    # Where anybody is known to do such work, only those are offered.
    only_skilled = any(skilled for _staff, skilled, _period in duties)
    found: dict[datetime, list[int]] = {}
    for staff, skilled, period in duties:
        if only_skilled and not skilled:
            continue
        for start in _starts(period.lower, period.upper, length, now):
            if not _crosses(start, start + length, taken.get(staff, ())):
                found.setdefault(start, []).append(staff)
    return [
        Slot(start, start + length, tuple(sorted(staff, key=lambda pk: len(taken.get(pk, ())))))
        for start, staff in sorted(found.items())[:most]
    ]


def _starts(
    lower: datetime, upper: datetime, length: timedelta, now: datetime
) -> Iterator[datetime]:
    """Yield when a visit could begin in a shift: by whole lengths since the day's first hour."""
    for day in {clock.local_day(lower), clock.local_day(upper)}:
        start, last = clock.moment(day, FIRST_HOUR), clock.moment(day, LAST_HOUR)
        while start + length <= last:
            if start >= max(lower, now + LEAD) and start + length <= upper:
                yield start
            start += length


def _crosses(start: datetime, end: datetime, periods: Iterable[Any]) -> bool:
    return any(start < period.upper and period.lower < end for period in periods)
