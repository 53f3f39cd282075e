"""The demonstration's duty plan: three weeks around today, who does what, some appointments."""

from datetime import date, timedelta

from nuanlin.demonstration.staff import COLLEAGUES
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.actions.duty import period_of, usual_shifts
from nuanlin.domains.people.models import Absence, Duty, Shift, StaffMember
from nuanlin.domains.people.queries.duty import monday_of
from nuanlin.domains.service_desk.models import Appointment, Category, Skill, State
from nuanlin.foundation.accounts.actors import Role
from nuanlin.lib import clock

DAY, EARLY, LATE, NIGHT, ON_CALL = range(5)
OFF = None
NAMES = ["白班", "早班", "晚班", "夜班", "值班经理"]
# Monday to Sunday, an index of the shifts above or a free day.
PATTERNS: dict[str, list[int | None]] = {
    "manager": [DAY, DAY, DAY, DAY, DAY, OFF, OFF],
    "desk": [EARLY, EARLY, DAY, EARLY, EARLY, OFF, DAY],
    "desk2": [LATE, LATE, OFF, LATE, LATE, DAY, OFF],
    "head": [DAY, DAY, DAY, DAY, DAY, DAY, OFF],
    "engineer": [DAY, DAY, DAY, DAY, DAY, OFF, DAY],
    "engineer2": [EARLY, EARLY, OFF, DAY, DAY, DAY, DAY],
    "engineer3": [LATE, LATE, LATE, LATE, OFF, LATE, LATE],
    "cleaner": [EARLY, EARLY, EARLY, EARLY, EARLY, EARLY, OFF],
    "cleaner2": [DAY, DAY, OFF, DAY, DAY, DAY, DAY],
    "guard": [DAY, DAY, DAY, DAY, DAY, OFF, OFF],
    "guard2": [NIGHT, NIGHT, NIGHT, NIGHT, OFF, NIGHT, NIGHT],
    "finance": [DAY, DAY, DAY, DAY, DAY, OFF, OFF],
    "care": [DAY, DAY, DAY, DAY, DAY, OFF, OFF],
}
ON_CALL_DAYS = {"manager": {0, 2, 4}, "head": {1, 3, 5, 6}}


def write_roster(community: Community, staff: dict[str, StaffMember], *, today: date) -> None:
    """Plan last week, this one and the next; the second cleaner is away next week."""
    shifts = [
        Shift.objects.create(
            community=community,
            name=name,
            starts=one.starts,
            ends=one.ends,
            colour=one.colour,
            on_call=one.on_call,
        )
        for name, one in zip(NAMES, usual_shifts(), strict=True)
    ]
    monday = monday_of(today) - timedelta(days=7)
    away = Absence.objects.create(
        staff=staff["cleaner2"],
        starts_on=monday + timedelta(days=16),
        ends_on=monday + timedelta(days=18),
    )
    Duty.objects.bulk_create(
        Duty(
            staff=staff[one.username],
            community=community,
            shift=shift,
            day=day,
            period=period_of(shift, day),
        )
        for one in COLLEAGUES
        if one.role != Role.ADMINISTRATOR
        for day in (monday + timedelta(days=ahead) for ahead in range(21))
        for shift in _shifts_on(one.username, day, shifts)
        if staff[one.username] != away.staff or not away.starts_on <= day <= away.ends_on
    )


SKILLS = {
    "engineer": ["water", "drains", "heating"],
    "engineer2": ["power", "lift", "door"],
    "engineer3": ["water", "power", "house"],
    "cleaner": ["cleaning"],
    "cleaner2": ["cleaning", "greens"],
    "guard": ["parking", "fire"],
    "guard2": ["parking"],
}
# Day from today, hour and minute, how long, and whom (nobody yet: None).
TIMES: list[tuple[int, int, int, int, str | None]] = [
    (0, 9, 0, 90, "engineer"),
    (0, 11, 0, 60, "engineer"),
    (0, 14, 0, 120, "engineer"),
    (0, 9, 30, 60, "engineer2"),
    (0, 13, 30, 90, "engineer2"),
    (0, 16, 0, 60, "engineer3"),
    (0, 18, 30, 90, "engineer3"),
    (0, 15, 0, 60, None),
    (1, 9, 0, 120, "engineer"),
    (1, 14, 0, 60, "engineer"),
    (1, 10, 0, 120, "engineer2"),
    (1, 16, 30, 90, "engineer3"),
]


def write_skills(staff: dict[str, StaffMember]) -> None:
    """Say who does what, by groups of the catalogue."""
    groups = {one.code: one for one in Category.objects.filter(parent=None)}
    Skill.objects.bulk_create(
        Skill(staff=staff[username], category=groups[code])
        for username, codes in SKILLS.items()
        for code in codes
        if code in groups
    )


def write_appointments(community: Community, staff: dict[str, StaffMember], *, today: date) -> None:
    """Arrange times for open work of the engineers, where it fits what they have."""
    waiting = {
        username: list(
            community.cases.filter(
                closed_at=None,
                assignee=staff[username] if username else None,
                state__in=[State.CLASSIFIED, State.ASSIGNED],
                waiting="",
            ).order_by("promised_at", "pk")
        )
        for username in {username for *_when, username in TIMES}
    }
    for ahead, hour, minute, minutes, username in TIMES:
        if not waiting[username]:
            continue
        case = waiting[username].pop()
        start = clock.moment(today + timedelta(days=ahead), hour, minute)
        Appointment.objects.create(
            case=case,
            staff=staff[username] if username else None,
            period=(start, start + timedelta(minutes=minutes)),
        )
        case.appointment_at = start
        case.save(update_fields=["appointment_at"])


def _shifts_on(username: str, day: date, shifts: list[Shift]) -> list[Shift]:
    place = PATTERNS[username][day.weekday()]
    held = [] if place is None else [shifts[place]]
    on_call = day.weekday() in ON_CALL_DAYS.get(username, ())
    return [*held, shifts[ON_CALL]] if on_call else held
