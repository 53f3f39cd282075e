"""The loop through the API: the same actions by another door."""

import pytest

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.service_desk.models import Case, State


def test_a_case_goes_round_the_whole_loop(cast, call):
    zhou, chen, li = call("zhou"), call("chen"), call("li")
    made = zhou.post(
        "cases",
        description="厨房水管漏水",
        category_id=cast.category().pk,
        home_id=cast.home.pk,
    )
    assert made.status_code == 201
    case = f"cases/{made.json()['id']}"
    queue = chen.get(f"communities/{cast.community.pk}/cases").json()["items"]
    assert [one["where"] for one in queue] == ["3-2-501"]
    assert chen.post(f"{case}/assignment", staff_id=cast.staff["li"].pk).status_code == 200
    assert [one["id"] for one in li.get("my/jobs").json()] == [made.json()["id"]]
    for step in ("acceptance", "departure", "arrival"):
        assert li.post(f"{case}/{step}").status_code == 200
    done = li.post(
        f"{case}/completion", work="换了软管", materials=[{"name": "软管", "quantity": "1.5"}]
    )
    assert done.json()["rounds"][0]["materials"][0]["name"] == "软管"
    marks = {"attitude": 5, "speed": 5, "quality": 4}
    said = zhou.post(f"{case}/answer", outcome="satisfied", marks=marks)
    assert said.json()["state"] == "closed"
    assert said.json()["ratings"][0]["quality"] == 4


def test_a_retried_report_answers_with_the_first_case(cast, call):
    zhou = call("zhou")
    body = {"description": "灯不亮", "home_id": cast.home.pk}
    first = zhou.post("cases", key="k1", **body)
    second = zhou.post("cases", key="k1", **body)
    assert first.json()["id"] == second.json()["id"]
    assert Case.objects.count() == 1


def test_problems_have_a_code_a_sentence_and_a_field(cast, call):
    answer = call("zhou").post("cases", description=" ", home_id=cast.home.pk)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "nothing_said"
    assert answer.json()["field"] == "description"
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "status"), [("wu", 404), ("qian", 404), ("ma", 404), ("sun", 404), ("nobody", 401)]
)
def test_a_stranger_finds_nothing(cast, call, name, status):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk)
    case = f"cases/{made.json()['id']}"
    stranger = call(name)
    assert stranger.get(case).status_code == status
    assert stranger.post(f"{case}/messages", text="hi").status_code == status
    assert stranger.post("cases", description="x", home_id=cast.home.pk).status_code == status
    assert Case.objects.get().messages.count() == 0


def test_an_internal_note_never_reaches_a_resident(cast, call):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk)
    case = f"cases/{made.json()['id']}"
    noted = call("chen").post(f"{case}/messages", text="难缠", internal=True)
    assert noted.json()["messages"][0]["internal"] is True
    assert "难缠" not in call("zhou").get(case).content.decode()


def test_a_step_out_of_turn_is_a_conflict_and_changes_nothing(cast, call):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk)
    case = made.json()["id"]
    answer = call("chen").post(f"cases/{case}/follow-ups", outcome="satisfied")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    assert Case.objects.get(pk=case).state == State.SUBMITTED


def test_lists_are_paged_by_cursor(cast, call):
    from nuanlin.domains.service_desk import actions
    from nuanlin.domains.service_desk.actions import Report

    zhou = cast.actor("zhou")
    for number in range(53):
        actions.submit_case(Report(f"第 {number} 件", home_id=cast.home.pk), by=zhou)
    chen = call("chen")
    first = chen.get(f"communities/{cast.community.pk}/cases").json()
    rest = chen.get(f"communities/{cast.community.pk}/cases?after={first['next']}").json()
    seen = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert len(set(seen)) == 53 and rest["next"] == ""


def test_the_reporters_number_is_for_who_works_on_the_case(cast, call):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk)
    path = f"cases/{made.json()['id']}/phone"
    assert call("chen").post(path).json() == {"phone": "+8613912344471"}
    assert Reveal.objects.get().reader == "陈静"
    for name, status in (("zhou", 403), ("ma", 404), ("wu", 404), ("nobody", 401)):
        assert call(name).post(path).status_code == status
    assert Reveal.objects.count() == 1


def test_a_home_shows_its_cases_to_the_office(cast, call):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk).json()
    path = f"homes/{cast.home.pk}/cases"
    assert [case["id"] for case in call("chen").get(path).json()] == [made["id"]]
    for name, status in (("zhou", 404), ("ma", 404), ("nobody", 401)):
        assert call(name).get(path).status_code == status


def test_a_worker_sees_what_nobody_has_taken(cast, call):
    made = call("zhou").post("cases", description="灯不亮", home_id=cast.home.pk).json()
    assert call("li").get("my/jobs/unclaimed").json() == []
    department = cast.departments["engineering"].pk
    call("chen").post(
        f"cases/{made['id']}/classification", category_id=cast.category().pk, urgency="normal"
    )
    call("chen").post(f"cases/{made['id']}/department", department_id=department)
    assert [case["id"] for case in call("li").get("my/jobs/unclaimed").json()] == [made["id"]]
    assert call("liang").get("my/jobs/unclaimed").json() == []


def test_the_desk_records_a_call_once(cast, call):
    sent = {"description": "电梯异响", "source": "phone", "home_id": cast.home.pk}
    path, chen = f"communities/{cast.community.pk}/cases", call("chen")
    first, second = (chen.post(path, key="k1", **sent) for _twice in range(2))
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    assert call("ma").post(path, **sent).status_code in (403, 404)
    assert call("zhou").post(path, **sent).status_code in (403, 404)
    assert Case.objects.count() == 1
