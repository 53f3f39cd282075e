"""Reporting upward by itself: three levels, once each, however late or how many sweeps (B6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions, jobs, queries
from nuanlin.domains.service_desk.models import (
    Alarm,
    Case,
    NudgeKind,
    Outcome,
    ServiceRules,
    Waiting,
)
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.domains.service_desk.tests.test_clocks import fresh, shifted
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def levels(case: Case) -> list[int]:
    return list(case.alarms.order_by("level").values_list("level", flat=True))


def told(cast, case: Case) -> list[set[str]]:
    """Who is told about each alarm, in order."""
    names = {account.pk: name for name, account in cast.accounts.items()}
    events = Event.objects.filter(subject_id=case.pk, verb__in=["case.due_soon", "case.overdue"])
    return [
        {names[pk] for one in tellings_for(event) for pk in one.account_ids}
        for event in events.order_by("id")
    ]


def test_three_levels_follow_one_another_and_the_last_puts_it_on_the_list(cast, stage):
    case = stage.assigned()
    jobs.sweep(timestamp=0)
    assert levels(case) == []
    for on, reached in [
        (95 * MINUTE, [1]),  # half an hour before
        (30 * MINUTE, [1, 2]),  # lapsed
        (2 * HOUR, [1, 2, 3]),
        (2 * HOUR, [1, 2, 3]),  # nothing twice
        (24 * HOUR, [1, 2, 3, 4]),
    ]:
        shifted(case, on)
        jobs.sweep(timestamp=0)
        jobs.sweep(timestamp=0)
        assert levels(case) == reached
    assert told(cast, case) == [{"li"}, {"he"}, {"gu"}, {"gu"}]
    problem = fresh(case).escalations.get()
    assert (problem.cause, problem.in_charge) == ("lapsed", cast.staff["he"])
    assert [one.case for one in queries.open_problems(cast.community.pk, cast.actor("gu"))] == [
        case
    ]


def test_a_worker_that_was_down_makes_up_for_every_level_once_but_warns_of_nothing_past(
    cast, stage
):
    case = stage.assigned()
    shifted(case, 2 * HOUR + 3 * HOUR)
    jobs.sweep(timestamp=0)
    assert levels(case) == [2, 3]
    jobs.sweep(timestamp=0)
    assert Alarm.objects.count() == 2
    assert fresh(case).alarm_level == 3


def test_paused_and_finished_cases_are_left_alone(cast, stage):
    paused, done = stage.assigned(), stage.done()
    gone = stage.reported()
    actions.wait_for(paused.pk, whom=Waiting.OWNER, note="周末在家", by=cast.actor("li"))
    actions.withdraw_case(gone.pk, by=cast.actor("zhou"))
    for case in (paused, done, gone):
        Case.objects.filter(pk=case.pk).update(promised_at=timezone.now() - 40 * HOUR)
    assert actions.sweep() == 0
    assert not Alarm.objects.exists()
    assert not Case.objects.filter(escalated=True).exists()


def test_each_round_has_its_own_levels(cast, stage):
    case = stage.assigned()
    shifted(case, 3 * HOUR)
    actions.sweep()
    actions.finish_round(case.pk, finished=actions.Finished(work="好了"), by=cast.actor("li"))
    actions.answer_as_owner(case.pk, outcome=Outcome.NOT_FIXED, words="还漏", by=cast.actor("zhou"))
    assert fresh(case).alarm_level == 0
    shifted(case, 3 * HOUR)
    actions.sweep()
    assert list(case.alarms.values_list("round", "level")) == [(1, 2), (2, 2)]


def test_a_manager_may_set_fewer_levels_and_who_hears(cast, stage):
    ServiceRules.objects.create(
        community=cast.community, levels=[{"after": 10, "tell": "desk"}], warn_minutes=5
    )
    case = stage.assigned()
    shifted(case, 2 * HOUR + 5 * MINUTE)
    actions.sweep()
    assert (levels(case), fresh(case).alarm_level) == ([], 1)
    shifted(case, 10 * MINUTE)
    actions.sweep()
    assert (levels(case), fresh(case).escalated) == ([2], True)
    assert told(cast, case) == [{"chen", "lin"}]


def test_a_sweep_with_nothing_due_takes_two_statements_and_many_cases_few(cast, stage):
    case = stage.assigned()
    with at_most(2):
        actions.sweep()
    others = [stage.reported() for _ in range(5)]
    for one in (case, *others):
        shifted(one, 30 * HOUR)
    with at_most(12):
        assert actions.sweep() == 18


def test_what_was_there_by_hand_is_not_put_on_the_list_twice(cast, stage):
    case = stage.assigned()
    actions.escalate_case(case.pk, reason="要换立管", by=cast.actor("chen"))
    shifted(case, 40 * HOUR)
    actions.sweep()
    assert case.escalations.get().reason == "要换立管"


def test_a_case_that_is_right_meanwhile_stays_on_the_list_until_decided(cast, stage):
    case = stage.assigned()
    shifted(case, 40 * HOUR)
    actions.sweep()
    actions.finish_round(case.pk, finished=actions.Finished(work="好了"), by=cast.actor("li"))
    actions.answer_as_owner(case.pk, outcome=Outcome.SATISFIED, by=cast.actor("zhou"))
    gu = cast.actor("gu")
    assert queries.open_problems(cast.community.pk, gu).count() == 1
    assert queries.desk_counts(cast.community.pk, by=cast.actor("gu")).open_problems == 1
    actions.decide_escalation(case.pk, decision="以后夜班加一人", by=gu)
    assert queries.open_problems(cast.community.pk, gu).count() == 0


def test_reviewing_keeps_it_on_the_list_with_a_word_and_another_day(cast, stage):
    case = stage.assigned()
    actions.escalate_case(case.pk, reason="要换立管", by=cast.actor("chen"))
    gu, later = cast.actor("gu"), timezone.localdate() + timedelta(days=14)
    for day, word, who in [
        (later, " ", gu),
        (timezone.localdate(), "再等等", gu),
        (later, "再等等", cast.actor("chen")),
    ]:
        with pytest.raises(Refusal):
            actions.review_problem(case.pk, review_on=day, word=word, by=who)
    assert case.escalations.get().review_on == timezone.localdate() + timedelta(days=7)
    actions.review_problem(
        case.pk, review_on=later, word="等报价", in_charge=cast.staff["gu"].pk, by=gu
    )
    problem = case.escalations.get()
    assert (problem.review_on, problem.in_charge) == (later, cast.staff["gu"])
    assert problem.decided_at is None
    assert case.messages.get(text="等报价").internal


def test_the_resident_reminds_and_then_asks_for_the_manager_once_each_in_a_round(cast, stage):
    case, zhou = stage.assigned(), cast.actor("zhou")
    with pytest.raises(Refusal) as refused:
        actions.nudge(case.pk, kind=NudgeKind.REMIND, by=zhou)
    assert refused.value.code == "not_lapsed"
    shifted(case, 3 * HOUR)
    with pytest.raises(Refusal) as refused:
        actions.nudge(case.pk, kind=NudgeKind.MANAGER, by=zhou)
    assert refused.value.code == "remind_first"
    actions.nudge(case.pk, kind=NudgeKind.REMIND, by=cast.actor("zhao"))
    with pytest.raises(Refusal):
        actions.nudge(case.pk, kind=NudgeKind.REMIND, by=zhou)
    actions.nudge(case.pk, kind=NudgeKind.MANAGER, by=zhou)
    with pytest.raises(Refusal):
        actions.nudge(case.pk, kind=NudgeKind.MANAGER, by=zhou)
    assert case.nudges.count() == 2
    event = Event.objects.get(verb="case.manager_asked")
    (line,) = tellings_for(event)
    assert line.account_ids == [cast.accounts["gu"].pk]
    with pytest.raises(Refusal):
        actions.nudge(case.pk, kind=NudgeKind.REMIND, by=cast.actor("chen"))
