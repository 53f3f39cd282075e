"""The start page and the queue: what comes first, views, filters, pages, whose community."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import Case, Source, Urgency
from nuanlin.domains.service_desk.tests.desk_pages import cases, chips, further, html, titles
from nuanlin.domains.service_desk.tests.statements import at_most

QUEUE = "/staff/cases/"


@pytest.fixture
def desk(cast):
    """The browser of the front desk."""
    return cast.client("chen")


def many(cast, number: int, **facts) -> list[Case]:
    now = timezone.now()
    return Case.objects.bulk_create(
        Case(
            community=cast.community,
            home=cast.home if place % 2 else cast.next_door,
            title=f"第 {place} 件",
            source=Source.PHONE,
            promised_at=now + timedelta(minutes=place),
            **facts,
        )
        for place in range(number)
    )


def test_the_day_starts_with_what_presses_and_the_head_of_the_queue(cast, desk, stage):
    late = stage.reported()
    Case.objects.filter(pk=late.pk).update(promised_at=timezone.now() - timedelta(minutes=20))
    stage.done()
    answer = desk.get("/staff/")
    assert answer.status_code == 200
    assert cases(answer) == [late.pk]
    assert "超时 20 分" in html(answer) and "有超时的" in html(answer)


def test_who_has_no_desk_starts_where_their_work_is(cast):
    assert cast.client("li").get("/staff/").headers["Location"] == reverse("service_desk:my_jobs")
    assert cast.client("cai").get("/staff/").headers["Location"] == reverse("people:homes")
    assert cast.client("admin").get("/staff/").status_code == 200


def test_the_queue_shows_the_most_pressing_first_and_takes_six_statements(cast, desk):
    many(cast, 49)
    urgent = many(cast, 1, urgency=Urgency.URGENT, urgency_rank=1)[0]
    desk.get(QUEUE)
    with at_most(6):
        answer = desk.get(QUEUE)
    assert titles(answer)[:2] == [urgent.title, "第 0 件"]
    assert len(titles(answer)) == 50


def test_pages_of_the_queue_leave_nothing_out_and_show_nothing_twice(cast, desk):
    made = many(cast, 120)
    seen: list[int] = []
    address = QUEUE
    while address:
        answer = desk.get(address)
        seen += cases(answer)
        address = further(answer)
    assert sorted(seen) == sorted(case.pk for case in made)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("open", {"new", "assigned", "done"}),
        ("new", {"new"}),
        ("unassigned", {"new"}),
        ("under_way", {"assigned"}),
        ("to_confirm", {"done"}),
        ("waiting", set()),
        ("escalated", set()),
        ("closed", {"closed"}),
    ],
)
def test_each_view_shows_its_own(cast, desk, stage, view, expected):
    made = {
        "new": stage.reported(),
        "assigned": stage.assigned(),
        "done": stage.done(),
        "closed": stage.satisfied(),
    }
    answer = desk.get(QUEUE, {"view": view})
    names = {case.pk: name for name, case in made.items()}
    assert {names[pk] for pk in cases(answer)} == expected


def test_filters_narrow_and_each_can_be_taken_away(cast, desk, stage):
    complaint = stage.complained("楼上太吵")
    stage.reported("灯不亮")
    answer = desk.get(QUEUE, {"kind": "complaint", "words": "吵"})
    assert titles(answer) == [complaint.title]
    assert chips(answer) == [
        f"{QUEUE}?kind=complaint",
        f"{QUEUE}?words=%E5%90%B5",
    ]


def test_words_are_found_small_or_capital_and_as_they_stand(cast, desk, stage):
    slow = stage.reported("WiFi 慢，只有 5%")
    stage.reported("灯不亮")
    for words in ("wifi", "WIFI", "5%"):
        assert titles(desk.get(QUEUE, {"words": words})) == [slow.title]
    for words in ("w_fi", "灯%亮"):
        assert titles(desk.get(QUEUE, {"words": words})) == []


def test_nonsense_in_the_address_is_left_out(cast, desk, stage):
    case = stage.reported()
    asked = {
        "view": "all",
        "urgency": "very",
        "assignee": "x",
        "after": "forged",
        "category": "99999",
    }
    assert titles(desk.get(QUEUE, asked)) == [case.title]


def test_an_empty_view_offers_the_first_step(cast, desk):
    words = html(desk.get(QUEUE))
    assert "没有在办的事" in words and reverse("service_desk:record") in words
    assert "没有符合筛选的事" in html(desk.get(QUEUE, {"words": "没有"}))


def test_another_communitys_cases_stay_out_of_sight(cast, stage):
    case = stage.reported()
    ma = cast.client("ma")
    assert titles(ma.get(QUEUE)) == []
    assert ma.get(f"{QUEUE}{case.pk}/").status_code == 404
    assert ma.get(f"{QUEUE}by-number/{case.number}/").status_code == 404


def test_only_ones_own_communities_can_be_chosen(cast, desk, stage):
    stage.reported()
    address = reverse("staff:set_community")
    assert desk.post(address, {"community": cast.other.pk}).status_code == 404
    assert desk.post(address, {"community": "x"}).status_code == 404
    admin = cast.client("admin")
    admin.post(address, {"community": cast.other.pk})
    assert titles(admin.get(QUEUE)) == []
    admin.post(address, {"community": cast.community.pk})
    assert len(titles(admin.get(QUEUE))) == 1


def test_an_engineer_sees_the_own_departments_cases_alone(cast, stage):
    stage.assigned(to="li")
    actions.record_case(
        actions.Report(
            "楼道有垃圾", category_id=cast.category("clean-corridor").pk, home_id=cast.home.pk
        ),
        community_id=cast.community.pk,
        source=Source.PHONE,
        by=cast.actor("chen"),
    )
    assert titles(cast.client("li").get(QUEUE)) == ["厨房水管漏水"]


def test_a_case_number_that_is_read_out_leads_to_the_case(cast, desk, stage):
    case = stage.reported()
    answer = desk.get(f"{QUEUE}by-number/{case.number}/")
    assert answer.headers["Location"] == f"{QUEUE}{case.pk}/"
    assert desk.get(f"{QUEUE}by-number/R-261123-x/").status_code == 404
