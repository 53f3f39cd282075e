"""Arranging when somebody comes: made, moved and called off by either side until it begins (B2).

Nobody is in two places at once. The database decides that: of two who want the same person at the
same time, the second hears which times are still free.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.loop import allow, locked, not_about, tell
from nuanlin.domains.service_desk.models import Appointment, AppointmentState, Case
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.domains.service_desk.queries.slots import Slot, slots_of
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=12)
FARTHEST = timedelta(days=90)
# With these a case needs nobody to come any more; the first alone was the visit itself.
ENDINGS = (
    "case.done",
    "case.settled_online",
    "case.withdrawn",
    "case.satisfied",
    "case.not_verified",
    "case.merged",
)


@transaction.atomic
def arrange_appointment(
    case_id: int,
    *,
    start: datetime,
    minutes: int | None = None,
    staff_id: int | None = None,
    by: Actor,
) -> Case:
    """Arrange that somebody comes at ``start``; what is arranged already is moved there.

    It lasts ``minutes``, else as long as before, else the community's usual time. The assignee
    comes, else ``staff_id``, else the least busy of those on duty. A resident chooses among the
    times that are offered; the desk may arrange any. Raises Missing, Refusal.
    """
    case = locked(case_id, by=by, verb="appoint")
    _allow(case, by)
    if standing_of(case) is None:
        book(case, start=start, minutes=minutes, staff_id=staff_id, by=by)
        return case
    standing = not_begun(standing_of(case))
    before = standing.period
    if minutes is None:
        minutes = int((before.upper - before.lower).total_seconds() // 60)
    standing.period = period_from(case, start, minutes)
    standing.sequence += 1
    _place(standing, case, staff_id or standing.staff_id, by)
    keep_in_step(case, standing)
    if before != standing.period:
        tell_of(case, "case.appointment_moved", standing, by=by)
    touch(f"desk:{case.community_id}")
    return case


def book(
    case: Case,
    *,
    start: datetime,
    minutes: int | None = None,
    staff_id: int | None = None,
    by: Actor,
) -> Appointment:
    """Arrange a time for the locked case; raises Refusal with what is still free."""
    made = Appointment(
        case=case, period=period_from(case, start, minutes), made_by_id=by.account_id
    )
    _place(made, case, staff_id, by)
    keep_in_step(case, made)
    tell_of(case, "case.appointment_made", made, by=by)
    return made


@transaction.atomic
def cancel_appointment(case_id: int, *, by: Actor) -> Case:
    """Call off what was arranged; the case stays as it is. Raises Missing, Refusal."""
    case = locked(case_id, by=by, verb="appoint")
    _allow(case, by)
    standing = not_begun(standing_of(case))
    _end(standing, AppointmentState.CANCELLED)
    keep_in_step(case, None)
    tell_of(case, "case.appointment_cancelled", standing, by=by)
    return case


def go_along(case: Case, staff_id: int | None) -> None:
    """Let what is arranged for the locked case be kept by somebody else, or by nobody yet.

    Raises Refusal if they have another appointment then.
    """
    standing = standing_of(case) if case.appointment_at is not None else None
    if standing is None or standing.staff_id == staff_id:
        return
    standing.staff_id = staff_id
    standing.sequence += 1
    if not saved(standing):
        raise Refusal(
            "double_booked",
            _("%(name)s has another appointment at that time.") % {"name": str(standing.staff)},
            field="to",
        )


def follow_the_case(event: Event) -> None:
    """The case has come to its end: what was arranged was kept, or is not needed any more.

    Subscribed to ``ENDINGS``; runs in the same transaction.
    """
    now = timezone.now()
    standing = Appointment.objects.filter(
        case=event.subject_id, state=AppointmentState.BOOKED
    ).select_for_update()
    for one in standing:
        begun = one.period.lower <= now + timedelta(hours=1)
        kept = event.verb == "case.done" and begun
        _end(one, AppointmentState.KEPT if kept else AppointmentState.CANCELLED)
        Case.objects.filter(pk=event.subject_id).update(appointment_at=None)


def _end(appointment: Appointment, state: AppointmentState) -> None:
    appointment.state = state
    appointment.sequence += 1
    appointment.save()


def _allow(case: Case, by: Actor) -> None:
    allow(
        policy.may_assign(by, case) or policy.may_work(by, case) or policy.is_resident_of(by, case)
    )


def _is_owner(case: Case, by: Actor) -> bool:
    return not policy.may_read_internal(by, case)


def standing_of(case: Case) -> Appointment | None:
    """Return what is arranged for the case, if anything is."""
    booked = Appointment.objects.filter(case=case, state=AppointmentState.BOOKED)
    return booked.select_related("staff").first()


def not_begun(standing: Appointment | None) -> Appointment:
    """Return what is arranged; raises Refusal if nothing is, or if the time has come."""
    if standing is None:
        raise Refusal("nothing_arranged", _("Nothing is arranged at the moment."))
    if standing.period.lower <= timezone.now():
        raise Refusal(
            "begun", _("The time has come already. Please call us, we see what can be done.")
        )
    return standing


def period_from(case: Case, start: datetime, minutes: int | None) -> DateTimeTZRange:
    """Return the time of a visit; raises Refusal for one that has passed or is out of reason."""
    length = timedelta(minutes=minutes or clocks.rules_of(case.community_id).slot_minutes)
    now = timezone.now()
    if start <= now or start > now + FARTHEST:
        raise Refusal(
            "time_passed", _("That time has passed. Please choose a later one."), field="start"
        )
    if not SHORTEST <= length <= LONGEST:
        raise Refusal(
            "too_long", _("A visit takes between a quarter of an hour and twelve hours."),
            field="minutes",
        )  # fmt: skip
    return DateTimeTZRange(start, start + length)


def _place(appointment: Appointment, case: Case, staff_id: int | None, by: Actor) -> None:
    """Save the appointment with whoever is free to come; raises Refusal when nobody is."""
    for pk in _who(appointment, case, staff_id, by):
        appointment.staff_id = pk
        if saved(appointment):
            return
    raise _taken(slots_of(case))


def _who(appointment: Appointment, case: Case, staff_id: int | None, by: Actor) -> list[int | None]:
    """Return who could come, in the order in which they are asked; None is somebody later."""
    if not _is_owner(case, by):
        if case.assignee_id is not None:
            return [case.assignee_id]
        if staff_id is not None:
            return [_posted(staff_id, case)]
    able: list[int | None] = []
    for slot in slots_of(case):
        if slot.start == appointment.period.lower:
            able = sorted(slot.staff, key=lambda pk: pk != staff_id)
    if _is_owner(case, by):
        return able
    # The desk may promise a time before anybody is found for it.
    return able or [None]


def _posted(staff_id: int, case: Case) -> int:
    if not assignable_staff(case.community_id).filter(pk=staff_id).exists():
        raise Refusal(
            "not_posted",
            _("Please choose somebody who works in this community today."),
            field="staff_id",
        )
    not_about(staff_id, case, field="staff_id")
    return staff_id


def _taken(slots: list[Slot]) -> Refusal:
    free = _(", ").join(slot.words for slot in slots[:3])
    sentence = (
        _("That time has just been taken. Still free: %(times)s") % {"times": free}
        if free
        else _("That time has just been taken, and no other is free in the next days.")
    )
    return Refusal("slot_taken", sentence, field="start")


def saved(appointment: Appointment) -> bool:
    """Save it unless its time is taken, which the database alone can know."""
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError:
        return False
    return True


def keep_in_step(case: Case, appointment: Appointment | None) -> None:
    """Let the case say when somebody comes."""
    case.appointment_at = appointment.period.lower if appointment is not None else None
    case.save(update_fields=["appointment_at"])


def tell_of(case: Case, verb: str, appointment: Appointment, *, by: Actor) -> None:
    """Record what happened to an appointment, and tell the other side."""
    data: dict[str, Any] = {
        "from": appointment.period.lower.isoformat(),
        "until": appointment.period.upper.isoformat(),
        "staff": appointment.staff_id,
        "from_resident": _is_owner(case, by),
    }
    tell(case, verb, by=by, **data)
