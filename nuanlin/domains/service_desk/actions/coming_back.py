"""What was closed and is not right after all: the next round, or a new matter (B8, B9)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks, policy
from nuanlin.domains.service_desk.actions.complaints import (
    ComplaintWords,
    record_complaint,
    submit_complaint,
)
from nuanlin.domains.service_desk.actions.follow_up import (
    Said,
    fill_in,
    round_asked_about,
    send_back,
)
from nuanlin.domains.service_desk.actions.intake import Report, record_case, submit_case
from nuanlin.domains.service_desk.actions.reporters import stand_alone
from nuanlin.domains.service_desk.loop import allow, locked, tell
from nuanlin.domains.service_desk.models import (
    OPINIONS,
    About,
    Case,
    Channel,
    FollowUp,
    Kind,
    Outcome,
    Source,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal


@transaction.atomic
def report_again(case_id: int, *, words: str, defect_kind: str = "", by: Actor) -> Case:
    """The owner, or the desk in the owner's words, says that a closed case is not right after all.

    Within the days of grace it becomes the next round of the same case, whose ratings stay with
    what they were given for; later a new case is returned that follows the old one. Raises
    Missing, Refusal.
    """
    case = locked(case_id, by=by, verb="again")
    as_owner = policy.is_resident_of(by, case)
    allow(as_owner or policy.is_desk(by, case))
    if not words.strip():
        raise Refusal(
            "defect_missing",
            _("Please say what is still wrong, so that it can be mended."),
            field="words",
        )
    if not in_grace(case):
        return _anew(case, words.strip(), as_owner=as_owner, by=by)
    channel = Channel.APP if as_owner else Channel.CALL
    open_again(case, Said(Outcome.NOT_FIXED, words, words, defect_kind), channel=channel, by=by)
    return case


def in_grace(case: Case) -> bool:
    """Whether the closed case is opened again rather than followed by a new one."""
    # A new one would have to know who reported the old one, or where it is about a colleague.
    if case.sealed or case.guard:
        return case.closed_at is not None
    days = clocks.rules_of(case.community_id).grace_days
    return case.closed_at is not None and timezone.now() < case.closed_at + timedelta(days=days)


def open_again(case: Case, said: Said, *, channel: Channel, by: Actor) -> None:
    """Make the locked, closed case the next round of itself, with what was said as its defect."""
    asked = FollowUp(
        case=case,
        community_id=case.community_id,
        round_id=round_asked_about(case),
        turn=case.clock_round,
        due_at=timezone.now(),
    )
    fill_in(asked, said, channel=channel, by=by)
    case.second_calls.filter(made_at__isnull=True).delete()
    case.closing_note = ""
    stand_alone(case)
    send_back(case)
    tell(case, "case.reopened", by=by, follow_up=asked.pk, outcome=said.outcome)


def _anew(case: Case, words: str, *, as_owner: bool, by: Actor) -> Case:
    report = _report_of(case, words)
    caller: dict[str, Any] = {
        "community_id": case.community_id,
        "source": Source.PHONE,
        "reporter_id": case.reporter_id,
        "reporter_name": case.reporter_name,
        "reporter_phone": case.reporter_phone,
    }
    if case.kind in OPINIONS:
        row = getattr(case, "complaint", None)
        opinion = ComplaintWords.of(report, about=About(row.about) if row else About.OTHER)
        if as_owner:
            new = submit_complaint(opinion, by=by)
        else:
            new = record_complaint(opinion, by=by, **caller)
    elif as_owner:
        new = submit_case(report, by=by)
    else:
        new = record_case(report, by=by, **caller)
    new.follows, new.title = case, case.title
    new.save(update_fields=["follows", "title"])
    return new


def _report_of(case: Case, words: str) -> Report:
    """Return the old matter as a new report; what is no longer in use is left out."""
    category, area = case.category, case.common_area
    area_in_use = area is not None and not area.retired
    return Report(
        words,
        category_id=category.pk if category is not None and not category.retired else None,
        kind=Kind(case.kind),
        home_id=case.home_id,
        common_area_id=case.common_area_id if area_in_use else None,
        place="" if case.home_id or area_in_use else case.where,
        community_id=case.community_id,
    )
