"""The loop through the API: the same actions by another door."""

import pytest
from django.test import Client

from nuanlin.domains.service_desk.models import Case, State
from nuanlin.foundation.accounts.tokens import make_token
from tests.cast import Cast


class Caller:
    """Somebody's phone client: a token and JSON."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client = Client()
        self.headers = {"Accept-Language": "en"}
        if name != "nobody":
            _, raw = make_token(name="phone", by=cast.actor(name))
            self.headers["Authorization"] = f"Bearer {raw}"

    def get(self, path: str):
        return self.client.get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, key: str = "", **body):
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )


@pytest.fixture
def call(cast):
    return lambda name: Caller(cast, name)


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
