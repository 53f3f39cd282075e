"""Planning who works when: shifts, the week's duties, absences (A3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people import policy
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import Absence, Duty, Shift, ShiftColour, StaffMember
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import clock
from nuanlin.lib.text import plain

WEEK = timedelta(days=7)
MOST_WEEKS = 12
MOST_SHIFTS = 9
LONGEST_ABSENCE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """What is said of a shift; it ends on the next day if it ends no later than it begins."""

    name: str
    starts: time
    ends: time
    colour: str = ShiftColour.JADE.value
    on_call: bool = False


def usual_shifts() -> list[ShiftFacts]:
    """Return the shifts that an office without any may begin with."""
    return [
        ShiftFacts(_("Day"), time(8, 30), time(18)),
        ShiftFacts(_("Early"), time(7), time(15), ShiftColour.BLUE),
        ShiftFacts(_("Late"), time(15), time(23), ShiftColour.AMBER),
        ShiftFacts(_("Night"), time(23), time(7), ShiftColour.PLAIN),
        ShiftFacts(_("On call"), time(18), time(8, 30), ShiftColour.PERSIMMON, on_call=True),
    ]


@transaction.atomic
def begin_with_usual_shifts(community_id: int, *, by: Actor) -> Community:
    """Give a community that has no shifts the usual ones. Raises Missing, Refusal."""
    community = _plans(community_id, by)
    if community.shifts.filter(retired=False).exists():
        raise Refusal("already_done", _("There are shifts here already."))
    Shift.objects.bulk_create(
        Shift(
            community=community,
            name=one.name,
            starts=one.starts,
            ends=one.ends,
            colour=one.colour,
            on_call=one.on_call,
        )
        for one in usual_shifts()
    )
    record("shifts.begun", subject=community, by=by, community_id=community.pk)
    touch(f"duty:{community.pk}")
    return community


@transaction.atomic
def add_shift(community_id: int, *, facts: ShiftFacts, by: Actor) -> Shift:
    """Add a shift to a community. Raises Missing, Refusal."""
    community = _plans(community_id, by)
    if community.shifts.filter(retired=False).count() >= MOST_SHIFTS:
        raise Refusal("too_many", _("Nine shifts are enough. Please take one away first."))
    shift = Shift(community=community)
    _write(shift, facts)
    _tell("shift.added", shift, by)
    return shift


@transaction.atomic
def edit_shift(shift_id: int, *, facts: ShiftFacts, by: Actor) -> Shift:
    """Change a shift; from today on whoever has it works by the new times. Raises Missing."""
    shift = _shift(shift_id, by)
    before = (shift.starts, shift.ends)
    _write(shift, facts)
    if before != (shift.starts, shift.ends):
        coming = list(shift.duties.select_for_update().filter(day__gte=clock.today()))
        for duty in coming:
            duty.period = period_of(shift, duty.day)
        Duty.objects.bulk_update(coming, ["period"], batch_size=500)
    _tell("shift.changed", shift, by)
    return shift


@transaction.atomic
def retire_shift(shift_id: int, *, by: Actor) -> Shift:
    """Offer a shift no longer; what was planned with it after today goes. Raises Missing."""
    shift = _shift(shift_id, by)
    if not shift.retired:
        shift.retired = True
        shift.save(update_fields=["retired"])
        shift.duties.filter(day__gt=clock.today()).delete()
        _tell("shift.retired", shift, by)
    return shift


@transaction.atomic
def set_duty(
    community_id: int, *, staff_id: int, day: date, shift_ids: Iterable[int], by: Actor
) -> StaffMember:
    """Let a staff member work exactly these shifts on a day: none, one, or one and on call.

    Raises Missing for somebody or something elsewhere, Refusal for shifts that cross each other.
    """
    staff = _planned(community_id, staff_id, by)
    wanted = list(Shift.objects.filter(community=community_id, retired=False, pk__in=shift_ids))
    if len(wanted) != len(set(shift_ids)):
        raise Missing
    if sum(not one.on_call for one in wanted) > 1 or sum(one.on_call for one in wanted) > 1:
        raise Refusal("shifts_crossed", _("One shift a day is enough, and one on call beside it."))
    if wanted and staff.absences.filter(starts_on__lte=day, ends_on__gte=day).exists():
        raise Refusal(
            "away", _("%(name)s is away on that day.") % {"name": str(staff)}, field="day"
        )
    held = Duty.objects.filter(staff=staff, community=community_id, day=day)
    held.exclude(shift__in=wanted).delete()
    Duty.objects.bulk_create(
        (_duty(staff.pk, shift, day) for shift in wanted), ignore_conflicts=True
    )
    data = {"day": day.isoformat(), "shifts": sorted(one.pk for one in wanted)}
    record("duty.set", subject=staff, by=by, community_id=community_id, data=data)
    touch(f"duty:{community_id}", f"desk:{community_id}")
    return staff


@transaction.atomic
def copy_week(community_id: int, *, monday: date, weeks: int = 1, by: Actor) -> Community:
    """Repeat the week that begins on ``monday`` in the weeks after it, for those one plans for.

    Only what is still empty is filled, and nobody works on a day they are away. Raises Missing,
    or Refusal for a week without duties.
    """
    community = one(places_visible_to(by, Community), community_id)
    staff = set(policy.plannable(by, community_id).values_list("pk", flat=True))
    if not staff:
        raise not_allowed()
    weeks = max(1, min(weeks, MOST_WEEKS))
    duties = Duty.objects.filter(community=community, staff__in=staff)
    pattern = list(
        duties.filter(day__gte=monday, day__lt=monday + WEEK, shift__retired=False).select_related(
            "shift"
        )
    )
    if not pattern:
        raise Refusal("week_empty", _("This week is still empty, there is nothing to repeat."))
    until = monday + WEEK * (weeks + 1)
    taken = set(duties.filter(day__gte=monday + WEEK, day__lt=until).values_list("staff", "day"))
    away = list(
        Absence.objects.filter(staff__in=staff, ends_on__gte=monday).values_list(
            "staff", "starts_on", "ends_on"
        )
    )
    new = [
        _duty(duty.staff_id, duty.shift, day)
        for duty in pattern
        for day in (duty.day + WEEK * ahead for ahead in range(1, weeks + 1))
        if (duty.staff_id, day) not in taken
        and not any(pk == duty.staff_id and first <= day <= last for pk, first, last in away)
    ]
    Duty.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    data = {"week": monday.isoformat(), "weeks": weeks, "new": len(new)}
    record("duty.repeated", subject=community, by=by, community_id=community_id, data=data)
    touch(f"duty:{community_id}")
    return community


@transaction.atomic
def note_absence(
    community_id: int, *, staff_id: int, starts_on: date, ends_on: date, by: Actor
) -> Absence:
    """Note that somebody is away from one day to another; duties of those days go.

    Records "staff.away"; rooms above subscribe to it to take over what was open. Raises Missing,
    Refusal for days that lie behind or are the wrong way round.
    """
    staff = _planned(community_id, staff_id, by)
    if ends_on < starts_on or ends_on - starts_on > LONGEST_ABSENCE:
        raise Refusal(
            "days_crossed", _("Please choose a last day after the first."), field="ends_on"
        )
    if ends_on < clock.today():
        raise Refusal("day_passed", _("Those days have passed already."), field="ends_on")
    absence = Absence.objects.create(staff=staff, starts_on=starts_on, ends_on=ends_on)
    staff.duties.filter(day__gte=max(starts_on, clock.today()), day__lte=ends_on).delete()
    data = {"staff": staff.pk, "from": starts_on.isoformat(), "until": ends_on.isoformat()}
    record("staff.away", subject=absence, by=by, community_id=community_id, data=data)
    touch(f"duty:{community_id}", f"desk:{community_id}")
    return absence


@transaction.atomic
def end_absence(absence_id: int, *, community_id: int, by: Actor) -> Absence:
    """Somebody is back: an absence ends yesterday, one that has not begun goes. Raises Missing."""
    mine = Absence.objects.filter(staff__in=policy.plannable(by, community_id))
    absence = locked(mine, absence_id)
    today = clock.today()
    data = {"staff": absence.staff_id}
    record("staff.back", subject=absence, by=by, community_id=community_id, data=data)
    touch(f"duty:{community_id}", f"desk:{community_id}")
    if absence.starts_on >= today:
        pk = absence.pk
        absence.delete()
        absence.pk = pk
    elif absence.ends_on >= today:
        absence.ends_on = today - timedelta(days=1)
        absence.save(update_fields=["ends_on"])
    return absence


def period_of(shift: Shift, day: date) -> DateTimeTZRange:
    """Return from when to when a shift of that day lasts, in UTC."""
    last = day + timedelta(days=1) if shift.overnight else day
    return DateTimeTZRange(_moment(day, shift.starts), _moment(last, shift.ends))


def _moment(day: date, at: time) -> datetime:
    return clock.moment(day, at.hour, at.minute)


def _duty(staff_id: int, shift: Shift, day: date) -> Duty:
    return Duty(
        staff_id=staff_id,
        community_id=shift.community_id,
        shift=shift,
        day=day,
        period=period_of(shift, day),
    )


def _plans(community_id: int, by: Actor) -> Community:
    community = locked(places_visible_to(by, Community), community_id)
    if not policy.may_plan_duty(by, community_id):
        raise not_allowed()
    return community


def _shift(shift_id: int, by: Actor) -> Shift:
    seen = Shift.objects.filter(community__in=places_visible_to(by, Community))
    shift = locked(seen, shift_id)
    if not policy.may_plan_duty(by, shift.community_id):
        raise not_allowed()
    return shift


def _planned(community_id: int, staff_id: int, by: Actor) -> StaffMember:
    """Return somebody whose duty ``by`` plans, locked. Raises Missing, Refusal."""
    one(places_visible_to(by, Community), community_id)
    staff = locked(policy.visible_to(by, StaffMember), staff_id)
    if not policy.plannable(by, community_id).filter(pk=staff_id).exists():
        raise not_allowed()
    return staff


def _write(shift: Shift, facts: ShiftFacts) -> None:
    name = plain(facts.name)
    if not name:
        raise Refusal("name_missing", _("Please write the name."), field="name")
    if facts.starts == facts.ends:
        raise Refusal(
            "times_crossed", _("Please let it end at another time than it begins."), field="ends"
        )
    same = Shift.objects.filter(~Q(pk=shift.pk), community=shift.community_id, retired=False)
    if same.filter(name=name).exists():
        raise Refusal("name_taken", _("There is a shift of this name already."), field="name")
    shift.name, shift.starts, shift.ends = name, facts.starts, facts.ends
    shift.colour, shift.on_call = ShiftColour(facts.colour).value, facts.on_call
    shift.save()


def _tell(verb: str, shift: Shift, by: Actor) -> None:
    record(verb, subject=shift, by=by, community_id=shift.community_id, data={"name": shift.name})
    touch(f"duty:{shift.community_id}")
