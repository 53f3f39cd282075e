"""The one search box and a resident's own: homes, people and cases by any of their words (B3)."""

import pytest
from django.urls import reverse

from nuanlin.domains.people.tests.test_search import here
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Case, Source
from nuanlin.domains.service_desk.queries import search as looking

__all__ = ["here"]

PAGE = "/staff/search"


def ask(cast, typed, name="chen", lines=True):
    headers = {"HX-Request": "true"} if lines else {}
    return cast.client(name).get(PAGE, {"q": typed}, headers=headers)


def test_lines_show_plate_polite_name_role_and_masked_phone(here):
    text = ask(here, "zxs").content.decode()
    for part in ("3-2-502", "张先生", "租户", "138****4471", 'role="option"'):
        assert part in text
    assert "13800004471" not in text
    assert "<html" not in text
    assert reverse("people:home", args=[here.next_door.pk]) in text


def test_enter_goes_straight_to_the_only_answer(here):
    answer = ask(here, "3-2-501", lines=False)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("people:home", args=[here.home.pk])


def test_enter_shows_a_page_when_there_are_several(here):
    answer = ask(here, "4471", lines=False)
    assert answer.status_code == 200
    assert "张晓生" in answer.content.decode()


def test_nothing_found_says_what_can_be_typed(here):
    for lines in (True, False):
        answer = ask(here, "没有这个人", lines=lines)
        assert answer.status_code == 200
        assert "3-2-501" in answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("li", 200), ("cai", 200), ("zhou", 403)])
def test_only_staff_search(here, name, status):
    assert ask(here, "周", name).status_code == status


@pytest.fixture
def leak(cast, stage) -> Case:
    """Zhou's leak, with a word of hers and a note that only staff read."""
    case: Case = stage.assigned(words="厨房水管漏水，接头处滴水")
    actions.write_message(case.pk, text="请先打电话，孩子在睡觉", by=cast.actor("zhou"))
    actions.write_message(
        case.pk, text="业主脾气急，带上密封胶", internal=True, by=cast.actor("chen")
    )
    return case


def cases_of(cast, typed: str, name: str = "chen") -> list[int]:
    return [case.pk for case in looking.search_cases(typed, by=cast.actor(name))]


@pytest.mark.parametrize("newest", [looking.NEWEST, 0])
@pytest.mark.parametrize(
    "typed",
    ["漏水", "水", "接头处", "睡觉", "密封胶", "3-2-501 漏水", "漏水 睡觉", "周"],
)
def test_a_case_is_found_by_every_word_of_it_however_old(
    cast, leak, stage, monkeypatch, newest, typed
):
    monkeypatch.setattr(looking, "NEWEST", newest)
    stage.reported(words="门禁卡失灵")
    assert leak.pk in cases_of(cast, typed)
    assert cases_of(cast, f"{typed} 马蜂窝") == []


def test_a_case_is_found_by_its_number_its_place_and_who_called(cast, leak):
    other = actions.record_case(
        Report("路灯不亮", place="东门岗亭"),
        community_id=cast.community.pk,
        source=Source.PHONE,
        reporter_name="欧阳女士",
        by=cast.actor("chen"),
    )
    for typed in (other.number, f"#{other.pk}", "岗亭", "欧阳"):
        assert cases_of(cast, typed) == [other.pk], typed


def test_nobody_finds_what_they_may_not_read(cast, stage, leak):
    complaint = stage.complained("保洁态度不好")
    assert complaint.pk in cases_of(cast, "态度")
    assert cases_of(cast, "漏水", "ma") == []
    assert cases_of(cast, "态度", "li") == []
    assert cases_of(cast, "密封胶", "li") == [leak.pk]
    assert cases_of(cast, "密封胶", "zhou") == []
    assert cases_of(cast, "漏水", "sun") == []


def test_the_box_answers_with_homes_people_and_cases_together(here, leak):
    text = ask(here, "3-2-501").content.decode()
    assert reverse("people:home", args=[here.home.pk]) in text
    assert reverse("service_desk:case", args=[leak.pk]) in text
    answer = ask(here, "睡觉", lines=False)
    assert answer["Location"] == reverse("service_desk:case", args=[leak.pk])
    assert "密封胶" not in ask(here, "密封").content.decode()


def test_a_number_typed_whole_goes_to_its_case(cast, leak):
    answer = cast.client("chen").get(PAGE, {"q": leak.number.lower()}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("service_desk:case", args=[leak.pk])


def test_residents_search_their_own_matters_and_no_note_of_ours(cast, call, leak, stage):
    other = stage.reported(words="门禁卡失灵")
    zhou = cast.client("zhou")
    for typed, seen in (("睡觉", True), ("漏", True), ("密封胶", False), ("马蜂窝", False)):
        text = zhou.get("/cases/", {"q": typed}).content.decode()
        assert (f"/cases/{leak.pk}/" in text) == seen, typed
        assert f"/cases/{other.pk}/" not in text
        items = call("zhou").get("my/cases", words=typed).json()["items"]
        assert [one["id"] for one in items] == ([leak.pk] if seen else [])


def test_programs_search_cases_too(cast, call, leak):
    found = call("chen").get("cases/search", q="漏水 睡觉").json()
    assert [one["number"] for one in found] == [leak.number]
    assert call("zhou").get("cases/search", q="密封胶").json() == []
