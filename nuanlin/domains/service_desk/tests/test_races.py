"""Two people at once, decided by the database: real threads, real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import Alarm, Appointment, Case, Outcome, State
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Refusal
from tests.cast import Cast


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, committed, so that other connections see it."""
    return Cast()


def at_once(*steps: Callable[[], object]) -> list[object]:
    """Run the steps at the same moment, each on its own connection; return results or refusals."""
    start = Barrier(len(steps))

    def run(step: Callable[[], object]) -> object:
        try:
            start.wait()
            return step()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(steps)) as pool:
        return list(pool.map(run, steps))


def reported(cast: Cast) -> Case:
    report = Report("漏水", category_id=cast.category().pk, home_id=cast.home.pk)
    return actions.submit_case(report, by=cast.actor("zhou"))


def test_of_two_who_send_different_people_one_wins_and_the_other_is_told(cast):
    case = reported(cast)
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.assign_case(case.pk, to=cast.staff["li"].pk, by=chen),
        lambda: actions.assign_case(case.pk, to=cast.staff["wang"].pk, by=lin),
    )
    assert [one.code for one in answers if isinstance(one, Refusal)] == ["assigned_meanwhile"]
    case.refresh_from_db()
    assert case.rounds.get().assignee == case.assignee


def test_of_two_engineers_who_take_the_same_job_one_gets_it_and_the_other_is_told(cast):
    case = reported(cast)
    department = cast.departments["engineering"].pk
    actions.pass_on(case.pk, department_id=department, by=cast.actor("chen"))
    li, wang = cast.actor("li"), cast.actor("wang")
    answers = at_once(
        lambda: actions.assign_case(case.pk, to=li.staff_id, by=li),
        lambda: actions.assign_case(case.pk, to=wang.staff_id, by=wang),
    )
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert case.rounds.count() == 1


def test_a_double_tap_on_two_processes_makes_one_case(cast):
    zhou = cast.actor("zhou").asking("double")
    report = Report("漏水", category_id=cast.category().pk, home_id=cast.home.pk)
    send = lambda: once(lambda: actions.submit_case(report, by=zhou), by=zhou)  # noqa: E731
    ids = at_once(*[send] * 4)
    assert len(set(ids)) == 1
    assert Case.objects.count() == 1


def test_satisfied_in_the_app_and_not_fixed_on_the_phone_at_once_end_in_one_answer(cast):
    case = reported(cast)
    chen = cast.actor("chen")
    actions.assign_case(case.pk, to=cast.staff["li"].pk, by=chen)
    actions.finish_round(case.pk, finished=Finished(work="好了"), by=cast.actor("li"))
    zhou = cast.actor("zhou")
    answers = at_once(
        lambda: actions.answer_as_owner(case.pk, outcome=Outcome.SATISFIED, by=zhou),
        lambda: actions.record_follow_up(
            case.pk, outcome=Outcome.NOT_FIXED, defect="还漏", by=chen
        ),
    )
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    case.refresh_from_db()
    assert case.state in {State.CLOSED, State.CLASSIFIED}
    assert case.follow_ups.filter(made_at__isnull=False).count() == 1
    told = Event.objects.filter(verb__in=["case.satisfied", "case.reopened"])
    assert told.count() == 1


def test_of_two_sweeps_at_once_each_level_is_fired_by_one(cast):
    for _ in range(6):
        reported(cast)
    Case.objects.update(promised_at=timezone.now() - timedelta(hours=3))
    answers = at_once(actions.sweep, actions.sweep, actions.sweep)
    assert sum(one for one in answers if isinstance(one, int)) == 12
    assert Alarm.objects.count() == 12
    assert Event.objects.filter(verb="case.overdue").count() == 12
    assert set(Case.objects.values_list("alarm_level", flat=True)) == {3}


def test_of_many_who_want_one_engineer_at_one_time_the_database_lets_one_come(cast):
    chen, li = cast.actor("chen"), cast.staff["li"]
    cases = [reported(cast) for _ in range(4)]
    for case in cases:
        actions.assign_case(case.pk, to=li.pk, by=chen)
    start = timezone.now() + timedelta(days=1)
    steps = [
        lambda pk=case.pk, late=late: actions.arrange_appointment(
            pk, start=start + timedelta(minutes=10 * late), minutes=60, by=chen
        )
        for late, case in enumerate(cases)
    ]
    answers = at_once(*steps)
    refused = [one.code for one in answers if isinstance(one, Refusal)]
    assert refused == ["slot_taken"] * 3
    assert Appointment.objects.count() == 1
    assert Case.objects.filter(appointment_at__isnull=False).count() == 1


def test_a_case_arranged_by_both_sides_at_once_has_one_appointment(cast):
    chen, li = cast.actor("chen"), cast.actor("li")
    case = reported(cast)
    actions.assign_case(case.pk, to=li.staff_id, by=chen)
    start = timezone.now() + timedelta(days=1)
    at_once(
        lambda: actions.arrange_appointment(case.pk, start=start, by=chen),
        lambda: actions.arrange_appointment(case.pk, start=start + timedelta(hours=3), by=li),
    )
    standing = case.appointments.get()
    case.refresh_from_db()
    assert (standing.sequence, standing.period.lower) == (1, case.appointment_at)


def test_two_who_join_two_reports_with_each_other_at_once_make_no_circle(cast):
    first, second = reported(cast), reported(cast)
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.merge_case(first.pk, into=second.pk, by=chen),
        lambda: actions.merge_case(second.pk, into=first.pk, by=lin),
    )
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert Case.objects.filter(merged_into=None).count() == 1


def test_of_two_who_join_a_report_with_different_ones_the_first_wins(cast):
    report, one, another = (reported(cast) for _ in range(3))
    chen, lin = cast.actor("chen"), cast.actor("lin")
    answers = at_once(
        lambda: actions.merge_case(report.pk, into=one.pk, by=chen),
        lambda: actions.merge_case(report.pk, into=another.pk, by=lin),
    )
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert Event.objects.filter(verb="case.merged").count() == 1


def test_whoever_joins_while_the_work_is_finished_is_asked_all_the_same(cast):
    late, lead = reported(cast), reported(cast)
    chen, li = cast.actor("chen"), cast.actor("li")
    actions.assign_case(lead.pk, to=cast.staff["li"].pk, by=chen)
    at_once(
        lambda: actions.finish_round(lead.pk, finished=Finished(work="好了"), by=li),
        lambda: actions.merge_case(late.pk, into=lead.pk, by=chen),
    )
    for case in (late, lead):
        case.refresh_from_db()
        assert case.state == State.DONE
        assert case.follow_ups.filter(made_at=None).count() == 1


def test_all_reporters_who_are_satisfied_at_once_close_the_lead(cast):
    lead = reported(cast)
    others = [reported(cast) for _ in range(2)]
    chen, zhou = cast.actor("chen"), cast.actor("zhou")
    for other in others:
        actions.merge_case(other.pk, into=lead.pk, by=chen)
    actions.assign_case(lead.pk, to=cast.staff["li"].pk, by=chen)
    actions.finish_round(lead.pk, finished=Finished(work="好了"), by=cast.actor("li"))

    def satisfied(case: Case) -> Callable[[], object]:
        return lambda: actions.answer_as_owner(case.pk, outcome=Outcome.SATISFIED, by=zhou)

    answers = at_once(*map(satisfied, [lead, *others]))
    assert not any(isinstance(answer, Refusal) for answer in answers)
    assert set(Case.objects.values_list("state", flat=True)) == {State.CLOSED}
