"""What the office does with a complaint: hears, finds out, names, mediates (C2, C3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions.assignment import unassign
from nuanlin.domains.service_desk.actions.escalation import put_on_list
from nuanlin.domains.service_desk.from_message import confide_behind
from nuanlin.domains.service_desk.loop import allow, locked, looked_at, tell
from nuanlin.domains.service_desk.models import (
    Case,
    Cause,
    Complaint,
    Guard,
    HandlerGrant,
    Kind,
    MediationNote,
    SealedReporter,
    Target,
)
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM
from nuanlin.domains.service_desk.queries.choices import members_here
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def hear_complaint(
    case_id: int,
    *,
    apology: str = "",
    facts: str = "",
    within_duty: bool | None = None,
    decision: str = "",
    by: Actor,
) -> Case:
    """Write into the register what was said and found; beyond one's duty it goes up at once.

    The first to write it is who heard it. Raises Missing, Refusal.
    """
    case = _complaint(case_id, by=by, verb="hear")
    allow(policy.may_hear(by, case))
    row = _register_row(case)
    if row.heard_at is None:
        row.heard_by, row.heard_by_id, row.heard_at = by.name[:60], by.account_id, timezone.now()
    row.apology, row.facts = apology.strip(), facts.strip()
    row.within_duty, row.decision = within_duty, decision.strip()
    row.save()
    tell(case, "case.heard", by=by)
    if within_duty is False and case.state in ALLOWED_FROM["escalate"]:
        put_on_list(case, Cause.BEYOND, by=by)
    return case


@transaction.atomic
def name_targets(case_id: int, *, staff_ids: Sequence[int], by: Actor) -> Case:
    """A superior says which colleagues it is about, or with nobody chosen: about none (C1).

    From then on it does not exist for them; what they had of it returns to the queue. Raises
    Missing, or Refusal for naming oneself.
    """
    case = _complaint(case_id, by=by, verb="name")
    allow(policy.may_name_handlers(by, case))
    wanted = set(staff_ids)
    if by.staff_id in wanted:
        raise Refusal(
            "about_you",
            _("You cannot name yourself here. Please ask your superior to take it over."),
            field="staff",
        )
    if members_here(case.community_id).filter(pk__in=wanted).count() != len(wanted):
        raise Missing
    case.targets.exclude(staff__in=wanted).delete()
    Target.objects.bulk_create(
        [Target(case=case, staff_id=pk) for pk in wanted], ignore_conflicts=True
    )
    HandlerGrant.objects.filter(case=case, staff__in=wanted).delete()
    case.guard = Guard.NAMED if wanted else Guard.NONE
    if case.assignee_id in wanted:
        unassign(case)
    case.save()
    if wanted:
        confide_behind(case, by=by)
    tell(case, "case.named", by=by, number=len(wanted))
    return case


@transaction.atomic
def name_handlers(case_id: int, *, staff_ids: Sequence[int], by: Actor) -> Case:
    """A superior says who may see the reporter of a confidential case, the caller too (C1).

    Raises Missing, or Refusal for somebody whom it is about.
    """
    case = locked(case_id, by=by, verb="name")
    allow(policy.may_name_handlers(by, case))
    if not SealedReporter.objects.filter(case=case).exists():
        raise Refusal("nobody_sealed", _("Nobody is kept in confidence in this case."))
    wanted = set(staff_ids)
    possible = members_here(case.community_id).exclude(targeted_by__case=case)
    if possible.filter(pk__in=wanted).count() != len(wanted):
        raise Refusal(
            "about_them",
            _("This is about the colleague you chose. Please choose somebody else."),
            field="staff",
        )
    case.grants.exclude(staff__in=wanted).delete()
    HandlerGrant.objects.bulk_create(
        [
            HandlerGrant(
                case=case, staff_id=pk, granted_by_id=by.account_id, granted_by=by.name[:60]
            )
            for pk in wanted
        ],
        ignore_conflicts=True,
    )
    tell(case, "case.handlers_named", by=by, number=len(wanted))
    return case


@transaction.atomic
def see_reporter(case_id: int, *, by: Actor) -> Case:
    """Let somebody who was named see who reported a confidential case; the look is kept (C1)."""
    case = policy.visible_to(by).filter(pk=case_id).first()
    if case is None or not case.sealed:
        raise Missing
    allow(policy.may_see_reporter(by, case))
    return looked_at(case, by=by)


@transaction.atomic
def note_mediation(
    case_id: int,
    *,
    held_at: datetime | None = None,
    present: str,
    office_words: str = "",
    owner_words: str = "",
    neighbour_words: str = "",
    outcome: str,
    by: Actor,
) -> Case:
    """A superior keeps how a disputed matter was mediated: both sides' words, the outcome (C3).

    Staff alone read it. Raises Missing, Refusal.
    """
    case = _complaint(case_id, by=by, verb="mediate")
    allow(policy.may_decide(by, case))
    now = timezone.now()
    if held_at is not None and held_at > now:
        raise Refusal("held_later", _("The meeting cannot lie in the future."), field="held_at")
    for name, words in (("present", present), ("outcome", outcome)):
        if not words.strip():
            raise Refusal("words_missing", _("Please say this in a line or two."), field=name)
    note = MediationNote.objects.create(
        case=case,
        held_at=held_at or now,
        present=present.strip(),
        office_words=office_words.strip(),
        owner_words=owner_words.strip(),
        neighbour_words=neighbour_words.strip(),
        outcome=outcome.strip(),
        written_by_id=by.account_id,
        written_by=by.name[:60],
        written_at=now,
    )
    tell(case, "case.mediated", by=by, mediation=note.pk)
    return case


def _complaint(case_id: int, *, by: Actor, verb: str) -> Case:
    case = locked(case_id, by=by, verb=verb)
    if case.kind != Kind.COMPLAINT:
        raise Refusal("no_complaint", _("This is no complaint."))
    return case


def _register_row(case: Case) -> Complaint:
    row, _new = Complaint.objects.select_for_update().get_or_create(case=case)
    return row
