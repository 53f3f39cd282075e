"""Everybody who reported one fault: each is asked after the work, and the lead ends last (B9).

A lead is always locked before what rests in it, and leads in the order of their ids, so that those
who act at once wait for each other and never in a circle.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.loop import locked, tell
from nuanlin.domains.service_desk.models import (
    ASKED_STATES,
    RUNNING_STATES,
    Case,
    FollowUp,
    Round,
    State,
    Waiting,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.refusals import Refusal


def locked_with_lead(case_id: int, *, by: Actor, verb: str) -> Case:
    """Return the case as ``locked`` does, after locking the one that it was merged into, if any.

    Raises Missing, or Refusal where the case has moved on or was merged or separated just now.
    """
    lead = lock_lead_of(case_id)
    case = locked(case_id, by=by, verb=verb)
    rests_in(case, lead)
    return case


def lock_lead_of(case_id: int) -> Case | None:
    """Return the case that this one was merged into, if any, locked before it."""
    merged_into = Case.objects.filter(pk=case_id).values("merged_into")
    return Case.objects.filter(pk__in=merged_into).select_for_update(of=("self",)).first()


def rests_in(case: Case, lead: Case | None) -> None:
    """Let the locked case know its locked lead. Raises Refusal if it was moved just before."""
    if case.merged_into_id != (lead.pk if lead is not None else None):
        raise Refusal(
            "not_now", _("A colleague has just joined or separated this. Please look at it again.")
        )
    case.merged_into = lead


def resting(lead: Case) -> QuerySet[Case]:
    """Return what was merged into ``lead`` and is open, to be locked after it."""
    return lead.merged.filter(closed_at__isnull=True).order_by("pk")


def ask(lead: Case, *, round: Round | None = None, since: datetime | None = None) -> None:
    """Make a question due for everybody who reported it and has not had an ending yet (B9).

    ``since`` is when the work was done, now unless said otherwise.
    """
    others = list(resting(lead).select_for_update(of=("self",)).select_related("category"))
    for other in others:
        asked(other, lead)
    due = [*others, *([] if lead.own_ending else [lead])]
    done_at = since or timezone.now()
    FollowUp.objects.bulk_create(question(one, round, done_at) for one in due)


def asked(case: Case, lead: Case) -> None:
    """Let a merged case await its own reporter's word, as its lead does."""
    case.state, case.waiting, case.waiting_note = lead.state, Waiting.NOBODY, ""
    case.save(update_fields=["state", "waiting", "waiting_note"])


def question(case: Case, round: Round | None, done_at: datetime) -> FollowUp:
    """Return the question to the case's own reporter, not yet kept."""
    return FollowUp(
        case=case,
        community_id=case.community_id,
        round=round,
        turn=case.clock_round,
        due_at=done_at + case.follow_up_after,
    )


def back_to_work(case: Case, *, by: Actor) -> Case:
    """Somebody says that it is not right: return what is worked on again, the lead of the fault.

    Nobody else is asked before that work is done; whoever said so before stays satisfied. What
    each is asked then is a new turn.
    """
    lead = case.lead
    others = list(resting(lead).select_for_update(of=("self",)))
    for other in others:
        other.reopenings += 1
        other.save(update_fields=["reopenings"])
        rest(other)
    FollowUp.objects.filter(case__in=[lead, *others], made_at__isnull=True).delete()
    if case.merged_into_id is not None:
        case.refresh_from_db(fields=["state", "reopenings"])
        tell(lead, "case.sent_back", by=by.asking(None), of=case.pk)
    return lead


def rest(case: Case) -> None:
    """Put a merged case back to the place in the loop that it has by itself."""
    case.state = case.own_place
    case.save(update_fields=["state"])


def end(case: Case, state: State, *, note: str = "", by: Actor) -> bool:
    """End the case for its own reporter and return whether it is closed.

    A lead stays open while somebody else is to be asked, and ends with the last of them.
    """
    if case.merged_into_id is None and resting(case).exists():
        case.own_ending, case.closing_note = state, note
        case.save(update_fields=["own_ending", "closing_note"])
        return False
    close(case, state, note=note)
    if case.merged_into is not None:
        end_with_last(case.merged_into, by=by)
    return True


def end_with_last(lead: Case, *, by: Actor) -> None:
    """Close a lead whose own reporter has had an ending once nobody else is left to be asked."""
    if lead.own_ending and not resting(lead).exists():
        ending, lead.own_ending = State(lead.own_ending), ""
        close(lead, ending, note=lead.closing_note)
        tell(lead, "case.all_asked", by=by.asking(None), ending=ending)


def close(case: Case, state: State, *, note: str = "") -> None:
    """End the case in a final ``state``; nobody waits and nothing is open any longer."""
    if case.state in RUNNING_STATES or case.merged_into_id is not None:
        now = timezone.now()
        case.rounds.filter(done_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
        case.pauses.filter(ended_at__isnull=True).update(ended_at=now)
    case.state, case.closed_at, case.closing_note = state, timezone.now(), note
    case.escalated = False
    clocks.wait(case, Waiting.NOBODY)
    case.save()


def stand_alone(case: Case) -> None:
    """Take a case out of its lead, without going back to where it stood; the caller saves it."""
    case.merged_into, case.resting_state = None, ""


def is_asked(lead: Case) -> bool:
    """Whether the work is done and reporters are being asked."""
    return lead.state in ASKED_STATES
