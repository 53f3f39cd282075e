"""Reporting upward, and coming back with a decision: the open-problem list (B6)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import Case, Escalation
from nuanlin.foundation.accounts.actors import Actor
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
    """Report the case to management: it enters the open-problem list until decided."""
    case = locked(case_id, by=by, verb="escalate")
    allow(policy.may_escalate(by, case))
    if not reason.strip():
        raise Refusal("reason_missing", _("Please say what cannot go on and why."), field="reason")
    if case.escalated:
        raise Refusal("already_escalated", _("This matter is on the open-problem list already."))
    Escalation.objects.create(
        case=case,
        reason=reason.strip(),
        decision_needed=decision_needed.strip(),
        review_on=review_on,
        opened_by_id=by.account_id,
        opened_by=by.name,
    )
    case.escalated = True
    case.save(update_fields=["escalated"])
    tell(case, "case.escalated", by=by)
    return case


@transaction.atomic
def decide_escalation(case_id: int, *, decision: str, by: Actor) -> Case:
    """Management decides; the case leaves the open-problem list and goes on."""
    case = locked(case_id, by=by, verb="decide")
    allow(policy.may_decide(by, case))
    escalation = case.escalations.filter(decided_at__isnull=True).first()
    if escalation is None:
        raise Refusal("already_decided", _("Somebody has decided this meanwhile."))
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
