"""The day board: visits by person and hour, moved by the desk, conflicts refused (B4)."""

from datetime import timedelta

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Appointment, State, Urgency
from nuanlin.domains.service_desk.tests.test_clocks import fresh
from nuanlin.domains.service_desk.tests.test_planning import plan, tomorrow
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

__all__ = ["plan"]


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def place(client, case, staff, hour: int, minute: int = 0):
    day = (clock.today() + timedelta(days=1)).isoformat()
    sent = {"case": case.pk, "staff": staff.pk, "start": hour * 60 + minute}
    return client.post(f"/staff/day/place/?day={day}", sent)


def shown(client) -> str:
    day = (clock.today() + timedelta(days=1)).isoformat()
    answer = client.get(f"/staff/day/?day={day}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_matter_without_a_time_is_dropped_on_somebodys_row(cast, stage, plan):
    plan("li")
    case = stage.reported()
    actions.classify_case(
        case.pk, category_id=cast.category().pk, urgency=Urgency.NORMAL, by=cast.actor("chen")
    )
    desk = cast.client("chen")
    assert f'id="visit-{case.pk}"' in shown(desk).split("day-pool")[1]
    assert place(desk, case, cast.staff["li"], 9, 15).status_code == 302
    case = fresh(case)
    assert (case.state, case.assignee) == (State.ASSIGNED, cast.staff["li"])
    assert case.appointment_at == tomorrow(9) + timedelta(minutes=15)
    page = shown(desk)
    assert 'data-from="555" data-for="120"' in page
    assert f'id="visit-{case.pk}"' not in page.split("day-pool")[1]
    verbs = Event.objects.filter(subject_id=case.pk).values_list("verb", flat=True)
    assert {"case.appointment_made", "case.assigned"} <= set(verbs)


def test_a_visit_moved_to_another_row_goes_to_that_person_even_where_the_old_time_is_taken(
    cast, stage
):
    case, other = stage.assigned(to="li"), stage.assigned(to="wang")
    for one in (case, other):
        actions.arrange_appointment(one.pk, start=tomorrow(9), by=cast.actor("chen"))
    answer = place(cast.client("chen"), case, cast.staff["wang"], 13)
    assert answer.status_code == 302
    visit = case.appointments.get()
    assert (visit.staff, visit.period.lower) == (cast.staff["wang"], tomorrow(13))
    assert fresh(case).assignee == cast.staff["wang"]


def test_a_conflict_is_refused_with_who_is_where(cast, stage):
    case, other = stage.assigned(to="li"), stage.assigned(to="wang")
    actions.arrange_appointment(case.pk, start=tomorrow(9), by=cast.actor("chen"))
    answer = place(cast.client("chen"), other, cast.staff["li"], 10)
    assert answer.status_code == 422
    assert "李师傅 has another appointment from 09:00 to 11:00." in answer.content.decode()
    assert fresh(other).assignee == cast.staff["wang"]
    assert Appointment.objects.count() == 1


def test_only_who_sends_people_moves_them(cast, stage):
    case = stage.assigned(to="li")
    for name, status in (("li", 403), ("guan", 403), ("ma", 422), ("zhou", 403)):
        answer = place(cast.client(name), case, cast.staff["li"], 9)
        assert answer.status_code in {status, 404}, name
    assert not Appointment.objects.exists()
    assert place(cast.client("he"), case, cast.staff["li"], 9).status_code == 302


def test_the_board_takes_few_statements(cast, stage, plan, django_assert_max_num_queries):
    for name in ("li", "wang", "bao"):
        plan(name)
    for hour in (8, 10, 13):
        case = stage.assigned()
        actions.arrange_appointment(case.pk, start=tomorrow(hour), by=cast.actor("chen"))
        stage.assigned()
    desk = cast.client("chen")
    with django_assert_max_num_queries(12):
        shown(desk)


def test_the_board_through_the_api(cast, stage, plan, call):
    plan("li")
    case, waiting = stage.assigned(), stage.assigned(to="wang")
    put = call("chen").put(
        f"cases/{case.pk}/visit",
        staff_id=cast.staff["li"].pk,
        start=tomorrow(9).isoformat(),
        minutes=60,
    )
    assert put.status_code == 200, put.content
    day = clock.today() + timedelta(days=1)
    board = call("chen").get(f"communities/{cast.community.pk}/day/{day}").json()
    (row,) = [one for one in board["people"] if one["staff_id"] == cast.staff["li"].pk]
    assert [(one["case_id"], one["start"], one["end"]) for one in row["visits"]] == [
        (case.pk, 540, 600)
    ]
    assert [one["case_id"] for one in board["without_time"]] == [waiting.pk]
    assert call("li").get(f"communities/{cast.community.pk}/day/{day}").status_code in {403, 404}
