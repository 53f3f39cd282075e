"""Every step by its form: done, refused at the field, told kindly when somebody was faster."""

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Outcome, State, Waiting
from nuanlin.domains.service_desk.staff.steps import STEPS
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.foundation.audit.models import Event

HX = {"HX-Request": "true"}


@pytest.fixture
def do(cast):
    """Send a step's form as somebody."""

    def send(name: str, case, step: str, **given):
        return cast.client(name).post(f"/staff/cases/{case.pk}/{step}/", given)

    return send


def test_every_step_has_a_page_and_a_dialog(cast, stage):
    case = stage.assigned()
    browser = cast.client("chen")
    for name in STEPS:
        page = browser.get(f"/staff/cases/{case.pk}/{name}/")
        part = browser.get(f"/staff/cases/{case.pk}/{name}/", headers=HX)
        assert (page.status_code, part.status_code) == (200, 200), name
        assert "<html" in page.content.decode() and "<html" not in part.content.decode()
    assert browser.get(f"/staff/cases/{case.pk}/explode/").status_code == 404


def test_the_desk_classifies_and_sends_the_least_busy_of_the_department(cast, stage, do):
    case = stage.reported()
    do(
        "chen",
        case,
        "classify",
        category=cast.category("drain-blocked").pk,
        urgency="normal",
        kind="request",
        title="下水道堵了",
    )
    case.refresh_from_db()
    assert (case.state, case.urgency, case.title) == (State.CLASSIFIED, "normal", "下水道堵了")
    stage.assigned(to="li", common_area_id=cast.lobby.pk)
    form = html(cast.client("chen").get(f"/staff/cases/{case.pk}/assign/"))
    assert form.index("王师傅") < form.index("李师傅") < form.index("小林")
    do("chen", case, "assign", to=cast.staff["wang"].pk, instruction="带上疏通机")
    case.refresh_from_db()
    assert (case.assignee, case.state) == (cast.staff["wang"], State.ASSIGNED)
    assert case.rounds.get().instruction == "带上疏通机"


def test_a_case_changes_hands_but_no_colleague_is_overruled_unseen(cast, stage, do):
    case = stage.assigned(to="li")
    shown = html(cast.client("chen").get(f"/staff/cases/{case.pk}/assign/"))
    assert f'name="seen" value="{cast.staff["li"].pk}"' in shown
    li, wang, bao = (cast.staff[name].pk for name in ("li", "wang", "bao"))
    assert do("chen", case, "assign", to=wang, seen=li).status_code == 302
    late = do("lin", case, "assign", to=bao, seen=li)
    assert late.status_code == 422 and errors(late) == {"to"}
    case.refresh_from_db()
    assert case.assignee == cast.staff["wang"]
    assert f'name="seen" value="{wang}"' in html(late)
    assert do("lin", case, "assign", to=bao, seen=wang).status_code == 302


def test_a_simple_matter_is_settled_with_an_answer(cast, stage, do):
    case = stage.reported()
    do("chen", case, "settle", answer="请把阀门往右拧到底。")
    case.refresh_from_db()
    assert case.state == State.SETTLED_ONLINE
    assert case.messages.get().text == "请把阀门往右拧到底。"


def test_passing_on_taking_back_waiting_and_going_on(cast, stage, do):
    case = stage.assigned()
    order = cast.departments["order"]
    do("chen", case, "pass-on", department=order.pk, note="请保安先看看")
    case.refresh_from_db()
    assert (case.department, case.assignee) == (order, None)
    stage.sent(case, "bao")
    do("chen", case, "take-back", reason="换人去")
    case.refresh_from_db()
    assert (case.assignee, case.state) == (None, State.CLASSIFIED)
    do("chen", case, "wait", whom="parts", note="等阀门，周三到")
    case.refresh_from_db()
    assert case.waiting == Waiting.PARTS
    do("chen", case, "resume")
    case.refresh_from_db()
    assert case.waiting == Waiting.NOBODY


def test_reported_upward_and_decided(cast, stage, do):
    case = stage.assigned()
    do("chen", case, "escalate", reason="要换整根管", decision_needed="是否更换")
    assert "要换整根管" in cast.client("gu").get("/staff/open-problems/").content.decode()
    assert do("chen", case, "decide", decision="更换").status_code == 422
    do("gu", case, "decide", decision="同意更换")
    case.refresh_from_db()
    assert not case.escalated
    assert case.escalations.get().decision == "同意更换"
    assert "要换整根管" not in cast.client("gu").get("/staff/open-problems/").content.decode()


def test_withdrawing_needs_the_owners_words(cast, stage, do):
    case = stage.assigned()
    assert do("chen", case, "withdraw", reason="").status_code == 422
    case.refresh_from_db()
    assert case.is_open
    do("chen", case, "withdraw", reason="业主说自己修好了")
    case.refresh_from_db()
    assert (case.state, case.closing_note) == (State.WITHDRAWN, "业主说自己修好了")


def test_words_for_the_owner_and_notes_for_colleagues_do_not_mix(cast, stage, do, kept):
    case = stage.assigned()
    do("chen", case, "message", text="师傅三点到", file_ids=kept(cast.client("chen")))
    do("chen", case, "note", text="业主着急")
    assert list(case.messages.values_list("text", "internal")) == [
        ("师傅三点到", False),
        ("业主着急", True),
    ]
    assert case.files.get().message.text == "师傅三点到"


def test_an_engineer_takes_what_lies_in_the_department(cast, stage, do):
    case = stage.done(by="wang")
    actions.record_follow_up(
        case.pk, outcome=Outcome.HALF, words="还滴", defect="接头滴水", by=cast.actor("chen")
    )
    do("li", case, "take")
    case.refresh_from_db()
    assert case.assignee == cast.staff["li"]


@pytest.mark.parametrize(
    ("step", "given", "field"),
    [
        ("assign", {"to": ""}, "to"),
        ("assign", {"to": "999999"}, "to"),
        ("wait", {"whom": "parts", "note": " "}, "note"),
        ("escalate", {"reason": ""}, "reason"),
        ("take-back", {"reason": ""}, "reason"),
        ("escalate", {"reason": "要换", "review_on": "2020-01-01"}, "review_on"),
        ("classify", {"urgency": "urgent", "kind": "repair", "title": "x"}, "category"),
    ],
)  # fmt: skip
def test_an_error_stands_at_its_field_in_the_dialog(cast, stage, step, given, field):
    case = stage.assigned()
    before = Event.objects.count()
    answer = cast.client("chen").post(f"/staff/cases/{case.pk}/{step}/", given, headers=HX)
    assert answer.status_code == 422
    assert errors(answer) == {field}
    assert "<html" not in html(answer)
    assert Event.objects.count() == before


def test_what_was_typed_is_kept_when_it_is_refused(cast, stage):
    case = stage.assigned()
    answer = cast.client("chen").post(
        f"/staff/cases/{case.pk}/assign/",
        {"to": cast.staff["li"].pk, "instruction": "带上阀门"},
        headers=HX,
    )
    assert answer.status_code == 422
    assert errors(answer) == {"to"}
    assert "带上阀门" in html(answer)


def test_somebody_who_was_faster_is_told_kindly_with_the_way_to_how_it_stands(cast, stage):
    case = stage.done()
    answer = cast.client("chen").post(
        f"/staff/cases/{case.pk}/assign/", {"to": cast.staff["wang"].pk}, headers=HX
    )
    assert answer.status_code == 422
    assert "看看现在的情况" in html(answer)
    case.refresh_from_db()
    assert case.state == State.DONE


def test_after_a_step_in_a_dialog_the_page_behind_comes_anew(cast, stage):
    case = stage.assigned()
    answer = cast.client("chen").post(
        f"/staff/cases/{case.pk}/note/", {"text": "记一笔"}, headers=HX
    )
    assert answer.headers["HX-Redirect"] == f"/staff/cases/{case.pk}/"


def test_a_retried_step_is_done_once(cast, stage, do):
    case = stage.assigned()
    for _ in range(2):
        answer = do("chen", case, "note", text="记一笔", request_key="a" * 32)
        assert answer.status_code == 302
    assert case.messages.count() == 1


@pytest.mark.parametrize("name", ["ma", "zhou", "cai"])
def test_steps_are_closed_to_who_may_not_know_the_case(cast, stage, do, name):
    case = stage.assigned()
    before = Event.objects.count()
    assert do(name, case, "note", text="x").status_code in {403, 404}
    assert (case.messages.count(), Event.objects.count()) == (0, before)


def test_who_lives_here_and_works_elsewhere_reads_the_case_at_home_only(cast, stage):
    """Ma runs another community's desk and lives next door to nobody's notes."""
    case = stage.assigned()
    cast.people["zhao"].account = None
    cast.people["zhao"].save()
    cast.people["zhao"].account = cast.accounts["ma"]
    cast.people["zhao"].save()
    ma = cast.client("ma")
    assert ma.get(f"/cases/{case.pk}/").status_code == 200
    assert ma.get(f"/staff/cases/{case.pk}/").status_code == 404
    assert ma.get(f"/staff/cases/{case.pk}/note/").status_code == 404
