"""Moving a visit on the day board: who comes, and when, in one go (B4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.appointments import (
    keep_in_step,
    not_begun,
    period_from,
    saved,
    standing_of,
    tell_of,
)
from nuanlin.domains.service_desk.actions.assignment import assign_case
from nuanlin.domains.service_desk.loop import allow, locked, not_about
from nuanlin.domains.service_desk.models import Appointment, Case
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import clock


@transaction.atomic
def place_visit(
    case_id: int, *, start: datetime, minutes: int | None = None, staff_id: int, by: Actor
) -> Case:
    """Let ``staff_id`` come at ``start``: the visit is arranged or moved, and they get the case.

    Raises Missing, or Refusal for a time that has passed or begun, for somebody who has another
    appointment then, and when the case has moved on.
    """
    case = locked(case_id, by=by, verb="appoint")
    allow(policy.may_assign(by, case))
    person = assignable_staff(case.community_id).filter(pk=staff_id).first()
    if person is None:
        raise Refusal("not_posted", _("Please choose somebody who works in this community today."))
    not_about(staff_id, case)
    visit = standing_of(case)
    if visit is not None:
        not_begun(visit)
        length = visit.period.upper - visit.period.lower
        minutes = minutes or int(length.total_seconds() // 60)
        visit.sequence += 1
    else:
        visit = Appointment(case=case, made_by_id=by.account_id)
    before, seen = visit.period, case.assignee_id
    visit.period, visit.staff_id = period_from(case, start, minutes), staff_id
    if not saved(visit):
        raise _elsewhere(str(person), visit)
    keep_in_step(case, visit)
    if before != visit.period:
        verb = "case.appointment_moved" if before is not None else "case.appointment_made"
        tell_of(case, verb, visit, by=by)
        by = by.asking(None)
    if seen != staff_id:
        return assign_case(case_id, to=staff_id, instead_of=seen, by=by)
    return case


def _elsewhere(name: str, visit: Appointment) -> Refusal:
    crossing = (
        Appointment.objects.filter(
            staff=visit.staff_id, state=visit.state, period__overlap=visit.period
        )
        .exclude(case=visit.case_id)
        .first()
    )
    if crossing is None:
        return Refusal("double_booked", _("A colleague was faster. Please look at it again."))
    at = crossing.period
    return Refusal(
        "double_booked",
        _("%(name)s has another appointment from %(from)s to %(until)s.")
        % {
            "name": name,
            "from": f"{clock.local(at.lower):%H:%M}",
            "until": f"{clock.local(at.upper):%H:%M}",
        },
    )
