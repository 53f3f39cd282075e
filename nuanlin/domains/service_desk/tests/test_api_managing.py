"""The manager's side of the desk through the API: catalogue, rules, reviews, calls, tasks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Marks
from nuanlin.domains.service_desk.models import (
    Case,
    Category,
    Improvement,
    Message,
    Nudge,
    Outcome,
    ServiceRules,
)

RULES = {
    "windows": [[480, 720], [780, 1080]],
    "weekdays": [0, 1, 2, 3, 4, 5],
    "holidays": False,
    "warn_minutes": 20,
    "levels": [{"after": 0, "tell": "head"}, {"after": 90, "tell": "manager"}],
    "reopenings": 3,
    "grace_days": 10,
    "sample_percent": 100,
    "improve_stars": 3,
    "unreached_days": 2,
    "slot_minutes": 60,
    "slot_days": 14,
    "slots_offered": 4,
    "anonymous": False,
    "repeat_days": 10,
}


def days(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def test_a_manager_keeps_the_catalogue(cast, call):
    gu = call("gu")
    group = Category.objects.get(code="water-leak").parent_id
    sent = {
        "name_zh": "热水器漏水", "name_en": "Boiler leaks", "icon": "droplets",
        "parent_id": group, "department": "engineering", "promise_minutes": 60,
        "questions": [
            {"zh": "电源关了吗？", "kind": "danger"}, {"zh": "什么牌子？", "kind": "words"},
        ],
        "checklist": [{"zh": "关阀门"}],
        "materials": [{"name": "阀芯", "unit": "个", "price": "35.50"}],
    }  # fmt: skip
    made = gu.post("catalogue", **sent)
    assert made.status_code == 201
    kept = made.json()
    assert [one["kind"] for one in kept["questions"]] == ["danger", "words"]
    assert kept["materials"] == [{"name": "阀芯", "unit": "个", "price": "35.50"}]
    path = f"catalogue/{kept['id']}"
    kept["questions"][1]["zh"] = "什么牌子和型号？"
    facts = {name: kept[name] for name in (*sent, "photo_after")} | {"photo_after": True}
    edited = gu.put(path, **facts).json()
    assert not edited["assign_automatically"]
    by_rule = gu.put(path, **facts, assign_automatically=True).json()
    assert by_rule["assign_automatically"]
    assert Category.objects.get(pk=kept["id"]).assign_automatically
    assert edited["photo_after"] and edited["questions"][1]["key"] == kept["questions"][1]["key"]
    assert gu.post(f"{path}/move", up=True).status_code == 200
    assert gu.post(f"{path}/retirement").json()["retired"] is True
    assert gu.post(f"{path}/retirement").json()["code"] == "already_done"
    assert gu.post(f"{path}/restoration").json()["retired"] is False
    assert kept["id"] in {one["id"] for one in gu.get("catalogue").json()}
    assert gu.get(path).json()["name_en"] == "Boiler leaks"


@pytest.mark.parametrize("name", ["chen", "he", "zhou", "ma"])
def test_nobody_else_keeps_it(cast, call, name):
    category = cast.category()
    caller = call(name)
    assert caller.get("catalogue").status_code == 404
    assert caller.get(f"catalogue/{category.pk}").status_code == 404
    assert caller.post("catalogue", name_zh="别的").status_code == 403
    assert caller.post(f"catalogue/{category.pk}/retirement").status_code == 403
    assert not Category.objects.filter(name_zh="别的").exists()
    category.refresh_from_db()
    assert not category.retired


def test_rules_are_read_and_set(cast, call):
    path = f"communities/{cast.community.pk}/service-rules"
    gu = call("gu")
    assert gu.get(path).json()["grace_days"] == 7
    assert gu.put(path, **RULES).json() == RULES
    crossed = gu.put(path, **{**RULES, "windows": [[720, 480]]})
    assert crossed.json()["code"] == "windows_crossed"
    for wrong in ({"sample_percent": 101}, {"unreached_days": 1}, {"unreached_days": 10}):
        assert gu.put(path, **{**RULES, **wrong}).status_code == 422
    assert ServiceRules.objects.get().windows == [[480, 720], [780, 1080]]
    for name, statuses in (("chen", {404, 403}), ("ma", {404, 403}), ("nobody", {401})):
        assert call(name).get(path).status_code in statuses
        assert call(name).put(path, **RULES).status_code in statuses


def test_reminding_contact_and_review(cast, call, stage):
    case = stage.assigned()
    path = f"cases/{case.pk}"
    assert call("zhou").post(f"{path}/nudges", kind="remind").json()["code"] == "not_lapsed"
    Case.objects.filter(pk=case.pk).update(promised_at=timezone.now() - timedelta(hours=1))
    assert call("zhou").post(f"{path}/nudges", kind="remind").status_code == 200
    assert call("zhou").post(f"{path}/nudges", kind="remind").json()["code"] == "already_nudged"
    assert call("chen").post(f"{path}/nudges", kind="remind").status_code == 403
    assert Nudge.objects.count() == 1
    assert call("chen").post(f"{path}/contacts", words="约了下午").status_code == 200
    assert call("zhou").post(f"{path}/contacts", words="约了").status_code == 403
    assert Message.objects.get().text == "约了下午"
    actions.escalate_case(case.pk, reason="要换立管", by=cast.actor("chen"))
    looked = {"word": "等报价", "review_on": days(3), "in_charge_id": cast.staff["he"].pk}
    assert call("chen").post(f"{path}/review", **looked).status_code == 403
    assert call("gu").post(f"{path}/review", **looked).status_code == 200
    problems = f"communities/{cast.community.pk}/open-problems"
    [problem] = call("gu").get(problems).json()
    assert (problem["reason"], problem["review_on"]) == ("要换立管", days(3))
    assert problem["in_charge"]["id"] == cast.staff["he"].pk
    call("gu").post(f"{path}/decision", decision="换")
    [decided] = call("gu").get(f"communities/{cast.community.pk}/decided-problems").json()
    assert (decided["decision"], decided["decided_by"]) == ("换", "顾明")


def test_second_calls_and_improvements(cast, call, stage):
    ServiceRules.objects.create(community=cast.community, sample_percent=100)
    case = stage.done()
    actions.answer_as_owner(
        case.pk, outcome=Outcome.SATISFIED, marks=Marks(1, 2, 2), by=cast.actor("zhou")
    )
    actions.draw_second_calls()
    here, gu = f"communities/{cast.community.pk}", call("gu")
    [listed] = gu.get(f"{here}/second-calls").json()
    assert (listed["case"]["id"], listed["own"]) == (case.pk, False)
    assert call("chen").get(f"{here}/second-calls").status_code == 404
    assert call("chen").post(f"cases/{case.pk}/second-call", outcome="satisfied").status_code == 403
    assert gu.post(f"cases/{case.pk}/second-call", outcome="undecided").status_code == 422
    asked = {"outcome": "not_fixed", "words": "又滴", "defect": "接头", "defect_kind": "again"}
    first, again = (gu.post(f"cases/{case.pk}/second-call", key="k", **asked) for _n in range(2))
    assert first.json()["state"] == again.json()["state"] == "classified"
    [task] = gu.get(f"{here}/improvements").json()
    assert (task["rating"]["attitude"], task["overdue"]) == (1, False)
    path = f"improvements/{task['id']}"
    plan = {"went_wrong": "晚", "cause": "没排班", "measure": "加班", "due_on": days(2)}
    assert call("he").put(path, **plan).json()["measure"] == "加班"
    assert call("he").post(f"{path}/completion", result="好").json()["done_by"] == "何建平"
    assert gu.get(path).json()["result"] == "好"
    for name, status in (("chen", 404), ("zhou", 404), ("ma", 404), ("nobody", 401)):
        assert call(name).get(path).status_code == status
    assert Improvement.objects.count() == 1
