"""Who should go: those who can be sent, the best first, each with the reasons in words (B4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries.duty import absent, duties_at
from nuanlin.domains.service_desk.models import (
    Appointment,
    AppointmentState,
    Case,
    Round,
    Skill,
    State,
)
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.lib import clock

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be sent, how well it fits, and why in words."""

    staff: StaffMember
    score: float
    reasons: list[str]
    suggested: bool
    on_duty: bool

    @property
    def department(self) -> str:
        """The department, or the first of several."""
        return str(getattr(self.staff, "department_name", None) or "")


def candidates(case: Case) -> list[Candidate]:
    """Return who can be sent to the case, the best first. One statement.

    Up to three are suggested: they do such work or belong to its department, are not away, and
    have nothing else at the time that was arranged.
    """
    at = case.appointment_at or timezone.now()
    found = [_judged(one, case, at) for one in _facts(case, at)]
    found.sort(key=lambda one: (-one.score, one.staff.name, one.staff.pk))
    best = [one.staff.pk for one in found if one.suggested][:SUGGESTED]
    return [
        one
        if one.suggested == (one.staff.pk in best)
        else Candidate(one.staff, one.score, one.reasons, False, one.on_duty)
        for one in found
    ]


def _facts(case: Case, at: datetime) -> QuerySet[StaffMember]:
    me = OuterRef("pk")
    group = case.category.parent_id if case.category is not None else None
    booked = Appointment.objects.filter(staff=me, state=AppointmentState.BOOKED)
    # Asked from the door's side: a home has few cases, a person thousands of rounds.
    home, place = case.home_id, case.home.building_id if case.home is not None else None
    today, _tomorrow = clock.bounds(clock.today())
    there = Case.objects.filter(
        assignee=me,
        closed_at__isnull=True,
        state__in=[State.ASSIGNED, State.UNDER_WAY],
        home__building=place,
    ).exclude(pk=case.pk)
    was_there = Round.objects.filter(
        assignee=me, assigned_at__gte=today, case__home__building=place, arrived_at__isnull=False
    ).exclude(case=case.pk)
    knows = Round.objects.filter(assignee=me, case__home=home, done_at__isnull=False)
    no: Any = Value(False)
    return assignable_staff(case.community_id, case).annotate(
        skilled=Exists(Skill.objects.filter(staff=me, category__in=[case.category_id, group]))
        if case.category_id is not None
        else no,
        duty=Exists(duties_at(case.community_id, at).filter(staff=me)),
        away=Exists(absent(clock.local_day(at)).filter(staff=me)),
        promised=Exists(booked.filter(case=case.pk)),
        busy=Exists(booked.filter(~Q(case=case.pk), period__contains=at))
        if case.appointment_at is not None
        else no,
        near=Exists(there) | Exists(was_there) if place is not None else no,
        knows=Exists(knows.exclude(case=case.pk)) if home is not None else no,
    )


def _judged(found: Any, case: Case, at: datetime) -> Candidate:
    own = case.department_id in found.department_ids
    fits = found.skilled or own or found.promised
    free = not (found.away or found.busy)
    score = (
        8 * found.promised
        + 4 * found.duty
        + 4 * found.skilled
        + 3 * own
        + 2 * found.knows
        + 2 * found.near
        - 0.5 * min(found.open_cases, 8)
        - 20 * (not free)
    )
    return Candidate(
        staff=found,
        score=score,
        reasons=list(_reasons(found, case)),
        suggested=fits and free and found.pk != case.assignee_id,
        on_duty=found.duty,
    )


def _reasons(found: Any, case: Case) -> list[str]:
    then = case.appointment_at is not None
    on_duty = _("on duty then") if then else _("on duty now")
    load = (
        ngettext("%(n)s matter on hand", "%(n)s matters on hand", found.open_cases)
        % {"n": found.open_cases}
        if found.open_cases
        else _("nothing on")
    )
    said = [
        (found.away, _("away")),
        (found.busy, _("has another appointment then")),
        (found.promised, _("was promised to the owner")),
        (found.skilled, _("does such work")),
        (found.duty, on_duty),
        (found.near, _("in that building today")),
        (found.knows, _("knows this home from last time")),
        (True, load),
    ]
    return [words for holds, words in said if holds]
