"""The case loop through its actions: from a report to a satisfied owner, and what it refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions, queries
from nuanlin.domains.service_desk.actions import Finished, Marks, MaterialUsed, Report
from nuanlin.domains.service_desk.models import (
    Case,
    FollowUp,
    Outcome,
    Round,
    Source,
    State,
    Urgency,
    Waiting,
)
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from tests.cast import Cast


@pytest.fixture
def leak(cast: Cast) -> Case:
    """Zhou's leaking kitchen pipe, just reported."""
    report = Report(
        "厨房水管漏水，接头处滴水", category_id=cast.category().pk, home_id=cast.home.pk
    )
    return actions.submit_case(report, by=cast.actor("zhou"))


def assigned(cast: Cast, case: Case, to: str = "li") -> Case:
    case.refresh_from_db()
    return actions.assign_case(
        case.pk, to=cast.staff[to].pk, instead_of=case.assignee_id, by=cast.actor("chen")
    )


def done(cast: Cast, case: Case, by: str = "li") -> Case:
    return actions.finish_round(case.pk, finished=Finished(work="紧固接头"), by=cast.actor(by))


def test_a_leak_goes_through_two_rounds_until_the_owner_is_satisfied(cast, leak):
    chen, li, zhou = cast.actor("chen"), cast.actor("li"), cast.actor("zhou")
    assert (leak.state, leak.title, leak.urgency) == (State.SUBMITTED, "厨房水管漏水", "urgent")
    actions.classify_case(leak.pk, category_id=cast.category().pk, urgency=Urgency.NORMAL, by=chen)
    assigned(cast, leak)
    actions.accept_job(leak.pk, by=li)
    actions.set_out(leak.pk, by=li)
    actions.arrive(leak.pk, by=li)
    used = [MaterialUsed("密封圈")]
    actions.finish_round(leak.pk, finished=Finished(work="紧固接头", materials=used), by=li)
    actions.record_follow_up(
        leak.pk, outcome=Outcome.NOT_FIXED, words="接头处还在滴水", defect="接头滴水", by=chen
    )
    leak.refresh_from_db()
    assert (leak.state, leak.assignee, leak.urgency) == (State.CLASSIFIED, None, "urgent")
    assert leak.department == cast.departments["engineering"]
    assigned(cast, leak, to="wang")
    actions.finish_round(leak.pk, finished=Finished(work="更换软管和密封圈"), by=cast.actor("wang"))
    marks = Marks(attitude=5, speed=4, quality=5, words="谢谢")
    actions.answer_as_owner(leak.pk, outcome=Outcome.SATISFIED, marks=marks, by=zhou)
    leak.refresh_from_db()
    assert leak.state == State.CLOSED and leak.closed_at is not None
    assert list(leak.rounds.values_list("number", "work")) == [
        (1, "紧固接头"),
        (2, "更换软管和密封圈"),
    ]
    assert leak.ratings.get().round.number == 2
    page = queries.case_page(leak.pk, zhou, as_resident=True)
    assert [entry.verb for entry in page.timeline] == [
        "case.satisfied", "case.done", "case.assigned", "case.reopened", "case.done",
        "case.arrived", "case.set_out", "case.accepted", "case.assigned", "case.classified",
        "case.submitted",
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", [Outcome.UNDECIDED, Outcome.NOT_REACHED])
def test_silence_never_closes_a_case_but_makes_another_call_due(cast, leak, outcome):
    assigned(cast, leak)
    done(cast, leak)
    actions.record_follow_up(leak.pk, outcome=outcome, by=cast.actor("chen"))
    leak.refresh_from_db()
    assert leak.state == State.DONE and leak.closed_at is None
    due = leak.follow_ups.get(made_at=None)
    assert timezone.localdate(due.due_at) > timezone.localdate()


def test_who_did_the_work_cannot_record_the_follow_up(cast, leak):
    assigned(cast, leak, to="chen")
    done(cast, leak, by="chen")
    events = Event.objects.count()
    with pytest.raises(Refusal) as refused:
        actions.record_follow_up(leak.pk, outcome=Outcome.SATISFIED, by=cast.actor("chen"))
    assert refused.value.code == "own_work"
    leak.refresh_from_db()
    assert leak.state == State.DONE
    assert leak.follow_ups.get().made_at is None
    assert Event.objects.count() == events


def test_a_case_is_set_aside_only_after_tries_on_three_days_and_by_a_superior(cast, leak):
    assigned(cast, leak)
    done(cast, leak)
    gu = cast.actor("gu")
    for days_ago in (3, 2):
        actions.record_follow_up(leak.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        made = leak.follow_ups.filter(made_at__isnull=False).latest("pk")
        made.made_at = timezone.now() - timedelta(days=days_ago)
        made.save()
    with pytest.raises(Refusal, match="3"):
        actions.close_unverified(leak.pk, reason="多次无人接听", by=gu)
    assert Case.objects.get(pk=leak.pk).state == State.DONE
    actions.record_follow_up(leak.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
    with pytest.raises(Refusal):
        actions.close_unverified(leak.pk, reason="多次无人接听", by=cast.actor("chen"))
    actions.close_unverified(leak.pk, reason="多次无人接听", by=gu)
    assert Case.objects.get(pk=leak.pk).state == State.NOT_VERIFIED
    assert not FollowUp.objects.filter(case=leak, made_at=None).exists()


def test_a_retried_report_makes_one_case(cast):
    zhou = cast.actor("zhou").asking("tap-1")
    report = Report("灯不亮", home_id=cast.home.pk)
    first = once(lambda: actions.submit_case(report, by=zhou), by=zhou)
    second = once(lambda: actions.submit_case(report, by=zhou), by=zhou)
    assert first == second
    assert Case.objects.count() == 1
    assert Event.objects.filter(verb="case.submitted").count() == 1


def test_a_retried_step_is_done_once_and_a_second_one_is_refused(cast, leak):
    assigned(cast, leak)
    li = cast.actor("li").asking("tap-2")
    assert once(lambda: actions.accept_job(leak.pk, by=li), by=li) == leak.pk
    assert once(lambda: actions.accept_job(leak.pk, by=li), by=li) == leak.pk
    with pytest.raises(Refusal):
        actions.accept_job(leak.pk, by=cast.actor("li"))
    assert Event.objects.filter(verb="case.accepted").count() == 1


@pytest.mark.parametrize("stranger", ["wu", "qian", "sun", "ma", "cai"])
def test_a_case_of_another_home_or_community_does_not_exist_for_a_stranger(cast, leak, stranger):
    actor = cast.actor(stranger)
    with pytest.raises(Missing):
        queries.case_page(leak.pk, actor)
    with pytest.raises(Missing):
        actions.write_message(leak.pk, text="你好", by=actor)
    assert leak.messages.count() == 0


def test_a_new_tenant_does_not_see_what_was_reported_before_moving_in(cast, leak):
    zhao = cast.people["zhao"].occupancies.get()
    zhao.starts_on = timezone.localdate()
    zhao.save()
    Case.objects.filter(pk=leak.pk).update(reported_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Missing):
        queries.case_page(leak.pk, cast.actor("zhao"))
    assert queries.case_page(leak.pk, cast.actor("zhou")).case == leak


def test_a_resident_never_sees_an_internal_note(cast, leak):
    actions.write_message(leak.pk, text="业主上次很着急", internal=True, by=cast.actor("chen"))
    seen = queries.case_page(leak.pk, cast.actor("zhou"), as_resident=True)
    assert seen.messages == []
    assert all("着急" not in entry.quote + entry.text for entry in seen.timeline)
    with pytest.raises(Refusal):
        actions.write_message(leak.pk, text="x", internal=True, by=cast.actor("zhou"))


def test_handing_over_before_arrival_keeps_the_round_and_after_it_starts_a_new_one(cast, leak):
    assigned(cast, leak)
    assigned(cast, leak, to="wang")
    assert list(leak.rounds.values_list("number", "assignee__name")) == [(1, "王大力")]
    actions.arrive(leak.pk, by=cast.actor("wang"))
    assigned(cast, leak, to="li")
    assert list(leak.rounds.values_list("number", "assignee__name")) == [
        (1, "王大力"),
        (2, "李卫东"),
    ]
    assert Round.objects.get(case=leak, number=1).ended_at is not None


def test_only_somebody_posted_in_the_community_can_be_sent(cast, leak):
    for name in ("ma", "cai"):
        with pytest.raises(Refusal) as refused:
            assigned(cast, leak, to=name)
        assert refused.value.field == "to"
    assert leak.rounds.count() == 0


def test_an_engineer_takes_what_lies_in_the_department_and_a_cleaner_cannot(cast, leak):
    actions.pass_on(
        leak.pk, department_id=cast.departments["engineering"].pk, by=cast.actor("chen")
    )
    with pytest.raises(Missing):
        actions.assign_case(leak.pk, to=cast.staff["liang"].pk, by=cast.actor("liang"))
    actions.assign_case(leak.pk, to=cast.staff["li"].pk, by=cast.actor("li"))
    leak.refresh_from_db()
    assert leak.assignee == cast.staff["li"]


def test_reported_upward_it_stays_on_the_open_problem_list_until_decided(cast, leak):
    assigned(cast, leak)
    actions.escalate_case(
        leak.pk, reason="需更换整段立管", decision_needed="是否动用维修资金", by=cast.actor("li")
    )
    gu = cast.actor("gu")
    assert [one.case for one in queries.open_problems(cast.community.pk, gu)] == [leak]
    with pytest.raises(Refusal):
        actions.decide_escalation(leak.pk, decision="可以", by=cast.actor("chen"))
    actions.decide_escalation(leak.pk, decision="同意更换，从维修资金列支", by=gu)
    assert list(queries.open_problems(cast.community.pk, gu)) == []
    assert leak.escalations.get().decided_by == "顾明"


def test_a_message_of_the_owner_ends_the_waiting_for_the_owner(cast, leak):
    assigned(cast, leak)
    actions.wait_for(leak.pk, whom=Waiting.OWNER, note="等业主周末在家", by=cast.actor("li"))
    actions.write_message(leak.pk, text="今天在家", by=cast.actor("zhao"))
    leak.refresh_from_db()
    assert leak.waiting == ""


def test_settled_online_still_needs_the_owners_word(cast, leak):
    actions.settle_online(leak.pk, answer="请先关闭角阀", by=cast.actor("chen"))
    leak.refresh_from_db()
    assert leak.state == State.SETTLED_ONLINE and leak.closed_at is None
    actions.answer_as_owner(
        leak.pk, outcome=Outcome.NOT_FIXED, words="关了还漏", by=cast.actor("zhou")
    )
    leak.refresh_from_db()
    assert leak.state == State.CLASSIFIED


def test_recording_by_phone_keeps_both_times_and_classifies_at_once(cast):
    said_at = timezone.now() - timedelta(hours=3)
    case = actions.record_case(
        Report("没水了", category_id=cast.category("water-none").pk, home_id=cast.home.pk),
        community_id=cast.community.pk,
        source=Source.PHONE,
        reported_at=said_at,
        reporter_id=cast.people["zhou"].pk,
        by=cast.actor("chen"),
    )
    assert (case.reported_at, case.state) == (said_at, State.CLASSIFIED)
    assert case.recorded_at > said_at
    assert case.department == cast.departments["engineering"]


def test_a_withdrawn_case_leaves_nothing_open_behind(cast, leak):
    assigned(cast, leak)
    actions.escalate_case(leak.pk, reason="x", by=cast.actor("chen"))
    with pytest.raises(Refusal):
        actions.withdraw_case(leak.pk, by=cast.actor("zhao"))
    actions.withdraw_case(leak.pk, by=cast.actor("zhou"))
    leak.refresh_from_db()
    assert (leak.state, leak.escalated) == (State.WITHDRAWN, False)
    assert not leak.rounds.filter(ended_at=None, done_at=None).exists()
    assert not leak.escalations.filter(decided_at=None).exists()


def test_a_case_needs_few_statements(cast, django_assert_max_num_queries):
    zhou = cast.actor("zhou").asking("k")
    with django_assert_max_num_queries(8):
        actions.submit_case(
            Report("漏水", category_id=cast.category().pk, home_id=cast.home.pk), by=zhou
        )


def test_whose_post_ends_gives_the_open_work_back_to_the_queue(cast, leak):
    from nuanlin.domains.people.actions import staff

    assigned(cast, leak)
    actions.arrive(leak.pk, by=cast.actor("li"))
    staff.end_post(cast.staff["li"].posts.get().pk, by=cast.actor("gu"))
    leak.refresh_from_db()
    assert (leak.state, leak.assignee) == (State.CLASSIFIED, None)
    assert leak.rounds.get().ended_at is not None
    assert Event.objects.filter(verb="case.returned").count() == 1
