"""The demonstration's duty plan: three weeks around today, who does what, some appointments."""

from datetime import date, datetime, timedelta
from typing import Any

from nuanlin.demonstration.staff import COLLEAGUES
from nuanlin.domains.estate.models import Community
from nuanlin.domains.people.actions.duty import period_of, usual_shifts
from nuanlin.domains.people.models import (
    Absence,
    Duty,
    Occupancy,
    OccupancyRole,
    Shift,
    StaffMember,
)
from nuanlin.domains.people.queries.duty import monday_of
from nuanlin.domains.service_desk.models import (
    Appointment,
    Case,
    Category,
    Round,
    Skill,
    Source,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.models.case import URGENCY_RANKS
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.audit.models import Event
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
# Day from today, hour and minute, how long, whom (nobody yet: None), what and in which words.
Time = tuple[int, int, int]
TIMES: list[tuple[Time | None, int, str | None, str, str]] = [
    ((0, 9, 0), 90, "engineer", "water-tap", "淋浴龙头关不紧"),
    ((0, 11, 0), 60, "engineer", "drain-smell", "卫生间返臭"),
    ((0, 14, 0), 120, "engineer", "heating-cold", "客厅暖气上热下凉"),
    ((0, 9, 30), 60, "engineer2", "power-socket", "厨房插座没电"),
    ((0, 13, 0), 90, "engineer2", "door-intercom", "可视对讲没有声音"),
    ((0, 15, 30), 90, "engineer3", "power-light", "走廊灯一闪一闪"),
    ((0, 18, 30), 90, "engineer3", "water-pressure", "晚上水压特别小"),
    ((0, 16, 0), 60, None, "window-broken", "推拉门滑轮坏了"),
    ((1, 9, 0), 120, "engineer", "drain-blocked", "阳台地漏返水"),
    ((1, 14, 0), 60, "engineer", "water-leak", "洗手盆下面渗水"),
    ((1, 10, 0), 120, "engineer2", "power-trip", "一开空调就跳闸"),
    ((1, 16, 30), 90, "engineer3", "door-access", "门禁卡刷不开"),
    (None, 0, "engineer", "water-tap", "厨房龙头滴水"),
    (None, 0, None, "window-broken", "阳台窗把手断了"),
    (None, 0, None, "power-light", "卫生间灯不亮"),
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


def write_appointments(
    community: Community, staff: dict[str, StaffMember], *, now: datetime
) -> None:
    """Write what is arranged for today and tomorrow, and a few matters still without a time."""
    lived_in = Occupancy.objects.filter(home__community=community, role=OccupancyRole.OWNER)
    owners = lived_in.filter(ends_on=None).select_related("home").order_by("home__order", "pk")
    categories = {one.code: one for one in Category.objects.all()}
    desk = staff["desk"].account_id
    for number, (time, minutes, username, code, words) in enumerate(TIMES):
        owner = owners[7 * number + 3]
        worker = staff[username] if username else None
        reported = now - timedelta(hours=20, minutes=11 * number)
        category = categories[code]
        start = _moment(now, time) if time is not None else None
        case = Case.objects.create(
            community=community,
            category=category,
            urgency=category.urgency,
            urgency_rank=URGENCY_RANKS[Urgency(category.urgency)],
            title=words,
            description=words,
            home=owner.home,
            reporter_id=owner.person_id,
            source=Source.PHONE,
            reported_at=reported,
            recorded_at=reported,
            recorded_by_id=desk,
            state=State.ASSIGNED if worker else State.CLASSIFIED,
            department=staff["engineer"].posts.get().department,
            assignee=worker,
            round_number=1 if worker else 0,
            promised_at=now + timedelta(hours=26),
            appointment_at=start,
        )
        _told(case, "case.recorded", reported, desk, source="phone")
        if worker is not None:
            Round.objects.create(case=case, number=1, assignee=worker, assigned_at=reported)
            _told(case, "case.assigned", reported, desk, round=1, to=worker.pk)
        if start is not None:
            until = start + timedelta(minutes=minutes)
            Appointment.objects.create(case=case, staff=worker, period=(start, until))
            times = {"from": start.isoformat(), "until": until.isoformat()}
            _told(case, "case.appointment_made", reported, desk, **times)


def _moment(now: datetime, time: Time) -> datetime:
    ahead, hour, minute = time
    return clock.moment(clock.local_day(now) + timedelta(days=ahead), hour, minute)


def _told(case: Case, verb: str, at: datetime, account_id: int, **data: Any) -> None:
    Event.objects.create(
        verb=verb,
        at=at,
        account_id=account_id,
        subject_type=case._meta.label_lower,
        subject_id=case.pk,
        community_id=case.community_id,
        data=data,
    )


def _shifts_on(username: str, day: date, shifts: list[Shift]) -> list[Shift]:
    place = PATTERNS[username][day.weekday()]
    held = [] if place is None else [shifts[place]]
    on_call = day.weekday() in ON_CALL_DAYS.get(username, ())
    return [*held, shifts[ON_CALL]] if on_call else held
