"""What somebody on site does: steps, photos, the end of a visit, and when it cannot go on."""

from decimal import Decimal

import pytest

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    Escalation,
    FollowUp,
    Material,
    Message,
    Round,
    Source,
    State,
    Waiting,
)
from nuanlin.foundation.audit.models import Event


@pytest.fixture
def li(cast):
    return cast.client("li")


def step(client, case, name, **more):
    return client.post(f"/staff/my-jobs/{case.pk}/steps/", {"step": name, **more})


def test_accept_set_out_arrive_are_a_tap_each_and_the_owner_sees_them(cast, stage, li):
    case = stage.assigned()
    for name, shown in [
        ("accept", "李师傅已接单"),
        ("set_out", "李师傅在路上"),
        ("arrive", "李师傅到了"),
    ]:
        assert step(li, case, name).status_code == 302
        assert shown in cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    round_ = Round.objects.get()
    times = [round_.accepted_at, round_.set_out_at, round_.arrived_at]
    assert None not in times


def test_a_step_taken_twice_is_told_and_changes_nothing(cast, stage, li):
    case = stage.assigned()
    step(li, case, "accept")
    first = Round.objects.get().accepted_at
    page = step(li, case, "accept")
    told = li.get(page.headers["Location"]).content.decode()
    assert "这一步之前已经记过了" in told
    assert Round.objects.get().accepted_at == first


def test_a_colleague_cannot_take_steps_in_my_job(cast, stage):
    case = stage.assigned()
    step(cast.client("wang"), case, "arrive")
    assert step(cast.client("bao"), case, "arrive").status_code == 404
    assert step(cast.client("li"), case, "explode").status_code == 404
    case.refresh_from_db()
    assert case.state == State.ASSIGNED


def test_photos_from_before_are_kept_at_once(cast, stage, li, kept, photo):
    case = stage.assigned()
    given = {"before_ids": [kept(li)], "before_files": [photo()], "request_key": "a" * 32}
    li.post(f"/staff/my-jobs/{case.pk}/photos/", given)
    assert CaseFile.objects.filter(case=case, purpose="before").count() == 2
    li.post(f"/staff/my-jobs/{case.pk}/photos/", {})
    assert CaseFile.objects.count() == 2


def test_the_end_of_a_visit_keeps_all_and_asks_the_owner(cast, stage, li, kept):
    case = stage.assigned()
    step(li, case, "arrive")
    given = {
        "found": "软管老化",
        "work": "更换软管和密封圈，试水 10 分钟无渗漏",
        "material_name": ["软管", "", "生料带"],
        "material_quantity": ["1", "1", "0.5"],
        "material_unit": ["根", "", "卷"],
        "after_ids": [kept(li)],
        "signature_id": kept(li),
        "signed_by": "周建国",
        "request_key": "a" * 32,
    }
    for _tap in range(2):
        answer = li.post(f"/staff/my-jobs/{case.pk}/completion/", given)
        assert answer.headers["Location"] == "/staff/my-jobs/"
    round_ = Round.objects.get()
    assert (round_.found, round_.signed_by) == ("软管老化", "周建国")
    assert round_.signature is not None
    used = list(Material.objects.values_list("name", "quantity", "unit"))
    assert used == [("软管", Decimal(1), "根"), ("生料带", Decimal("0.5"), "卷")]
    assert FollowUp.objects.filter(case=case, made_at__isnull=True).count() == 1
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "现在还漏吗？" in page
    assert "试水 10 分钟无渗漏" in page


def test_an_end_without_words_is_shown_again_with_everything_typed(cast, stage, li, kept):
    case = stage.assigned()
    file_id = kept(li)
    given = {
        "found": "软管老化",
        "work": " ",
        "material_name": ["软管"],
        "material_quantity": ["一"],
        "material_unit": ["根"],
        "after_ids": [file_id],
    }
    answer = li.post(f"/staff/my-jobs/{case.pk}/completion/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "软管：数量请写数字" in page
    assert 'value="一"' in page
    assert file_id in page
    answer = li.post(f"/staff/my-jobs/{case.pk}/completion/", {**given, "material_quantity": ["2"]})
    assert "业主会看到" in answer.content.decode()
    assert answer.status_code == 422
    assert Round.objects.get().done_at is None
    assert not Material.objects.exists()


def test_waiting_needs_words_and_goes_on_by_a_tap(cast, stage, li):
    case = stage.assigned()
    refused = li.post(f"/staff/my-jobs/{case.pk}/waiting/", {"whom": "parts", "note": ""})
    assert refused.status_code == 422
    li.post(f"/staff/my-jobs/{case.pk}/waiting/", {"whom": "parts", "note": "软管周三到"})
    case.refresh_from_db()
    assert case.waiting == Waiting.PARTS
    assert "可以继续了" in li.get(f"/staff/my-jobs/{case.pk}/").content.decode()
    step(li, case, "resume")
    case.refresh_from_db()
    assert case.waiting == Waiting.NOBODY


def test_handing_back_needs_a_reason_and_frees_the_job(cast, stage, li):
    case = stage.assigned()
    assert li.post(f"/staff/my-jobs/{case.pk}/return/", {}).status_code == 422
    answer = li.post(f"/staff/my-jobs/{case.pk}/return/", {"reason": "要电工证"})
    assert answer.headers["Location"] == "/staff/my-jobs/"
    case.refresh_from_db()
    assert (case.state, case.assignee) == (State.CLASSIFIED, None)
    assert Message.objects.get().internal


def test_reporting_upward_puts_it_on_the_list(cast, stage, li):
    case = stage.assigned()
    assert li.post(f"/staff/my-jobs/{case.pk}/escalation/", {}).status_code == 422
    assert not Escalation.objects.exists()
    given = {"reason": "立管要整根更换", "decision_needed": "是否动用维修资金"}
    li.post(f"/staff/my-jobs/{case.pk}/escalation/", given)
    assert Escalation.objects.get().reason == "立管要整根更换"
    assert "等决定" in li.get(f"/staff/my-jobs/{case.pk}/").content.decode()


def test_a_note_stays_inside_unless_it_is_for_the_owner(cast, stage, li):
    case = stage.assigned()
    assert li.post(f"/staff/my-jobs/{case.pk}/notes/", {"text": ""}).status_code == 422
    li.post(f"/staff/my-jobs/{case.pk}/notes/", {"text": "阀门在橱柜后面"})
    li.post(f"/staff/my-jobs/{case.pk}/notes/", {"text": "明天带新管来", "for_owner": "on"})
    page = cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()
    assert "阀门在橱柜后面" not in page
    assert "明天带新管来" in page


def test_one_tap_gives_the_number_and_keeps_who_looked(cast, stage, li):
    case = stage.assigned()
    given = {"request_key": "a" * 32}
    answers = [
        li.post(f"/staff/my-jobs/{case.pk}/phone/", given, headers={"Accept": "application/json"})
        for _tap in range(2)
    ]
    assert [answer.json() for answer in answers] == [{"phone": "+8613912344471"}] * 2
    look = Reveal.objects.get()
    assert (look.person, look.reader) == (cast.people["zhou"], "李卫东")
    assert case.number in look.reason
    assert Event.objects.filter(verb="case.phone_used", subject_id=case.pk).count() == 1


def test_without_scripts_the_number_stands_on_a_page(cast, stage, li):
    case = stage.assigned()
    page = li.post(f"/staff/my-jobs/{case.pk}/phone/").content.decode()
    assert 'href="tel:+8613912344471"' in page


def test_the_number_somebody_left_is_kept_in_the_case_alone(cast, li):
    report = Report("水管漏水", home_id=cast.home.pk, category_id=cast.category().pk)
    case = actions.record_case(
        report,
        community_id=cast.community.pk,
        source=Source.PHONE,
        reporter_name="邻居",
        reporter_phone="0571-88886666",
        by=cast.actor("chen"),
    )
    actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    page = li.post(f"/staff/my-jobs/{case.pk}/phone/").content.decode()
    assert "0571-88886666" in page
    assert not Reveal.objects.exists()


def test_the_number_is_for_whoever_works_on_the_open_job(cast, stage, li):
    case = stage.assigned()
    wang = cast.client("wang").post(f"/staff/my-jobs/{case.pk}/phone/")
    guard = cast.client("bao").post(f"/staff/my-jobs/{case.pk}/phone/")
    assert (wang.status_code, guard.status_code) == (409, 404)
    actions.withdraw_case(case.pk, by=cast.actor("zhou"))
    assert li.post(f"/staff/my-jobs/{case.pk}/phone/").status_code == 409
    assert not Reveal.objects.exists()
    assert Case.objects.get().state == State.WITHDRAWN
