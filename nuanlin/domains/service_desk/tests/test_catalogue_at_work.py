"""What the catalogue does to a case: questions, danger, checks, photos, and when one is called."""

from datetime import timedelta
from uuid import uuid4

import pytest

from nuanlin.domains.estate.models import Community
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    Category,
    FollowUp,
    Kind,
    Outcome,
    Round,
    Source,
    State,
    Urgency,
)
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal

SOCKET = "/report/?service=power-socket"
NEW = "/staff/cases/new/"


@pytest.fixture
def sent(cast):
    """What the report form sends when nothing but the words was touched."""
    return {
        "where": f"home:{cast.home.pk}",
        "when": "any",
        "description": "插座有点松",
        "request_key": uuid4().hex,
    }


@pytest.fixture
def spoken(cast):
    """What the desk types while Zhou is on the phone."""
    return {
        "source": "phone",
        "q": "3-2-501",
        "home": str(cast.home.pk),
        "reporter": str(cast.people["zhou"].pk),
        "category": str(cast.category("power-socket").pk),
        "kind": "repair",
        "description": "插座有点松",
        "request_key": uuid4().hex,
    }


def test_the_report_asks_what_the_category_wants_to_know(cast):
    page = html(cast.client("zhou").get("/report/?service=water-leak"))
    assert page.index("水碰到插座、电器或配电箱了吗？") < page.index("总阀关得上吗？")
    assert 'href="tel:119"' in page and 'href="tel:120"' in page
    assert 'href="tel:119"' not in html(cast.client("zhou").get("/report/?service=power-light"))


def test_danger_stops_the_report_and_shows_whom_to_call(cast, sent):
    Community.objects.filter(pk=cast.community.pk).update(gas_hotline="0571-96177")
    answer = cast.client("zhou").post(SOCKET, {**sent, "question_danger": "yes"})
    page = html(answer)
    assert answer.status_code == 422
    assert "danger-stop is-shown" in page and "插座有点松" in page
    for number in ("119", "120", "110", "0571-96177", "0571-85551234"):
        assert f'href="tel:{number}"' in page
    assert not Case.objects.exists()
    assert not Event.objects.filter(verb="case.submitted").exists()


def test_whoever_goes_on_reports_an_emergency(cast, sent):
    client = cast.client("zhou")
    given = {**sent, "question_danger": "yes"}
    client.post(SOCKET, given)
    for _tap in range(2):
        client.post(SOCKET, {**given, "as_emergency": "1"})
    case = Case.objects.get()
    assert (case.urgency, case.urgency_rank) == (Urgency.EMERGENCY, 0)
    assert case.answers[0]["answer"] == "yes"
    assert "有焦味、火花或者冒烟吗？" in html(cast.client("chen").get(f"/staff/cases/{case.pk}/"))


def test_no_danger_goes_its_usual_way_and_every_door_asks(cast, sent):
    cast.client("zhou").post(SOCKET, {**sent, "question_danger": "no", "as_emergency": "1"})
    assert Case.objects.get().urgency == cast.category("power-socket").urgency
    report = Report(
        "插座冒烟", home_id=cast.home.pk, category_id=cast.category("power-socket").pk,
        answers={"danger": "yes"},
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        actions.submit_case(report, by=cast.actor("zhou"))
    assert refused.value.code == "danger"
    assert Case.objects.count() == 1


def test_answers_stay_with_the_case_when_the_questions_change(cast, stage, sent):
    given = {**sent, "question_valve": "no", "question_danger": "", "question_x": "yes"}
    cast.client("zhou").post("/report/?service=water-leak", given)
    case = Case.objects.get()
    assert [(one["key"], one["answer"]) for one in case.answers] == [
        ("danger", ""),
        ("valve", "no"),
    ]
    Category.objects.filter(code="water-leak").update(questions=[])
    stage.sent(case, "li")
    for page in (
        html(cast.client("chen").get(f"/staff/cases/{case.pk}/")),
        html(cast.client("li").get(f"/staff/my-jobs/{case.pk}/")),
    ):
        assert "总阀关得上吗？" in page
        assert "没有回答，请问一问" in page


def test_a_report_with_answers_takes_eight_statements(cast):
    report = Report(
        "漏水", home_id=cast.home.pk, category_id=cast.category().pk, answers={"danger": "no"}
    )
    actor = cast.actor("zhou")
    with at_most(8):
        actions.submit_case(report, by=actor)


def test_the_desk_is_asked_as_soon_as_it_chooses(cast, spoken):
    desk = cast.client("chen")
    page = html(desk.get(f"{NEW}questions/", {"category": spoken["category"]}))
    assert "有焦味、火花或者冒烟吗？" in page and 'href="tel:119"' in page
    for nothing in ("", "x", "9" * 30, str(cast.category("power-light").pk)):
        assert "question_" not in html(desk.get(f"{NEW}questions/", {"category": nothing}))


def test_danger_stops_the_desk_until_it_is_an_emergency(cast, spoken):
    desk = cast.client("chen")
    given = {**spoken, "question_danger": "yes", "urgency": "low"}
    answer = desk.post(NEW, given)
    assert answer.status_code == 422 and "danger-stop is-shown" in html(answer)
    assert not Case.objects.exists()
    desk.post(NEW, {**given, "as_emergency": "1"})
    case = Case.objects.get()
    assert (case.urgency, case.state) == (Urgency.EMERGENCY, State.CLASSIFIED)


# On site


def at_work(cast, code: str) -> Case:
    """A case of the category with Li at the door."""
    report = Report("看一下", home_id=cast.home.pk, category_id=cast.category(code).pk)
    case = actions.record_case(
        report, community_id=cast.community.pk, source=Source.PHONE,
        reporter_id=cast.people["zhou"].pk, by=cast.actor("chen"),
    )  # fmt: skip
    case = actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    return actions.arrive(case.pk, by=cast.actor("li"))


def test_the_job_shows_the_checklist_and_keeps_the_ticks_with_the_visit(cast):
    case, li = at_work(cast, "water-leak"), cast.client("li")
    page = html(li.get(f"/staff/my-jobs/{case.pk}/"))
    assert "试水十分钟，擦干地面" in page and "¥25.00 / 根" in page
    given = {"work": "换了软管", "checked": ["试水十分钟，擦干地面", "别的"]}
    li.post(f"/staff/my-jobs/{case.pk}/completion/", given)
    kept = Round.objects.get().checklist
    assert [(one["zh"], one["done"]) for one in kept if one["done"]] == [
        ("试水十分钟，擦干地面", True)
    ]
    assert len(kept) == len(cast.category().checklist)
    assert "查看楼下有没有渗水" in html(li.get(f"/staff/my-jobs/{case.pk}/"))


def test_work_that_needs_photos_does_not_end_without_them(cast, kept):
    case, li = at_work(cast, "public-road"), cast.client("li")
    url = f"/staff/my-jobs/{case.pk}/completion/"
    given = {
        "work": "井盖换好了", "found": "裂了", "checked": ["做完清理现场"],
        "material_name": ["井盖"], "material_quantity": ["1"], "material_unit": ["个"],
    }  # fmt: skip
    answer = li.post(url, given)
    page = html(answer)
    assert answer.status_code == 422 and "请补一张动手前的照片" in page
    assert "井盖换好了" in page and 'value="做完清理现场" form="finish-form" checked' in page
    before = kept(li)
    answer = li.post(url, {**given, "before_ids": [before]})
    assert "请补一张完工后的照片" in html(answer) and before in html(answer)
    assert Round.objects.get().done_at is None and not FollowUp.objects.exists()
    assert not CaseFile.objects.exists()
    li.post(url, {**given, "before_ids": [before], "after_ids": [kept(li)]})
    assert Round.objects.get().done_at is not None
    assert set(CaseFile.objects.values_list("purpose", flat=True)) == {"before", "after"}


def test_a_photo_kept_on_arrival_counts_and_one_of_an_earlier_visit_does_not(cast, kept):
    case, li = at_work(cast, "wall-crack"), cast.client("li")
    li.post(f"/staff/my-jobs/{case.pk}/photos/", {"before_ids": [kept(li)]})
    given = {"work": "补好了", "after_ids": [kept(li)]}
    assert li.post(f"/staff/my-jobs/{case.pk}/completion/", given).status_code == 302
    actions.answer_as_owner(
        case.pk, outcome=Outcome.NOT_FIXED, words="又裂了", by=cast.actor("zhou")
    )
    actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    answer = li.post(
        f"/staff/my-jobs/{case.pk}/completion/", {"work": "再补", "after_ids": [kept(li)]}
    )
    assert answer.status_code == 422


# Asking afterwards


def hours_until_call(case: Case) -> int:
    round_, due = case.rounds.get(), case.follow_ups.get()
    assert round_.done_at is not None
    return round((due.due_at - round_.done_at) / timedelta(hours=1))


@pytest.mark.parametrize(
    ("code", "kind", "hours"),
    [
        ("water-leak", Kind.REPAIR, 48),
        ("water-leak", Kind.COMPLAINT, 72),
        ("gas-smell", Kind.REPAIR, 4),
    ],
)
def test_a_call_is_due_as_the_category_has_it(cast, code, kind, hours):
    case = at_work(cast, code)
    Case.objects.filter(pk=case.pk).update(kind=kind)
    actions.finish_round(case.pk, finished=Finished(work="好了"), by=cast.actor("li"))
    assert hours_until_call(case) == hours


def test_an_answer_online_is_followed_up_as_the_category_has_it(cast, stage):
    case = actions.settle_online(stage.reported().pk, answer="请关总阀", by=cast.actor("chen"))
    due = case.follow_ups.get().due_at - Event.objects.latest("pk").at
    assert timedelta(hours=47) < due < timedelta(hours=49)


def test_where_a_call_is_needed_the_word_in_the_app_is_kept_and_the_call_stays_due(cast):
    case, zhou = at_work(cast, "gas-smell"), cast.client("zhou")
    actions.finish_round(case.pk, finished=Finished(work="关阀检测"), by=cast.actor("li"))
    due = case.follow_ups.get().due_at
    zhou.post(f"/cases/{case.pk}/answer/", {"outcome": "satisfied"})
    case.refresh_from_db()
    assert case.state == State.DONE and case.closed_at is None
    assert case.follow_ups.get(made_at=None).due_at == due
    page = html(zhou.get(f"/cases/{case.pk}/"))
    assert "我们还会打个电话" in page and "answer-satisfied" not in page
    assert zhou.post(f"/cases/{case.pk}/answer/", {"outcome": "satisfied"}).status_code == 422
    actions.record_follow_up(case.pk, outcome=Outcome.SATISFIED, by=cast.actor("chen"))
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_where_the_app_is_enough_no_call_is_due(cast, stage):
    case = stage.satisfied()
    assert case.state == State.CLOSED
    assert not FollowUp.objects.filter(made_at=None).exists()


def test_a_program_hears_of_danger_and_goes_on_as_an_emergency(cast, call):
    zhou = call("zhou")
    body = {
        "description": "插座冒烟",
        "home_id": cast.home.pk,
        "category_id": cast.category("power-socket").pk,
        "answers": {"danger": "yes"},
    }
    refused = zhou.post("cases", **body)
    assert (refused.status_code, refused.json()["code"]) == (409, "danger")
    assert not Case.objects.exists()
    made = zhou.post("cases", as_emergency=True, **body).json()
    assert (made["urgency"], made["answers"][0]["answer"]) == ("emergency", "yes")
