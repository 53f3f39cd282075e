"""Several reports of one fault: joined, worked on once, and separated again where it was none."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.intake import Report, match_urgency, record_case
from nuanlin.domains.service_desk.actions.reporters import (
    asked,
    close,
    end_with_last,
    is_asked,
    locked_with_lead,
    question,
    rest,
)
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import Case, FollowUp, Round, State
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal


@transaction.atomic
def merge_case(case_id: int, *, into: int, by: Actor) -> Case:
    """Join a report with another of the same fault, which is worked on for both (B3).

    The case leaves queue and clocks, and stays open until its own reporter was asked. What was
    merged into it goes along; a case that rests in another stands for that one. Raises Missing,
    or Refusal for a closed or finished case, one of another community, and itself.
    """
    lead_id = _lead_of(into, by)
    if case_id in (into, lead_id):
        raise Refusal("same_case", _("These two are one already."), field="into")
    found = {
        pk: locked(pk, by=by, verb="merge" if pk == case_id else "merge_into")
        for pk in sorted((case_id, lead_id))
    }
    case, lead = found[case_id], found[lead_id]
    if case.community_id != lead.community_id:
        raise Refusal(
            "other_community", _("Please choose a case of the same community."), field="into"
        )
    allow(policy.is_desk(by, case))
    if any(one.sealed or one.guard for one in (case, lead)):
        raise Refusal(
            "stands_alone",
            _("A confidential case, or one about a colleague, is not joined with others."),
            field="into",
        )
    along = list(case.merged.select_for_update(of=("self",)).order_by("pk"))
    case.merged_into, case.resting_state = lead, case.state
    clocks.rest(case)
    if case.own_ending:
        ending, case.own_ending = State(case.own_ending), ""
        close(case, ending, note=case.closing_note)
    case.save()
    Case.objects.filter(pk__in=[one.pk for one in along]).update(merged_into=lead)
    match_urgency(lead, case)
    ask_late(lead, [one for one in (case, *along) if one.is_open])
    tell(case, "case.merged", by=by, into=lead.pk, along=[one.pk for one in along])
    return case


@transaction.atomic
def separate_case(case_id: int, *, by: Actor) -> Case:
    """Undo a merge: the case returns to its own place in the loop, and its clocks go on (B3).

    What went along with it when it was merged comes back with it.
    """
    case = locked_with_lead(case_id, by=by, verb="separate")
    allow(policy.is_desk(by, case))
    lead = case.merged_into
    if lead is None:
        raise Refusal("not_merged", _("This case stands by itself already."))
    along = lead.merged.filter(pk__in=_went_along(case), closed_at__isnull=True)
    followers = list(along.select_for_update(of=("self",)).order_by("pk"))
    unasked = FollowUp.objects.filter(case__in=[case, *followers], made_at__isnull=True)
    unasked.delete()
    for one in followers:
        one.merged_into = case
        one.save(update_fields=["merged_into"])
        rest(one)
    case.state, case.merged_into, case.resting_state = case.own_place, None, ""
    clocks.go_on(case)
    case.save()
    tell(case, "case.separated", by=by, out_of=lead.pk)
    end_with_last(lead, by=by)
    return case


@transaction.atomic
def record_further(report: Report, *, same_as: int, by: Actor, **said: Any) -> Case:
    """The desk records one more report of a fault and joins it at once; see ``record_case``."""
    case = record_case(report, joins=same_as, by=by, **said)
    return merge_case(case.pk, into=same_as, by=by.asking(None))


def _lead_of(case_id: int, by: Actor) -> int:
    """Return the case that is worked on for this one. Raises Missing."""
    found = policy.visible_to(by).filter(pk=case_id)
    lead_id: int | None = found.values_list(Coalesce(F("merged_into"), F("pk")), flat=True).first()
    if lead_id is None:
        raise Missing
    return lead_id


def ask_late(lead: Case, late: list[Case]) -> None:
    """Ask at once those whose reports join a fault on which the work is done."""
    if not is_asked(lead):
        return
    latest = Round.objects.filter(case=lead, done_at__isnull=False).order_by("-number").first()
    for case in late:
        asked(case, lead)
    round_ = latest if lead.state == State.DONE else None
    FollowUp.objects.bulk_create(question(case, round_, timezone.now()) for case in late)


def _went_along(case: Case) -> list[int]:
    merges = Event.objects.filter(
        subject_type=Case._meta.label_lower, subject_id=case.pk, verb="case.merged"
    )
    latest = merges.order_by("-id").first()
    return latest.data.get("along", []) if latest is not None else []
