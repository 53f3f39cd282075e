"""Keeping calls by hand, and calling back what was missed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.reception.actions import calls, missed
from nuanlin.domains.reception.models import CallRecord, CallState, MissedCall
from nuanlin.domains.reception.policy import missed_visible_to, visible_to
from nuanlin.domains.reception.queries.calls import CallFilter, open_calls, recent_calls
from nuanlin.domains.reception.queries.calls import calls as log
from nuanlin.domains.service_desk.actions import Report, submit_case
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from tests.cast import Cast


def taken(cast: Cast, name: str = "chen", **facts: object) -> CallRecord:
    """A call that somebody just picked up."""
    facts.setdefault("number", "139 1234 4471")
    return calls.take_call(cast.community.pk, by=cast.actor(name), **facts)  # type: ignore[arg-type]


def missed_task(cast: Cast, number: str = "13912344473") -> MissedCall:
    """A number that rang in vain half an hour ago."""
    call = calls.note_missed_call(
        cast.community.pk,
        number=number,
        rang_at=timezone.now() - timedelta(minutes=30),
        by=cast.actor("chen"),
    )
    assert call.task is not None
    return call.task


def test_a_call_taken_by_hand_knows_who_calls_and_ends_when_it_is_finished(cast: Cast):
    call = taken(cast, rings=2)
    assert (call.person, call.home) == (cast.people["zhou"], cast.home)
    assert (call.state, call.ring_seconds, call.timeliness) == (CallState.ANSWERED, 10, "in_time")
    done = calls.finish_call(
        call.pk, purpose="fee", result="已说明", words="物业费多少", by=cast.actor("chen")
    )
    assert (done.state, done.purpose, done.words) == (CallState.ENDED, "fee", "物业费多少")
    assert done.finished_at is not None


def test_nobody_counted_the_rings_so_nobody_judges_them(cast: Cast):
    assert taken(cast).timeliness == ""


def test_one_person_may_have_two_calls_at_once(cast: Cast):
    taken(cast)
    taken(cast, number="13912344473")
    mine = open_calls(cast.community.pk, cast.actor("chen"))
    assert [one.answered_by for one in mine] == [cast.staff["chen"]] * 2


def test_a_call_is_finished_only_with_what_it_was_about(cast: Cast):
    call = taken(cast)
    with pytest.raises(Refusal) as refused:
        calls.finish_call(call.pk, purpose="", result="好", by=cast.actor("chen"))
    assert refused.value.field == "purpose"
    call.refresh_from_db()
    assert call.state == CallState.ANSWERED


def test_a_number_that_cannot_be_one_is_refused(cast: Cast):
    with pytest.raises(Refusal) as refused:
        taken(cast, number="1391234447")
    assert refused.value.code == "phone_invalid"
    assert not CallRecord.objects.exists()


def test_only_a_call_that_is_talked_is_handed_on_and_only_to_a_colleague(cast: Cast):
    call = taken(cast)
    chen = cast.actor("chen")
    with pytest.raises(Refusal):
        calls.transfer_call(call.pk, by=chen)
    with pytest.raises(Missing):
        calls.transfer_call(call.pk, staff_id=cast.staff["ma"].pk, by=chen)
    calls.transfer_call(call.pk, staff_id=cast.staff["li"].pk, by=chen)
    calls.hang_up(call.pk, by=chen)
    with pytest.raises(Refusal):
        calls.transfer_call(call.pk, staff_id=cast.staff["he"].pk, by=chen)
    assert [one.to for one in call.transfers.all()] == [cast.staff["li"]]
    # Whom it was handed to sees it, though engineers see no others.
    assert visible_to(cast.actor("li")).filter(pk=call.pk).exists()
    assert not visible_to(cast.actor("wang")).filter(pk=call.pk).exists()


@pytest.mark.parametrize("name", ["zhou", "qian", "ma", "sun"])
def test_strangers_know_of_no_call(cast: Cast, name: str):
    call, task = taken(cast), missed_task(cast)
    actor = cast.actor(name)
    assert not visible_to(actor).exists()
    assert not missed_visible_to(actor).exists()
    for act in (
        lambda: calls.note_call(call.pk, words="看看", by=actor),
        lambda: calls.show_number(call.pk, by=actor),
        lambda: missed.record_callback(task.pk, outcome="needless", note="x", by=actor),
        lambda: calls.take_call(cast.community.pk, by=actor),
    ):
        with pytest.raises(Missing):
            act()


def test_a_call_about_a_case_that_one_may_not_know_of_is_hidden_with_it(cast: Cast):
    call = taken(cast, name="li")
    case = submit_case(Report("厨房漏水", home_id=cast.home.pk), by=cast.actor("zhou"))
    calls.link_case(call.pk, case_id=case.pk, by=cast.actor("chen"))
    assert visible_to(cast.actor("chen")).filter(pk=call.pk).exists()
    assert not visible_to(cast.actor("li")).filter(pk=call.pk).exists()


def test_a_look_at_a_number_is_kept(cast: Cast):
    call = taken(cast)
    calls.show_number(call.pk, by=cast.actor("chen"))
    assert Event.objects.filter(verb="call.number_used", subject_id=call.pk).count() == 1
    assert Reveal.objects.get().person == cast.people["zhou"]


def test_a_missed_call_is_a_task_until_somebody_was_reached(cast: Cast):
    task, chen = missed_task(cast), cast.actor("chen")
    task = missed.record_callback(task.pk, outcome="not_reached", by=chen)
    assert task.open
    assert not task.due
    task = missed.record_callback(task.pk, outcome="reached", note="想问停车费", by=chen)
    assert (task.open, task.outcome) == (False, "reached")
    back = CallRecord.objects.filter(direction="out").order_by("pk")
    assert [one.state for one in back] == [CallState.MISSED, CallState.ENDED]
    with pytest.raises(Refusal):
        missed.record_callback(task.pk, outcome="reached", by=chen)


def test_needless_wants_its_reason(cast: Cast):
    task = missed_task(cast)
    with pytest.raises(Refusal) as refused:
        missed.record_callback(task.pk, outcome="needless", by=cast.actor("chen"))
    assert refused.value.field == "note"
    task.refresh_from_db()
    assert task.open


def test_an_answered_call_of_the_same_number_leaves_the_task_until_it_is_settled(cast: Cast):
    task = missed_task(cast)
    call = taken(cast, number="13912344473")
    [shown] = open_calls(cast.community.pk, cast.actor("chen"))
    assert shown.missed_before == task.pk  # type: ignore[attr-defined]
    task.refresh_from_db()
    assert task.open
    missed.record_callback(
        task.pk, outcome="reached", note="来电已答", call_id=call.pk, by=cast.actor("chen")
    )
    assert not CallRecord.objects.filter(direction="out").exists()


def test_the_next_call_in_vain_after_a_settled_one_is_a_new_task(cast: Cast):
    first = missed_task(cast)
    missed.record_callback(first.pk, outcome="reached", by=cast.actor("chen"))
    assert missed_task(cast) != first


def test_the_log_is_found_by_the_end_of_a_number_and_by_view(cast: Cast):
    call, task = taken(cast), missed_task(cast)
    chen = cast.actor("chen")

    def found(**asked: Any) -> list[int]:
        return [one.pk for one in log(CallFilter(cast.community.pk, **asked), chen).items]

    assert found(number="4471") == [call.pk]
    assert found(view="missed") == [one.pk for one in task.calls.all()]
    assert found(view="mine") == [call.pk]
    assert found(number="4474") == []
    assert [
        one.pk for one in recent_calls(chen, community_id=cast.community.pk, home_id=cast.home.pk)
    ] == [call.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ended"},
        {"state": "missed"},
        {"state": "ringing"},
        {"ended_at": timezone.now() - timedelta(days=1), "state": "ended"},
        {"rang_at": timezone.now() + timedelta(days=1)},
        {"finished_at": timezone.now()},
    ],
)
def test_the_database_keeps_no_call_that_cannot_be(cast: Cast, wrong: dict[str, object]):
    call = taken(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallRecord.objects.filter(pk=call.pk).update(**wrong)
