"""Reporting upward, and coming back with a decision: the open-problem list (B6)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow, locked, not_about, tell
from nuanlin.domains.service_desk.models import Case, Cause, Escalation, Kind
from nuanlin.domains.service_desk.models.escalation import in_a_week
from nuanlin.domains.service_desk.queries.choices import assignable_staff
from nuanlin.domains.service_desk.queries.superiors import in_charge_of
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.refusals import Refusal


@transaction.atomic
def escalate_case(
    case_id: int,
    *,
    reason: str,
    decision_needed: str = "",
    review_on: date | None = None,
    by: Actor,
) -> Case:
    """Report the case to management: it enters the open-problem list until decided.

    The head of its department answers for it, else the manager; it is looked at again in a week
    unless ``review_on`` says otherwise.
    """
    case = locked(case_id, by=by, verb="escalate")
    allow(policy.may_escalate(by, case))
    if not reason.strip():
        raise Refusal("reason_missing", _("Please say what cannot go on and why."), field="reason")
    if case.escalated:
        raise Refusal("already_escalated", _("This matter is on the open-problem list already."))
    in_charge = in_charge_of([case])[case.pk]
    Escalation.objects.create(
        case=case,
        reason=reason.strip(),
        decision_needed=decision_needed.strip(),
        in_charge_id=in_charge,
        review_on=review_on or _looked_at_by(case),
        opened_by_id=by.account_id,
        opened_by=by.name,
    )
    case.escalated = True
    case.save(update_fields=["escalated"])
    tell(case, "case.escalated", by=by)
    _tell_complainant(case, in_charge, by=by.asking(None))
    return case


def put_on_list(case: Case, cause: Cause, *, by: Actor = SYSTEM) -> None:
    """Put the locked case on the open-problem list for ``cause``, unless it is there."""
    if case.escalated:
        return
    in_charge = in_charge_of([case])[case.pk]
    Escalation.objects.create(
        case=case,
        cause=cause,
        in_charge_id=in_charge,
        review_on=_looked_at_by(case),
        opened_by_id=by.account_id,
        opened_by=by.name,
    )
    case.escalated = True
    case.save(update_fields=["escalated"])
    by = by.asking(None)
    tell(case, "case.escalated", by=by, cause=cause)
    _tell_complainant(case, in_charge, by=by)


def _looked_at_by(case: Case) -> date:
    """Return when a superior looks again: at a complaint tomorrow, at anything else in a week."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return tomorrow if case.kind == Kind.COMPLAINT else in_a_week()


def _tell_complainant(case: Case, in_charge: int | None, *, by: Actor) -> None:
    """Whoever complained hears who above has it now (C3)."""
    if case.kind == Kind.COMPLAINT and in_charge is not None:
        tell(case, "case.handed_up", by=by, staff=in_charge)


@transaction.atomic
def review_problem(
    case_id: int, *, review_on: date, word: str, in_charge: int | None = None, by: Actor
) -> Case:
    """Management looked at an open problem: it stays, with a word and the next day to look.

    ``in_charge`` is the staff member who answers for it from now on; None leaves it as it is.
    """
    case = locked(case_id, by=by, verb="review")
    allow(policy.may_decide(by, case))
    problem = _open_problem(case)
    if not word.strip():
        raise Refusal("word_missing", _("Please say in a word how it stands."), field="word")
    if review_on <= timezone.localdate():
        raise Refusal(
            "review_passed", _("Please choose a day that is still to come."), field="review_on"
        )
    problem.review_on = review_on
    if in_charge is not None:
        problem.in_charge_id = _posted_here(in_charge, case)
    problem.save()
    message = case.messages.create(
        account_id=by.account_id, author=by.name, internal=True, text=word.strip()
    )
    tell(case, "case.reviewed", by=by, escalation=problem.pk, message=message.pk)
    return case


@transaction.atomic
def decide_escalation(case_id: int, *, decision: str, by: Actor) -> Case:
    """Management decides; the case leaves the open-problem list and goes on.

    Nothing leaves the list in another way: a case that is right meanwhile waits there, too.
    """
    case = locked(case_id, by=by, verb="decide")
    allow(policy.may_decide(by, case))
    escalation = _open_problem(case)
    if not decision.strip():
        raise Refusal(
            "decision_missing", _("Please write down what was decided."), field="decision"
        )
    escalation.decision, escalation.decided_at = decision.strip(), timezone.now()
    escalation.decided_by_id, escalation.decided_by = by.account_id, by.name
    escalation.save()
    case.escalated = False
    case.save(update_fields=["escalated"])
    tell(case, "case.decided", by=by, escalation=escalation.pk)
    return case


def _open_problem(case: Case) -> Escalation:
    problem = case.escalations.filter(decided_at__isnull=True).first()
    if problem is None:
        raise Refusal("already_decided", _("Somebody has decided this meanwhile."))
    return problem


def _posted_here(staff_id: int, case: Case) -> int:
    if not assignable_staff(case.community_id).filter(pk=staff_id).exists():
        raise Refusal(
            "not_posted",
            _("Please choose somebody who works in this community today."),
            field="in_charge",
        )
    not_about(staff_id, case, field="in_charge")
    return staff_id
