"""The engine with a service that fails in every way services fail."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from nuanlin.foundation.notifications import actions, channels, jobs
from nuanlin.foundation.notifications.actions import Outcome, Outgoing
from nuanlin.foundation.notifications.channels.base import (
    Delivered,
    Down,
    Later,
    Permanent,
    Receipt,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.delivering import outcomes, pacing, sending
from nuanlin.foundation.notifications.models import (
    AddressState,
    ChannelState,
    Delivery,
    EarlyReceipt,
    Notification,
    State,
    Way,
)
from nuanlin.foundation.notifications.tests.fake import Service

pytestmark = pytest.mark.django_db


def outgoing(number=1, way=Way.EMAIL, **more):
    given = {
        "key": f"k{number}",
        "address": f"{number}@example.test",
        "title": "停水",
        "text": "今天 14:00 停水",
        "reference": "tests",
        "reference_id": number,
    }
    return Outgoing(way=way, **(given | more))


def queue(*numbers, **more):
    return actions.queue_deliveries([outgoing(number, **more) for number in numbers])


def states():
    return dict(Delivery.objects.values_list("key", "state"))


def one():
    return Delivery.objects.get()


def make_due():
    Delivery.objects.update(due_at=timezone.now())


def leave_behind():
    """As if the worker that has them in hand had died some minutes ago."""
    Delivery.objects.filter(state=State.SENDING).update(
        taken_at=timezone.now() - timedelta(minutes=4)
    )


@pytest.fixture
def heard(monkeypatch):
    found: list[Outcome] = []
    monkeypatch.setitem(outcomes._handlers, "tests", found.extend)
    return found


def test_what_is_queued_leaves_once_and_whoever_queued_it_hears_of_it(service, heard):
    assert queue(1, 2) == 2
    assert queue(1, 3) == 1
    assert sending.run(Way.EMAIL) == 3
    assert sending.run(Way.EMAIL) == 0
    assert service.keys == ["k1", "k2", "k3"]
    assert set(states().values()) == {State.SENT}
    assert {(one.reference_id, one.state) for one in heard} == {
        (number, State.SENT) for number in (1, 2, 3)
    }


def test_nothing_is_sent_by_a_way_that_is_not_set_up(service):
    queue(1, way=Way.SMS)
    assert sending.run(Way.SMS) == 0
    assert states() == {"k1": State.QUEUED}


def test_in_app_messages_are_told_and_not_queued(service):
    with pytest.raises(ValueError, match="told"):
        queue(1, way=Way.APP)


def test_a_refusal_for_good_ends_it_and_marks_the_address(service, heard):
    service.behave = lambda parcels: [Permanent("550", "no such user", address_fault=True)]
    queue(1)
    sending.run(Way.EMAIL)
    assert (one().state, one().error_code, one().attempts) == (State.FAILED, "550", 1)
    assert [(found.error_code, found.address_fault) for found in heard] == [("550", True)]
    service.behave = lambda parcels: None
    queue(2, address="1@example.test")
    sending.run(Way.EMAIL)
    assert service.taken == []
    assert Delivery.objects.get(key="k2").error_code == "address_bounced"
    AddressState.objects.all().delete()
    queue(3, address="1@example.test")
    sending.run(Way.EMAIL)
    assert service.keys == ["k3"]


def test_who_refuses_a_way_is_written_to_in_danger_alone(service):
    AddressState.objects.create(way=Way.EMAIL, address="1@example.test", fault="refused")
    queue(1)
    queue(2, address="1@example.test", urgent=True)
    sending.run(Way.EMAIL)
    assert service.keys == ["k2"]
    assert Delivery.objects.get(key="k1").error_code == "refused"


def test_it_is_tried_again_later_each_time_until_it_is_given_up(service, heard):
    service.behave = lambda parcels: [Later("451", "greylisted") for _one in parcels]
    queue(1)
    waits = []
    for _try in range(8):
        make_due()
        before = timezone.now()
        sending.run(Way.EMAIL)
        waits.append((one().due_at - before).total_seconds())
    assert (one().state, one().attempts, one().error) == (State.FAILED, 8, "greylisted")
    assert all(wait < longer for wait, longer in pairwise(waits[:7]))
    assert [found.state for found in heard] == [State.FAILED]


def test_a_service_may_say_when_to_come_again(service):
    service.behave = lambda parcels: [Later("throttled", after_seconds=7200)]
    queue(1)
    sending.run(Way.EMAIL)
    assert one().due_at > timezone.now() + timedelta(seconds=7100)


def test_what_cannot_leave_before_it_expires_fails_so_that_another_way_is_tried(service, heard):
    service.behave = lambda parcels: [Later("451")]
    queue(1, expires_at=timezone.now() + timedelta(seconds=30))
    sending.run(Way.EMAIL)
    assert [found.state for found in heard] == [State.FAILED]


def test_what_has_expired_is_not_sent(service, heard):
    queue(1, expires_at=timezone.now() - timedelta(seconds=1))
    queue(2, way=Way.SMS, expires_at=timezone.now() - timedelta(seconds=1))
    sending.run(Way.EMAIL)
    sending.wake_due()
    assert service.taken == []
    assert states() == {"k1": State.DROPPED, "k2": State.DROPPED}
    assert {(found.way, found.error_code) for found in heard} == {
        (Way.EMAIL, "expired"),
        (Way.SMS, "expired"),
    }


def test_what_is_withdrawn_is_not_sent(service, heard):
    queue(1, 2)
    assert actions.withdraw_deliveries("tests", [1]) == 1
    sending.run(Way.EMAIL)
    assert service.keys == ["k2"]
    assert [found.reference_id for found in heard] == [2]
    assert actions.withdraw_deliveries("tests", [2]) == 0


def test_a_way_that_is_down_rests_and_comes_back_with_one_message_first(service):
    service.at_once = 2

    def down(parcels):
        raise Down("connection refused")

    service.behave = down
    queue(*range(1, 8))
    for _try in range(pacing.FAILURES):
        sending.run(Way.EMAIL)
    state = ChannelState.objects.get()
    assert state.failures == pacing.FAILURES
    assert state.open_until is not None and state.open_until > timezone.now()
    assert state.error == "connection refused"
    service.behave = lambda parcels: None
    make_due()
    assert sending.run(Way.EMAIL) == 0
    ChannelState.objects.update(open_until=timezone.now())
    calls = []
    service.behave = lambda parcels: calls.append(len(parcels))
    sending.run(Way.EMAIL)
    assert calls == [1, 2, 2, 2]
    assert sorted(service.keys) == [f"k{number}" for number in range(1, 8)]
    # What the service never saw is not counted against the messages.
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
    assert ChannelState.objects.get().failures == 0


def test_a_way_that_is_down_delays_no_other():
    broken, well = Service(Way.SMS), Service(Way.EMAIL)
    queue(1, way=Way.SMS, urgent=True)
    queue(2)

    def down(parcels):
        raise Down("no route")

    broken.behave = down
    with channels.standing_in(broken, well):
        for _try in range(3):
            sending.run(Way.SMS)
        sending.run(Way.EMAIL)
    assert well.keys == ["k2"]
    assert ChannelState.objects.get(way=Way.EMAIL).failures == 0


def test_after_a_call_that_broke_off_nothing_is_sent_again_unasked(service, heard):
    def breaks(parcels):
        service.taken += parcels[:1]
        raise OSError("connection reset")

    service.behave = breaks
    queue(1, 2)
    sending.run(Way.EMAIL)
    assert set(states().values()) == {State.SENDING}
    service.behave = lambda parcels: None
    make_due()
    sending.run(Way.EMAIL)
    assert service.keys == ["k1"]
    leave_behind()
    service.remembers = True
    sending.run(Way.EMAIL)
    make_due()
    sending.run(Way.EMAIL)
    assert service.keys == ["k1", "k2"]
    assert set(states().values()) == {State.SENT}


def test_what_nobody_can_know_counts_as_failed_so_that_another_way_is_tried(service, heard):
    service.behave = lambda parcels: [Unknown("read timed out")]
    queue(1)
    sending.run(Way.EMAIL)
    assert heard == []
    leave_behind()
    sending.run(Way.EMAIL)
    assert [(found.state, found.error_code) for found in heard] == [(State.FAILED, "uncertain")]
    # The service tells after all.
    assert actions.note_receipts(Way.EMAIL, [Receipt(Delivered("n1"), key="k1")]) == 1
    assert heard[-1].state == State.DELIVERED


def test_an_answer_that_comes_after_it_was_given_up_still_counts(service, heard):
    def slow(parcels):
        leave_behind()
        sending.recover(service)
        return [Sent("n1")]

    service.behave = slow
    queue(1)
    sending.run(Way.EMAIL)
    assert [found.state for found in heard] == [State.FAILED, State.SENT]
    assert (one().state, one().error_code) == (State.SENT, "")


def test_receipts_come_early_late_and_twice(service, heard):
    queue(1, 2)
    early = Receipt(Delivered("no-k1"), provider_id="no-k1")
    assert actions.note_receipts(Way.EMAIL, [early, early]) == 0
    assert EarlyReceipt.objects.count() == 1
    sending.run(Way.EMAIL)
    assert states() == {"k1": State.DELIVERED, "k2": State.SENT}
    late = Receipt(Delivered(), provider_id="no-k2")
    actions.note_receipts(Way.EMAIL, [late])
    actions.note_receipts(Way.EMAIL, [late, early])
    actions.note_receipts(Way.EMAIL, [Receipt(Permanent("x"), provider_id="no-k2")])
    assert set(states().values()) == {State.DELIVERED}
    told = [(found.reference_id, found.state) for found in heard]
    assert sorted(told) == sorted(
        (number, state) for number in (1, 2) for state in (State.SENT, State.DELIVERED)
    )


def test_a_bounce_after_it_was_sent_is_heard_of(service, heard):
    queue(1)
    sending.run(Way.EMAIL)
    bounce = Receipt(Permanent("5.1.1", "unknown", address_fault=True), key="k1")
    actions.note_receipts(Way.EMAIL, [bounce])
    assert heard[-1].address_fault and heard[-1].state == State.FAILED
    assert AddressState.objects.get().address == "1@example.test"


def test_one_number_for_a_batch_is_told_apart_by_the_address(service):
    service.behave = lambda parcels: [Sent("batch") for _one in parcels]
    queue(1, 2)
    sending.run(Way.EMAIL)
    receipt = Receipt(Delivered(), provider_id="batch", address="2@example.test")
    actions.note_receipts(Way.EMAIL, [receipt])
    assert states() == {"k1": State.SENT, "k2": State.DELIVERED}


def test_the_pace_is_kept_whoever_sends(service):
    queue(*range(1, 10))
    service.rate = 0.01
    sending.run(Way.EMAIL, seconds=0.05)
    sending.run(Way.EMAIL, seconds=0.05)
    assert len(service.taken) == 1


def test_urgent_messages_go_first(service):
    service.at_once = 1
    queue(1)
    queue(2, urgent=True)
    sending.run(Way.EMAIL)
    assert service.keys == ["k2", "k1"]


def test_text_messages_stop_when_the_month_s_money_is_spent(cast):
    service = Service(Way.SMS, at_once=2)
    with channels.standing_in(service):
        queue(*range(1, 8), way=Way.SMS, urgent=True)
        ChannelState.objects.create(
            way=Way.SMS, rate=100, price=Decimal("0.05"), budget=Decimal("0.16")
        )
        sending.run(Way.SMS)
        sending.run(Way.SMS)
        assert len(service.taken) == 3
        state = ChannelState.objects.get()
        assert state.spent == Decimal("0.15")
        told = Notification.objects.filter(account=cast.accounts["admin"])
        assert told.count() == 1
        ChannelState.objects.update(budget=Decimal(10))
        sending.run(Way.SMS)
    assert len(service.taken) == 7
    assert set(Delivery.objects.values_list("cost", flat=True)) == {Decimal("0.05")}


def test_a_long_text_is_paid_as_several(cast):
    service = Service(Way.SMS)
    with channels.standing_in(service):
        queue(1, way=Way.SMS, urgent=True, text="水" * 71)
        ChannelState.objects.create(way=Way.SMS, rate=100, price=Decimal("0.05"))
        sending.run(Way.SMS)
    assert one().cost == Decimal("0.10")


def test_a_paused_way_sends_nothing_until_it_goes_on(service):
    ChannelState.objects.create(way=Way.EMAIL, rate=100, paused_at=timezone.now())
    queue(1)
    assert sending.run(Way.EMAIL) == 0
    ChannelState.objects.update(paused_at=None)
    assert sending.run(Way.EMAIL) == 1


def test_wrong_numbers_of_answers_lose_nothing(service):
    service.behave = lambda parcels: [Sent("only one")]
    queue(1, 2)
    sending.run(Way.EMAIL)
    assert set(states().values()) == {State.SENDING}


def test_a_job_a_way_is_queued_with_the_messages_and_does_the_work(service):
    queue(1)
    queue(2)
    [job] = ProcrastinateJob.objects.filter(task_name="notifications.send")
    # One waits at most, and one works at a time: a slow service holds up no second worker.
    assert job.queueing_lock == job.lock == "notifications.send:email"
    jobs.send(**job.args)
    assert service.keys == ["k1", "k2"]


def test_the_minute_s_round_makes_up_for_a_wake_up_that_was_lost(service):
    queue(1)
    ProcrastinateJob.objects.all().delete()
    sending.wake_due()
    assert ProcrastinateJob.objects.filter(task_name="notifications.send").count() == 1
