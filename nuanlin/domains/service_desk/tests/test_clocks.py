"""Three clocks a round: what starts, stops, pauses and moves them (B6, B8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import (
    Case,
    Category,
    Clock,
    Outcome,
    ServiceRules,
    Source,
    Urgency,
    Waiting,
)
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock
from nuanlin.lib.service_hours import ServiceHours, due
from tests.cast import Cast

HOUR = timedelta(hours=1)


def fresh(case: Case) -> Any:
    return Case.objects.get(pk=case.pk)


def shifted(case: Case, by: timedelta) -> None:
    """Let everything of the case have happened that much earlier: the clock moves on."""
    case = fresh(case)
    for name in ("reported_at", "recorded_at", "promised_at", "contact_due_at", "update_due_at",
                 "solution_due_at", "contacted_at", "last_word_at", "reopened_at"):  # fmt: skip
        at = getattr(case, name)
        if at is not None:
            setattr(case, name, at - by)
    case.save()
    for pause in case.pauses.all():
        pause.started_at -= by
        pause.ended_at = pause.ended_at and pause.ended_at - by
        pause.save()


def test_a_report_starts_contact_and_solution_and_the_queue_waits_for_the_first(cast, stage):
    case = fresh(stage.reported())
    assert case.contact_due_at == case.reported_at + 2 * HOUR
    assert case.solution_due_at == case.reported_at + 24 * HOUR
    assert (case.promised_at, case.next_clock) == (case.contact_due_at, Clock.CONTACT)


def test_parking_assigning_and_automatic_messages_are_no_contact(cast, stage):
    case = stage.assigned()
    li = cast.actor("li")
    actions.accept_job(case.pk, by=li)
    actions.set_out(case.pk, by=li)
    actions.wait_for(case.pk, whom=Waiting.PARTS, note="等密封圈", by=li)
    actions.write_message(case.pk, text="业主很急", internal=True, by=cast.actor("chen"))
    assert fresh(case).contacted_at is None
    assert fresh(case).next_clock == Clock.CONTACT


@pytest.mark.parametrize("way", ["message", "call", "door"])
def test_a_real_word_meets_the_first_clock_and_starts_the_next(cast, stage, way):
    case = stage.assigned()
    ways: dict[str, Any] = {
        "message": lambda: actions.write_message(case.pk, text="您好", by=cast.actor("chen")),
        "call": lambda: actions.note_contact(case.pk, words="下午来", by=cast.actor("chen")),
        "door": lambda: actions.arrive(case.pk, by=cast.actor("li")),
    }
    ways[way]()
    case = fresh(case)
    assert case.contacted_at == case.last_word_at
    assert case.next_clock == Clock.UPDATE
    assert case.promised_at == case.last_word_at + 4 * HOUR


def test_the_next_word_is_asked_for_only_until_the_solution_is_due(cast, stage):
    case = stage.assigned()
    shifted(case, 23 * HOUR)
    actions.write_message(case.pk, text="您好", by=cast.actor("chen"))
    assert fresh(case).next_clock == Clock.SOLUTION
    assert fresh(case).promised_at == fresh(case).solution_due_at


def test_waiting_for_the_owner_stops_the_clocks_and_waiting_for_parts_does_not(cast, stage):
    case, li = stage.assigned(), cast.actor("li")
    promised = fresh(case).contact_due_at
    actions.wait_for(case.pk, whom=Waiting.OWNER, note="周末在家", by=li)
    shifted(case, 3 * HOUR)
    assert not fresh(case).lapsed(timezone.now())
    actions.write_message(case.pk, text="我在家了", by=cast.actor("zhao"))
    case = fresh(case)
    assert case.waiting == ""
    assert abs(case.contact_due_at - promised) < timedelta(minutes=1)
    actions.wait_for(case.pk, whom=Waiting.PARTS, note="等配件", by=li)
    assert fresh(case).pauses.count() == 1
    actions.resume_case(case.pk, by=li)
    assert fresh(case).contact_due_at == case.contact_due_at


def test_a_change_of_class_keeps_paused_time(cast, stage):
    case, li, chen = stage.assigned(), cast.actor("li"), cast.actor("chen")
    actions.wait_for(case.pk, whom=Waiting.OWNER, note="周末在家", by=li)
    shifted(case, 5 * HOUR)
    actions.resume_case(case.pk, by=li)
    burst = cast.category("water-burst")
    actions.classify_case(case.pk, category_id=burst.pk, urgency=Urgency.EMERGENCY, by=chen)
    case = fresh(case)
    (pause,) = case.pauses.all()
    assert case.contact_due_at == case.reported_at + timedelta(minutes=30) + (
        pause.ended_at - pause.started_at
    )


def test_ordinary_things_run_in_the_offices_hours_and_emergencies_never_stop(cast):
    ServiceRules.objects.create(
        community=cast.community, windows=[[540, 600]], weekdays=[0, 1, 2, 3, 4, 5, 6],
        holidays=False,
    )  # fmt: skip
    hours = ServiceHours(((540, 600),), frozenset(range(7)), holidays=False)
    Category.objects.filter(code="water-tap").update(promise_minutes=90, solution_minutes=200)
    cases = {
        code: actions.record_case(
            actions.Report("坏了", category_id=cast.category(code).pk, home_id=cast.home.pk),
            community_id=cast.community.pk,
            source=Source.PHONE,
            by=cast.actor("chen"),
        )
        for code in ("water-tap", "water-burst")
    }
    tap, burst = cases["water-tap"], cases["water-burst"]
    assert tap.contact_due_at == due(tap.reported_at, 90, hours)
    assert tap.solution_due_at == due(tap.reported_at, 200, hours)
    assert 9 <= clock.local(tap.contact_due_at).hour <= 10
    assert burst.contact_due_at == burst.reported_at + timedelta(minutes=30)


def test_a_reopened_case_starts_its_own_clocks(cast, stage):
    case = stage.done()
    actions.answer_as_owner(case.pk, outcome=Outcome.NOT_FIXED, words="还漏", by=cast.actor("zhou"))
    case = fresh(case)
    assert (case.clock_round, case.contacted_at, case.next_clock) == (2, None, Clock.CONTACT)
    assert case.contact_due_at == case.reopened_at + 2 * HOUR
    assert not case.escalated


def test_the_second_reopening_puts_it_on_the_open_problem_list(cast, stage):
    case = stage.second_round()
    actions.finish_round(case.pk, finished=actions.Finished(work="又紧了"), by=cast.actor("li"))
    actions.answer_as_owner(case.pk, outcome=Outcome.NOT_FIXED, words="还漏", by=cast.actor("zhou"))
    case = fresh(case)
    problem = case.escalations.get()
    assert case.escalated and problem.cause == "reopened"
    assert problem.in_charge == cast.staff["he"]
    assert problem.review_on == timezone.localdate() + timedelta(days=7)


def test_done_work_keeps_what_was_promised_and_when_it_was_kept(cast: Cast, stage):
    case = stage.done()
    event = Event.objects.get(verb="case.done", subject_id=case.pk)
    assert event.data["clocks"]["round"] == 1
    assert set(event.data["clocks"]) == {"round", "contact_due", "contacted", "solution_due"}
