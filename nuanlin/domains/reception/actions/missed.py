"""Missed calls: a task for each number, until somebody has called back with an outcome (D1)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.reception import policy
from nuanlin.domains.reception.actions.keeping import is_missed, rules_of, show
from nuanlin.domains.reception.models import (
    CallBack,
    CallBackOutcome,
    CallRecord,
    CallState,
    Direction,
    MissedCall,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

TRY_AGAIN_AFTER = timedelta(hours=2)
LATEST_TRY = timedelta(days=7)


@transaction.atomic
def record_callback(
    task_id: int,
    *,
    outcome: str,
    note: str = "",
    next_try_at: datetime | None = None,
    call_id: int | None = None,
    by: Actor,
) -> MissedCall:
    """Somebody called back, or says why that is not needed (D1).

    Reached and needless end the task; needless wants its reason. Not reached says when to try
    again, two hours from now if it doesn't. ``call_id`` is the call in which they were spoken
    with, theirs or ours; without it the call back is put on record as one entered by hand.
    Raises Missing, Refusal.
    """
    task = locked(policy.missed_visible_to(by), task_id)
    if not task.open:
        raise Refusal("done_already", _("A colleague has called back already."))
    kind, note, now = CallBackOutcome(outcome), note.strip()[:500], timezone.now()
    if kind == CallBackOutcome.NEEDLESS and not note:
        raise Refusal("reason_missing", _("Please say why nobody needs to call."), field="note")
    if kind == CallBackOutcome.NOT_REACHED:
        task.next_try_at = _next_try(next_try_at, now)
    else:
        task.closed_at, task.outcome, task.next_try_at = now, kind, None
    call = _call_of(task, call_id, by) or _entered(task, kind, note, now, by)
    task.save()
    CallBack.objects.create(
        task=task, outcome=kind, note=note, at=now, by_id=by.staff_id, call=call
    )
    record(
        "missed_call.tried", subject=task, by=by, community_id=task.community_id,
        data={"outcome": kind.value, "call": call.pk if call else None},
    )  # fmt: skip
    touch(f"reception:{task.community_id}", f"desk:{task.community_id}")
    return task


def _next_try(wanted: datetime | None, now: datetime) -> datetime:
    if wanted is None:
        return now + TRY_AGAIN_AFTER
    if not now < wanted <= now + LATEST_TRY:
        raise Refusal(
            "moment_unlikely",
            _("Please choose a time within the next seven days."),
            field="next_try_at",
        )
    return wanted


def _call_of(task: MissedCall, call_id: int | None, by: Actor) -> CallRecord | None:
    if call_id is None:
        return None
    return one(policy.visible_to(by).filter(community=task.community_id), call_id)


def _entered(
    task: MissedCall, outcome: CallBackOutcome, note: str, now: datetime, by: Actor
) -> CallRecord | None:
    """Put a call back on record that no telephone system told of."""
    if outcome == CallBackOutcome.NEEDLESS:
        return None
    reached = outcome == CallBackOutcome.REACHED
    return CallRecord.objects.create(
        community_id=task.community_id,
        direction=Direction.OUT,
        number=task.number,
        person_id=task.person_id,
        home_id=task.home_id,
        rang_at=now,
        answered_at=now if reached else None,
        answered_by_id=by.staff_id if reached else None,
        ended_at=now,
        state=CallState.ENDED if reached else CallState.MISSED,
        limit_seconds=rules_of(task.community_id).limit_seconds,
        result=note,
    )


@transaction.atomic
def show_missed_number(task_id: int, *, by: Actor) -> MissedCall:
    """Let ``by`` have the number to call back; the look is kept. Raises Missing."""
    task = locked(policy.missed_visible_to(by), task_id)
    show(task, "missed_call.number_used", by=by)
    return task


def leave(call: CallRecord) -> MissedCall | None:
    """Take a call out of the task that it no longer belongs to, to be saved; return that task."""
    task = call.task
    if task is None or (is_missed(call) and task.number == call.number):
        return None
    call.task = None
    return task


def settle(call: CallRecord, *, left: MissedCall | None = None) -> None:
    """Put a call that nobody answered under its number's task; reckon the one it ``left`` anew.

    The call's row is locked. Without a number nobody can be called back.
    """
    if left is not None:
        _reckon(left)
    if not is_missed(call) or not call.number:
        return
    if call.task is None:
        call.task = _task_for(call)
        call.save(update_fields=["task"])
    _reckon(call.task)


def _task_for(call: CallRecord) -> MissedCall:
    task, new = MissedCall.objects.select_for_update().get_or_create(
        community_id=call.community_id,
        number=call.number,
        closed_at=None,
        defaults={"first_at": call.rang_at, "last_at": call.rang_at},
    )
    if new or task.person_id is None:
        task.person_id, task.home_id = call.person_id, call.home_id
        task.save(update_fields=["person", "home"])
    return task


def _reckon(task: MissedCall) -> None:
    """Set when the number first and last called in vain; a task without any such call is none."""
    span = task.calls.aggregate(first=Min("rang_at"), last=Max("rang_at"))
    if span["first"] is not None:
        task.first_at, task.last_at = span["first"], span["last"]
        task.save(update_fields=["first_at", "last_at"])
    elif task.open and not task.tries.exists():
        task.closed_at, task.next_try_at = timezone.now(), None
        task.save(update_fields=["closed_at", "next_try_at"])
