"""Telling a notice by phone: a number nobody else has, and what came of it (F2)."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices import calling, policy, undoing
from nuanlin.domains.notices.models import (
    Attempt,
    Call,
    CalledHome,
    CallResult,
    Notice,
    NoticeState,
    Reach,
    Standing,
)
from nuanlin.domains.notices.reaching import Came, note, stand
from nuanlin.domains.notices.rules import Terms
from nuanlin.domains.people.actions.people import reveal
from nuanlin.domains.people.models import RevealedField, StaffMember
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch

# Whoever was called away has put it back by then.
FORGOTTEN: Final = timedelta(minutes=10)
CAME: Final = {
    CallResult.SPOKEN: Standing.SPOKEN,
    CallResult.FAMILY_TELLS: Standing.FAMILY_TELLS,
    CallResult.NO_ANSWER: Standing.NO_ANSWER,
    CallResult.WRONG_NUMBER: Standing.FAILED,
}

# The first number that is due, that somebody still has to hear from, and none of whose homes is
# being called by a colleague just now.
_NEXT = """
SELECT call.id FROM notices_call call
 WHERE call.notice_id = %s AND call.ended_at IS NULL AND call.taken_by_id IS NULL
   AND call.due_at <= %s AND call.id <> ALL(%s)
   AND EXISTS (SELECT FROM notices_calledhome called
                 JOIN notices_reach reach ON reach.id = called.reach_id
                WHERE called.call_id = call.id AND reach.reached_at IS NULL)
   AND NOT EXISTS (SELECT FROM notices_calledhome called
                     JOIN notices_calledhome beside ON beside.reach_id = called.reach_id
                     JOIN notices_call other ON other.id = beside.call_id
                    WHERE called.call_id = call.id
                      AND other.taken_by_id IS NOT NULL AND other.ended_at IS NULL)
 ORDER BY call.rank, call.round, call."order", call.id
 LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""
# Held while it is taken, so that a home's second number is not taken in the same moment.
_HOLD = """
SELECT reach.id FROM notices_reach reach
 WHERE reach.id IN (SELECT reach_id FROM notices_calledhome WHERE call_id = %s)
 ORDER BY reach.id FOR NO KEY UPDATE SKIP LOCKED
"""
_FREE = """
SELECT NOT EXISTS (SELECT FROM notices_calledhome beside
                     JOIN notices_call other ON other.id = beside.call_id
                    WHERE beside.reach_id = ANY(%s)
                      AND other.taken_by_id IS NOT NULL AND other.ended_at IS NULL),
       (SELECT count(DISTINCT reach_id) FROM notices_calledhome WHERE call_id = %s)
"""
# So many neighbours in a row are hardly ever held by others.
TRIES: Final = 40


@transaction.atomic
def take_next(notice_id: int, *, by: Actor) -> Call | None:
    """Give ``by`` the next number of a notice's list, which nobody else has; None if none is due.

    Whoever has one in hand, of whichever notice, gets that one again. The number may be seen from
    now on, and the look is kept. Raises Missing, Refusal.
    """
    notice = _running(notice_id, by)
    # Two presses of one caller wait for each other.
    StaffMember.objects.select_for_update(no_key=True).filter(pk=by.staff_id or 0).first()
    in_hand = Call.objects.filter(taken_by=by.staff_id, ended_at__isnull=True).first()
    if in_hand is not None:
        return in_hand
    return_forgotten()
    call_id = _free_call(notice_id)
    if call_id is None:
        return None
    call = Call.objects.get(pk=call_id)
    call.taken_by_id, call.taken_at = by.staff_id, timezone.now()
    call.save(update_fields=["taken_by", "taken_at"])
    attempts = _attempts(call)
    note(
        notice_id,
        [Came(pk, Standing.CALLING, call.taken_at, staff_id=by.staff_id) for pk in attempts],
    )
    person_id = call.homes.order_by("pk").values_list("person", flat=True)[0]
    # Somebody who moved away is still to be told, and is nobody's secret here.
    with suppress(Missing):
        reveal(
            person_id,
            field=RevealedField.PHONE,
            reason=_("Notice by phone: %(title)s") % {"title": notice.title},
            by=by.asking(None),
        )
    record("notice.call_taken", subject=call, by=by, community_id=notice.community_id)
    return call


@transaction.atomic
def end_call(call_id: int, *, result: str, by: Actor, words: str = "", go_on: bool = False) -> Call:
    """Note what came of the number in hand; with ``go_on`` the next one is taken at once.

    Nobody answered: it is dialled again after a while. Raises Missing, Refusal.
    """
    call = _in_hand(call_id, by)
    if result not in CAME:
        raise Refusal("no_result", _("Please say what came of it."), field="result")
    now = timezone.now()
    call.result, call.words, call.ended_at = result, words.strip()[:200], now
    call.save(update_fields=["result", "words", "ended_at"])
    if result == CallResult.NO_ANSWER and call.round < calling.ROUNDS:
        wait = Terms.of_json(call.notice.terms).second_round_minutes
        _once_more(call, wait)
    said = call.words or (str(call.get_result_display()) if result == "wrong_number" else "")
    standing = CAME[CallResult(result)]
    note(
        call.notice_id,
        [Came(pk, standing, now, said, by.staff_id) for pk in _attempts(call)],
    )
    record(
        "notice.called", subject=call, by=by, community_id=call.notice.community_id,
        data={"notice": call.notice_id, "result": result},
    )  # fmt: skip
    if go_on:
        take_next(call.notice_id, by=by.asking(None))
    return call


@transaction.atomic
def put_back(call_id: int, *, by: Actor) -> Call:
    """Put the number in hand back on the list for anybody. Raises Missing."""
    call = _in_hand(call_id, by)
    _return([call])
    record("notice.call_put_back", subject=call, by=by, community_id=call.notice.community_id)
    return call


@transaction.atomic
def take_back(call_id: int, *, by: Actor) -> Call:
    """Take back what came of the number one has just dialled; it is in hand again (F2).

    What was said of it stays with its attempts, marked. Homes that no other way has reached
    meanwhile are to be told again. Raises Missing, Refusal.
    """
    StaffMember.objects.select_for_update(no_key=True).filter(pk=by.staff_id or 0).first()
    call = _just_dialled(call_id, by)
    result, now = call.result, timezone.now()
    _no_second_round(call)
    _return(list(Call.objects.filter(taken_by=by.staff_id, ended_at__isnull=True)))
    said = _("Taken back: %(result)s") % {"result": call.get_result_display()}
    Attempt.objects.filter(pk__in=_attempts(call)).update(
        standing=Standing.CALLING, words=said, stood_at=now
    )
    call.result, call.words, call.ended_at, call.taken_at = "", "", None, now
    call.save(update_fields=["result", "words", "ended_at", "taken_at"])
    undoing.reckon_anew(call.notice, call.homes.values_list("reach", flat=True))
    record(
        "notice.call_taken_back", subject=call, by=by, community_id=call.notice.community_id,
        data={"notice": call.notice_id, "result": result},
    )  # fmt: skip
    touch(f"notice:{call.notice_id}")
    return call


@transaction.atomic
def call_again_now(notice_id: int, *, by: Actor) -> Notice:
    """Begin the second round at once, and dial those again whom it did not reach (F2).

    Raises Missing, Refusal where nobody is left to be dialled.
    """
    notice = _running(notice_id, by)
    # Whoever presses at the same moment finds the list already made.
    Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    open_calls = Call.objects.filter(notice=notice, ended_at__isnull=True)
    if not open_calls.filter(due_at__gt=timezone.now()).update(due_at=timezone.now()):
        left = Call.objects.filter(
            notice=notice, result=CallResult.NO_ANSWER, homes__reach__reached_at__isnull=True
        ).distinct()
        waiting = set(open_calls.values_list("number", flat=True))
        last = {call.number: call for call in left.order_by("round") if call.number not in waiting}
        if not last:
            raise Refusal("nobody_left", _("Nobody is left whom we could dial again."))
        for call in last.values():
            _once_more(call, 0)
    record("notice.called_again", subject=notice, by=by, community_id=notice.community_id)
    touch(f"notice:{notice_id}")
    return notice


@transaction.atomic
def return_forgotten() -> int:
    """Put back what somebody has had in hand for ten minutes; return how many numbers."""
    since = timezone.now() - FORGOTTEN
    calls = list(
        Call.objects.filter(
            taken_by__isnull=False, ended_at__isnull=True, taken_at__lt=since
        ).select_for_update(skip_locked=True, no_key=True)
    )
    _return(calls)
    return len(calls)


def _running(notice_id: int, by: Actor) -> Notice:
    notice = policy.in_office_of(by).filter(pk=notice_id).first()
    if notice is None or by.staff_id is None or not policy.may_write(by, notice.community_id):
        raise Missing
    if notice.state != NoticeState.RUNNING:
        raise Refusal("not_running", _("This notice is over, nobody needs to be phoned for it."))
    return notice


def _held(call_id: int, by: Actor) -> Call:
    calls = Call.objects.select_related("notice").filter(pk=call_id)
    call = calls.select_for_update(of=("self",), no_key=True).first()
    if call is None or not policy.may_write(by, call.notice.community_id):
        raise Missing
    return call


def _in_hand(call_id: int, by: Actor) -> Call:
    call = _held(call_id, by)
    if call.taken_by_id != by.staff_id or call.ended_at is not None:
        raise Refusal("not_in_hand", _("You do not have this number in hand any more."))
    return call


def _just_dialled(call_id: int, by: Actor) -> Call:
    call = _held(call_id, by)
    if call.notice.state != NoticeState.RUNNING:
        raise Refusal("not_running", _("This notice is over, nobody needs to be phoned for it."))
    mine = Call.objects.filter(taken_by=by.staff_id or 0)
    last = mine.filter(ended_at__gt=timezone.now() - calling.TAKEN_BACK_WITHIN)
    if last.order_by("-ended_at", "-pk").values_list("pk", flat=True).first() != call.pk:
        raise Refusal("too_late", _("Only your last call can be taken back, and only soon after."))
    return call


def _no_second_round(call: Call) -> None:
    """Take off the list what was to be dialled again. Raises Refusal once somebody does."""
    again = Call.objects.filter(notice=call.notice_id, number=call.number, round=call.round + 1)
    second = again.select_for_update(no_key=True).first()
    if second is None:
        return
    if second.taken_by_id is not None or second.ended_at is not None:
        raise Refusal("too_late", _("A colleague is dialling this number again already."))
    homes = second.homes.filter(reach__in=call.homes.values("reach"))
    Attempt.objects.filter(pk__in=list(homes.values_list("attempt", flat=True))).delete()
    if not second.homes.exists():
        second.delete()


def _free_call(notice_id: int) -> int | None:
    tried: list[int] = []
    with connection.cursor() as cursor:
        while len(tried) < TRIES:
            cursor.execute(_NEXT, [notice_id, timezone.now(), tried])
            found = cursor.fetchone()
            if found is None:
                return None
            cursor.execute(_HOLD, found)
            held = [key for (key,) in cursor.fetchall()]
            cursor.execute(_FREE, [held, *found])
            free, homes = cursor.fetchone()
            if free and homes == len(held):
                return int(found[0])
            tried.append(found[0])
    return None


def _attempts(call: Call) -> list[int]:
    return list(
        CalledHome.objects.filter(call=call, attempt__isnull=False).values_list(
            "attempt", flat=True
        )
    )


def _once_more(call: Call, minutes: int) -> None:
    called = CalledHome.objects.filter(call=call, reach__reached_at__isnull=True)
    numbers = [
        calling.Number(one.reach_id, one.person_id, call.number, call.rank, call.order)
        for one in called
    ]
    due_at = timezone.now() + timedelta(minutes=minutes)
    calling.put_on_list(call.notice, numbers, round_number=call.round + 1, due_at=due_at)


def _return(calls: list[Call]) -> None:
    """Let others take these numbers, and let their homes stand as before."""
    ids = [call.pk for call in calls]
    if not ids:
        return
    Call.objects.filter(pk__in=ids).update(taken_by=None, taken_at=None)
    waiting = Attempt.objects.filter(call__call__in=ids, standing=Standing.CALLING)
    waiting.update(standing=Standing.WAITING, staff=None)
    for notice_id in {call.notice_id for call in calls}:
        homes = Reach.objects.filter(notice=notice_id, calls__call__in=ids)
        stand(notice_id, sorted(set(homes.values_list("pk", flat=True))))
        touch(f"notice:{notice_id}")
