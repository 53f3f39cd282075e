"""The phone of an engineer: what is mine, what is known, what is nobody's yet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.people.models import StandingInstruction
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, Urgency, Waiting


@pytest.fixture
def li(cast):
    return cast.client("li")


def test_the_next_job_tells_all_that_was_seen_so_far(cast, stage, li):
    StandingInstruction.objects.create(
        home=cast.home, kind="hard_of_hearing", text="家中老人，耳背，敲门大声"
    )
    stage.second_round()
    page = li.get("/staff/my-jobs/").content.decode()
    assert "今天 1 件" in page
    assert "第 2 次上门" in page
    assert "上次：王师傅紧固接头" in page
    assert "业主说“接头还在滴水”" in page
    assert "家中老人，耳背，敲门大声" in page
    assert "紧急" in page


def test_urgent_work_stands_before_what_can_wait(cast, stage, li):
    later = stage.assigned()
    actions.classify_case(
        later.pk, category_id=cast.category().pk, urgency=Urgency.LOW, by=cast.actor("chen")
    )
    sooner = stage.assigned()
    page = li.get("/staff/my-jobs/").content.decode()
    assert page.index(f"/my-jobs/{sooner.pk}/") < page.index(f"/my-jobs/{later.pk}/")


def test_work_of_the_own_department_can_be_taken(cast, stage, li):
    case = stage.reported()
    actions.classify_case(
        case.pk, category_id=cast.category().pk, urgency=Urgency.URGENT, by=cast.actor("chen")
    )
    assert "还没人接的" in li.get("/staff/my-jobs/").content.decode()
    assert "还没人接的" not in cast.client("bao").get("/staff/my-jobs/").content.decode()
    answer = li.post(f"/staff/my-jobs/{case.pk}/steps/", {"step": "take", "back": "list"})
    assert answer.headers["Location"] == "/staff/my-jobs/"
    case.refresh_from_db()
    assert case.assignee == cast.staff["li"]


def test_who_comes_second_is_told_that_it_is_taken(cast, stage, li):
    case = stage.assigned(to="wang")
    answer = li.post(f"/staff/my-jobs/{case.pk}/steps/", {"step": "take"}, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.assignee == cast.staff["wang"]


def test_what_is_done_today_stays_in_sight(cast, stage, li):
    stage.done()
    page = li.get("/staff/my-jobs/").content.decode()
    assert "今天做完的" in page
    assert "紧固接头" in page
    assert "手上的活都干完了" in page


def test_the_time_left_is_told_until_somebody_is_there(cast, stage, li):
    case = stage.assigned()
    Case.objects.filter(pk=case.pk).update(promised_at=timezone.now() + timedelta(minutes=18.5))
    assert "还剩 18 分" in li.get("/staff/my-jobs/").content.decode()
    Case.objects.filter(pk=case.pk).update(promised_at=timezone.now() - timedelta(minutes=5.5))
    assert "超时 5 分" in li.get("/staff/my-jobs/").content.decode()
    actions.arrive(case.pk, by=cast.actor("li"))
    assert "超时" not in li.get("/staff/my-jobs/").content.decode()


def test_waiting_work_says_for_what(cast, stage, li):
    case = stage.assigned()
    actions.wait_for(case.pk, whom=Waiting.PARTS, note="软管周三到", by=cast.actor("li"))
    page = li.get("/staff/my-jobs/").content.decode()
    assert "等配件" in page
    assert "软管周三到" in page


def test_the_job_page_shows_the_owners_words_and_masks_the_number(cast, stage, li):
    case = stage.second_round()
    page = li.get(f"/staff/my-jobs/{case.pk}/").content.decode()
    assert "接头还在滴水" in page
    assert "接头松动" in page
    assert "周建国" in page
    assert "4471" in page
    assert "13912344471" not in page


def test_a_job_of_another_department_or_community_is_not_there(cast, stage):
    case = stage.assigned()
    for name in ("bao", "liang", "ma", "cai"):
        assert cast.client(name).get(f"/staff/my-jobs/{case.pk}/").status_code == 404
    assert cast.client("zhou").get(f"/staff/my-jobs/{case.pk}/").status_code == 403


def test_a_colleague_reads_and_has_no_buttons(cast, stage):
    case = stage.assigned()
    page = cast.client("wang").get(f"/staff/my-jobs/{case.pk}/").content.decode()
    assert "完成这次上门" not in page
    assert f"/staff/my-jobs/{case.pk}/phone/" not in page


def test_pages_cost_the_same_however_many_jobs(cast, stage, li, django_assert_max_num_queries):
    for _number in range(5):
        case = stage.second_round()
    with django_assert_max_num_queries(8):
        li.get("/staff/my-jobs/")
    with django_assert_max_num_queries(12):
        li.get(f"/staff/my-jobs/{case.pk}/")
