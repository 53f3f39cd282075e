"""Words of a telephone system become right records, however they come."""

import threading
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.utils import timezone

from nuanlin.domains.reception.actions import calls, missed, telephones, telephony
from nuanlin.domains.reception.models import (
    CallRecord,
    CallSource,
    CallState,
    MissedCall,
    TelephonyEvent,
    TelephonyKind,
)
from nuanlin.domains.reception.telephony.reckoning import Heard
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.lib import phones
from tests.cast import Cast

ZHOU = "13912344471"
RING, TAKE, HAND_ON, END = (
    TelephonyKind.RINGING,
    TelephonyKind.ANSWERED,
    TelephonyKind.TRANSFERRED,
    TelephonyKind.HUNG_UP,
)


def begun() -> datetime:
    """Three minutes ago, on the second."""
    return timezone.now().replace(microsecond=0) - timedelta(minutes=3)


def say(
    cast: Cast, at: datetime, kind: TelephonyKind, call: str = "c1", number: str = ZHOU,
    line: str = "",
) -> CallRecord:  # fmt: skip
    """The webhook says something."""
    heard = Heard(call, kind, at, number=number, line=line)
    return telephony.hear(cast.community.pk, source=CallSource.WEBHOOK, heard=heard)


def test_a_call_in_good_order_is_kept_whole(cast: Cast):
    telephones.set_extension(
        cast.community.pk, number="801", staff_id=cast.staff["chen"].pk, by=cast.actor("gu")
    )
    start = begun()
    say(cast, start, RING)
    say(cast, start + timedelta(seconds=9), TAKE, line="801")
    call = say(cast, start + timedelta(seconds=70), END)
    assert (call.state, call.ring_seconds, call.timeliness) == (CallState.ENDED, 9, "in_time")
    assert call.answered_by == cast.staff["chen"]
    assert (call.person, call.home) == (cast.people["zhou"], cast.home)
    assert call.talk == timedelta(seconds=61)


def test_every_order_of_the_words_with_one_of_them_doubled_gives_the_same_record(cast: Cast):
    start = begun()
    words = [
        (start, RING, ""),
        (start + timedelta(seconds=20), TAKE, "801"),
        (start + timedelta(seconds=40), HAND_ON, "802"),
        (start + timedelta(seconds=90), END, ""),
    ]
    seen = set()
    for number, order in enumerate(permutations(words)):
        for at, kind, line in [*order, order[number % 4]]:
            call = say(cast, at, kind, call=f"c{number}", line=line)
        call.refresh_from_db()
        handed = tuple(call.transfers.values_list("at", "line"))
        seen.add(
            (call.state, call.rang_at, call.answered_at, call.ended_at, call.ring_seconds,
             call.number, call.line, call.timeliness, call.task_id, handed)
        )  # fmt: skip
        assert call.heard.count() == 4
    assert len(seen) == 1
    assert not MissedCall.objects.filter(closed_at=None).exists()


def test_several_calls_in_vain_of_one_number_are_one_task(cast: Cast):
    start = begun()
    for name, after in (("a", 0), ("b", 60)):
        say(cast, start + timedelta(seconds=after), RING, call=name)
        say(cast, start + timedelta(seconds=after + 30), END, call=name)
    task = MissedCall.objects.get()
    assert task.calls.count() == 2
    assert (task.first_at, task.last_at) == (start, start + timedelta(seconds=60))
    assert (task.person, task.home) == (cast.people["zhou"], cast.home)


def test_a_late_word_that_it_was_answered_takes_the_task_back(cast: Cast):
    start = begun()
    say(cast, start, RING)
    say(cast, start + timedelta(seconds=30), END)
    assert MissedCall.objects.get().open
    call = say(cast, start + timedelta(seconds=8), TAKE, line="801")
    assert (call.state, call.task) == (CallState.ENDED, None)
    assert not MissedCall.objects.get().open


def test_a_withheld_number_is_a_missed_call_without_a_task(cast: Cast):
    start = begun()
    say(cast, start, RING, number="anonymous")
    call = say(cast, start + timedelta(seconds=30), END, number="anonymous")
    assert (call.state, call.number) == (CallState.MISSED, "")
    assert not MissedCall.objects.exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("10086", "10086"),
        ("0571-85551234", "+8657185551234"),
        ("sip:12@exchange", "12"),
        ("9" * 30, ""),
        ("+", ""),
    ],
)
def test_odd_numbers_are_kept_so_that_a_page_can_show_them(cast: Cast, said: str, kept: str):
    call = say(cast, begun(), RING, number=said)
    assert call.number == kept
    assert not kept or phones.mask(kept)


def test_what_rings_for_ever_is_taken_for_missed_and_a_late_answer_is_still_heard(cast: Cast):
    long_ago = begun() - timedelta(minutes=20)
    say(cast, long_ago, RING)
    assert telephony.sweep_calls() == 1
    call = CallRecord.objects.get()
    assert (call.state, call.doubt, call.task is not None) == (CallState.MISSED, "silent", True)
    assert telephony.sweep_calls() == 0
    call = say(cast, long_ago + timedelta(seconds=12), TAKE)
    assert (call.state, call.doubt, call.task) == (CallState.ANSWERED, "", None)
    call = say(cast, long_ago + timedelta(seconds=60), END)
    assert (call.state, call.doubt, call.ring_seconds) == (CallState.ENDED, "", 12)


def test_a_talk_without_an_end_stays_open_for_hours_and_then_ends_with_doubt(cast: Cast):
    start = begun() - timedelta(hours=3)
    say(cast, start, RING)
    say(cast, start + timedelta(seconds=5), TAKE)
    assert telephony.sweep_calls() == 0
    earlier = start - timedelta(hours=2)
    say(cast, earlier, RING, call="c2")
    say(cast, earlier + timedelta(seconds=5), TAKE, call="c2")
    assert telephony.sweep_calls() == 1
    call = CallRecord.objects.get(external_id="c2")
    assert (call.state, call.doubt, call.talk) == (CallState.ENDED, "silent", None)


def test_moments_that_cannot_be_are_refused_and_leave_nothing(cast: Cast):
    for at in (begun() - timedelta(days=40), begun() + timedelta(hours=1)):
        with pytest.raises(Refusal):
            say(cast, at, RING)
    assert not CallRecord.objects.exists()


def test_whoever_presses_first_has_the_call(cast: Cast):
    call = say(cast, begun(), RING)
    calls.answer_call(call.pk, by=cast.actor("bao"))  # any department's phone may ring
    with pytest.raises(Refusal):
        calls.answer_call(call.pk, by=cast.actor("lin"))
    call.refresh_from_db()
    assert (call.state, call.answered_by) == (CallState.ANSWERED, cast.staff["bao"])


def test_what_a_colleague_entered_is_not_handed_on_twice(cast: Cast):
    gu = cast.actor("gu")
    telephones.set_extension(cast.community.pk, number="802", staff_id=cast.staff["he"].pk, by=gu)
    call = say(cast, begun(), RING)
    calls.answer_call(call.pk, by=cast.actor("chen"))
    calls.transfer_call(call.pk, staff_id=cast.staff["he"].pk, by=cast.actor("chen"))
    say(cast, timezone.now(), HAND_ON, line="802")
    assert [one.to for one in call.transfers.all()] == [cast.staff["he"]]


@pytest.mark.django_db(transaction=True)
def test_words_that_arrive_at_one_moment_on_many_connections_give_one_right_record(
    transactional_db: None,
):
    cast, start = Cast(), begun()
    words = [
        (start, RING), (start + timedelta(seconds=6), TAKE), (start + timedelta(seconds=66), END),
    ] * 3  # fmt: skip
    ready, faults = threading.Barrier(len(words)), []

    def tell(at: datetime, kind: TelephonyKind) -> None:
        try:
            ready.wait()
            say(cast, at, kind)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=word) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    call = CallRecord.objects.get()
    assert (call.state, call.ring_seconds) == (CallState.ENDED, 6)
    assert call.talk == timedelta(seconds=60)
    assert TelephonyEvent.objects.count() == 3
    assert not MissedCall.objects.filter(closed_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_calls_in_vain_that_end_at_one_moment_are_one_task(transactional_db: None):
    cast, start = Cast(), begun()
    names = ["a", "b", "c"]
    for name in names:
        say(cast, start, RING, call=name)
    ready = threading.Barrier(len(names))

    def end(name: str) -> None:
        ready.wait()
        say(cast, start + timedelta(seconds=20), END, call=name)
        connection.close()

    threads = [threading.Thread(target=end, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert MissedCall.objects.get().calls.count() == 3
    missed.record_callback(MissedCall.objects.get().pk, outcome="reached", by=cast.actor("chen"))
    assert not MissedCall.objects.get().open
