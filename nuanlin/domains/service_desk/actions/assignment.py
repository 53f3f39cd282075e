"""Who does it: assigning, passing to a department, taking back (B4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.people.models import Absence, Department, Post
from nuanlin.domains.people.queries import running
from nuanlin.domains.people.queries.duty import absent
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.appointments import go_along
from nuanlin.domains.service_desk.loop import allow, locked, not_about, open_round, tell
from nuanlin.domains.service_desk.models import Case, Round, State
from nuanlin.domains.service_desk.queries.candidates import candidates
from nuanlin.foundation.accounts.actors import SYSTEM, Actor, Role
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import clock

# From the first to the last day: three days or more.
LONG_ABSENCE = timedelta(days=2)


@transaction.atomic
def assign_case(
    case_id: int, *, to: int, instead_of: int | None = None, instruction: str = "", by: Actor
) -> Case:
    """Give the case to the staff member ``to``; workers may take what lies in their department.

    ``instead_of`` is the assignee whom the decider saw: if it is somebody else by now, a colleague
    was faster and this is refused.
    An attempt that nobody has come to yet changes hands; one that began is kept as it is and a
    new round follows. Raises Refusal if ``to`` holds no post in the community today, or if
    somebody else assigned it first.
    """
    case = locked(case_id, by=by, verb="assign")
    allow(policy.may_assign(by, case) or (to == by.staff_id and policy.may_take(by, case)))
    post = _posted(to, case)
    staff = post.staff
    not_about(staff.pk, case, field="to")
    if case.assignee_id == staff.pk:
        raise Refusal(
            "already_assigned",
            _("%(name)s already has this matter.") % {"name": str(staff)},
            field="to",
        )
    if case.assignee_id not in (None, instead_of):
        raise Refusal(
            "assigned_meanwhile",
            _("A colleague was faster: %(name)s has it now.") % {"name": str(case.assignee)},
            field="to",
        )
    return _give(case, post, instruction=instruction, by=by)


def assign_by_rule(case: Case) -> Case:
    """Give a case just classified to the best of those on duty, where its category says so (B4).

    Nobody on duty who does such work: it stays in the queue. Two statements more at most.
    """
    category = case.category
    if category is None or not category.assign_automatically:
        return case
    if case.assignee_id is not None or case.state != State.CLASSIFIED:
        return case
    best = next((one for one in candidates(case) if one.suggested and one.on_duty), None)
    if best is None:
        return case
    return _give(case, _posted(best.staff.pk, case), by=SYSTEM, rule=True)


def _give(case: Case, post: Post, *, instruction: str = "", by: Actor, rule: bool = False) -> Case:
    """Let the holder of ``post`` do the locked case; an appointment that stands goes along."""
    staff, round_, previous = post.staff, open_round(case), case.assignee_id
    if round_ is not None and round_.arrived_at is not None:
        _end(round_)
        round_ = None
    if round_ is None:
        case.round_number += 1
        round_ = Round(case=case, number=case.round_number)
    round_.assignee, round_.assigned_at = staff, timezone.now()
    round_.assigned_by_id, round_.instruction = by.account_id, instruction.strip()
    round_.accepted_at = round_.set_out_at = None
    round_.save()
    go_along(case, staff.pk)
    case.assignee, case.state = staff, State.ASSIGNED
    case.department = case.department or post.department
    case.save()
    data = {"round": round_.number, "to": staff.pk, "previous": previous}
    tell(case, "case.assigned", by=by, **data, **({"rule": True} if rule else {}))
    return case


@transaction.atomic
def pass_on(case_id: int, *, department_id: int, note: str = "", by: Actor) -> Case:
    """Pass the case to a department, which sends somebody itself (B4)."""
    case = locked(case_id, by=by, verb="pass_on")
    allow(policy.may_assign(by, case))
    department = Department.objects.filter(
        pk=department_id, community=case.community_id, retired=False
    ).first()
    if department is None:
        raise Refusal("no_department", _("Please choose a department."), field="department")
    previous = unassign(case)
    case.department = department
    case.save()
    if note.strip():
        case.messages.create(
            account_id=by.account_id, author=by.name, internal=True, text=note.strip()
        )
    tell(case, "case.passed_on", by=by, department=department.pk, previous=previous)
    return case


@transaction.atomic
def take_back(case_id: int, *, reason: str, by: Actor) -> Case:
    """Put assigned work back into the queue: the desk does, or the assignee who cannot go."""
    case = locked(case_id, by=by, verb="take_back")
    allow(policy.may_assign(by, case) or policy.may_work(by, case))
    if not reason.strip():
        raise Refusal("reason_missing", _("Please say why, for whoever goes next."), field="reason")
    previous = unassign(case)
    case.save()
    case.messages.create(
        account_id=by.account_id, author=by.name, internal=True, text=reason.strip()
    )
    tell(case, "case.taken_back", by=by, previous=previous)
    return case


def undo_assignment(case: Case, *, before: dict[str, Any], by: Actor) -> Case:
    """Put a locked case back to whom it was with ``before`` an assignment nobody acted on yet."""
    round_, previous, kept = open_round(case), case.assignee_id, before.get("round")
    if round_ is not None and (kept is None or round_.pk != kept["id"]):
        round_.delete()
    if kept is not None:
        values = {name: value for name, value in kept.items() if name != "id"}
        case.rounds.filter(pk=kept["id"]).update(**values, ended_at=None)
    go_along(case, before["assignee_id"])
    for name in ("state", "assignee_id", "department_id", "round_number"):
        setattr(case, name, before[name])
    case.save()
    tell(case, "case.undone", by=by, previous=previous)
    touch(f"jobs:{previous}")
    return case


def return_open_work(ended: Event) -> None:
    """A post ended: work that its holder can no longer do returns to the queue (A3).

    Subscribed to "post.ended"; runs in the same transaction. Work stays where another post in
    the same community lets the holder go on.
    """
    staff_id, community_id = ended.data["staff"], ended.community_id
    still = Post.objects.filter(
        running(timezone.localdate()), staff=staff_id, community=community_id
    ).exclude(pk=ended.subject_id)
    if community_id is None or still.exists():
        return
    held = Case.objects.filter(
        assignee=staff_id, community=community_id, state__in=[State.ASSIGNED, State.UNDER_WAY]
    )
    for case in held.select_for_update().order_by("pk"):
        unassign(case)
        case.save()
        tell(case, "case.returned", by=SYSTEM, previous=staff_id)


def return_work_of_absent(noted: Event) -> None:
    """Somebody is away for long: what has not begun returns to the queue and says so (A3).

    Subscribed to "staff.away"; an absence that begins later is seen to on its first day.
    """
    absence = Absence.objects.filter(pk=noted.subject_id).first()
    if absence is not None:
        _return_unbegun([absence], fresh=True)


def return_work_of_all_absent() -> None:
    """See to the long absences that begin today, or whose first day nobody was there for."""
    today = timezone.localdate()
    _return_unbegun(absent(today))


@transaction.atomic
def _return_unbegun(absences: Iterable[Absence], *, fresh: bool = False) -> None:
    today = timezone.localdate()
    for absence in absences:
        if absence.starts_on > today or absence.ends_on - absence.starts_on < LONG_ABSENCE:
            continue
        before = timezone.now() if fresh else clock.start_of(absence.starts_on)
        unbegun = Round.objects.filter(
            case=OuterRef("pk"),
            done_at__isnull=True,
            ended_at__isnull=True,
            set_out_at__isnull=True,
            arrived_at__isnull=True,
            # Whoever sends somebody in spite of the absence knows why.
            assigned_at__lt=before,
        )
        held = Case.objects.filter(Exists(unbegun), assignee=absence.staff_id, state=State.ASSIGNED)
        for case in held.select_for_update().order_by("pk"):
            unassign(case)
            case.save()
            tell(case, "case.returned", by=SYSTEM, previous=absence.staff_id, away=True)


def unassign(case: Case) -> int | None:
    """Free the case from its assignee, whose id is returned; an attempt that began is kept."""
    round_ = open_round(case)
    if round_ is not None and round_.arrived_at is not None:
        _end(round_)
    elif round_ is not None:
        round_.delete()
        case.round_number -= 1
    go_along(case, None)
    previous, case.assignee, case.state = case.assignee_id, None, State.CLASSIFIED
    return previous


def _end(round_: Round) -> None:
    round_.ended_at = timezone.now()
    round_.save(update_fields=["ended_at"])


def _posted(staff_id: int, case: Case) -> Post:
    post = (
        Post.objects.filter(
            running(timezone.localdate()), staff=staff_id, community=case.community_id
        )
        .exclude(role=Role.FINANCE)
        .select_related("staff", "department")
        .first()
    )
    if post is None:
        raise Refusal(
            "not_posted", _("Please choose somebody who works in this community today."), field="to"
        )
    return post
