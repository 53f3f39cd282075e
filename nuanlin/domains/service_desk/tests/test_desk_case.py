"""The case page: what comes next for whom, the story, whose door it is, numbers shown once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import Outcome, Source, Urgency, Waiting
from nuanlin.domains.service_desk.tests.desk_pages import html, steps
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event


@pytest.fixture
def opened(cast):
    """Open a case as somebody; return the answer."""

    def open_as(name: str, case) -> object:
        return cast.client(name).get(f"/staff/cases/{case.pk}/")

    return open_as


def test_a_long_story_takes_ten_statements(cast, stage):
    case = stage.second_round()
    chen = cast.actor("chen")
    for number in range(12):
        actions.write_message(case.pk, text=f"第 {number} 句", internal=number % 2 == 0, by=chen)
    browser = cast.client("chen")
    browser.get(f"/staff/cases/{case.pk}/")
    with at_most(10):
        answer = browser.get(f"/staff/cases/{case.pk}/")
    assert "第 11 句" in answer.content.decode()


def test_the_main_step_follows_the_case(cast, stage, opened):
    case = stage.reported()
    assert steps(opened("chen", case))[0] == "classify"
    actions.classify_case(
        case.pk, category_id=cast.category().pk, urgency=Urgency.URGENT, by=cast.actor("chen")
    )
    assert steps(opened("chen", case))[0] == "assign"
    assert steps(opened("li", case))[0] == "take"
    stage.sent(case, "li")
    main, others = steps(opened("chen", case))
    assert main == "" and {"take-back", "wait", "escalate", "withdraw"} <= others
    actions.wait_for(case.pk, whom=Waiting.PARTS, note="等阀门", by=cast.actor("chen"))
    assert steps(opened("chen", case))[0] == "resume"
    actions.resume_case(case.pk, by=cast.actor("chen"))
    actions.escalate_case(case.pk, reason="要换管", by=cast.actor("li"))
    assert steps(opened("chen", case))[0] == ""
    assert steps(opened("gu", case))[0] == "decide"


def test_done_work_asks_for_the_owners_word_but_not_by_whoever_did_it(cast, stage, opened):
    case = stage.done()
    assert steps(opened("chen", case))[0] == "follow-up"
    assert steps(opened("guan", case))[0] == "follow-up"
    assert steps(opened("li", case))[0] == ""
    assert steps(opened("he", case))[0] == ""


def test_a_closed_case_offers_nothing_but_to_open_it_again(cast, stage, opened):
    answer = opened("chen", stage.satisfied())
    assert steps(answer) == ("", {"again"})
    assert 'class="writing"' not in html(answer)


def test_closing_without_the_owners_word_is_offered_after_enough_days_to_a_superior(
    cast, stage, opened
):
    case = stage.done()
    for day in (1, 2, 3):
        actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        made = case.follow_ups.filter(made_at__isnull=False).latest("pk")
        made.made_at = timezone.now() - timedelta(days=day)
        made.save(update_fields=["made_at"])
        assert ("close-unverified" in steps(opened("gu", case))[1]) == (day == 3)
    assert "close-unverified" not in steps(opened("chen", case))[1]


def test_the_door_shows_residents_what_to_know_and_other_cases(cast, stage, opened):
    cast.home.instructions.create(kind="hard_of_hearing", text="家中老人耳背")
    other = stage.satisfied()
    words = opened("chen", stage.assigned()).content.decode()
    assert "赵女士" in words and "家中老人耳背" in words and f"/staff/cases/{other.pk}/" in words
    assert "13912344471" not in words and "139****4471" in words


def test_internal_notes_look_different_and_stay_with_staff(cast, stage, opened):
    case = stage.assigned()
    actions.write_message(case.pk, text="请先道歉", internal=True, by=cast.actor("chen"))
    assert "请先道歉" in opened("li", case).content.decode()
    assert "请先道歉" not in cast.client("zhou").get(f"/cases/{case.pk}/").content.decode()


def test_a_number_is_shown_once_and_the_look_is_kept(cast, stage):
    case = stage.assigned()
    address = f"/staff/cases/{case.pk}/phone/"
    shown = cast.client("chen").post(
        address, {"person": cast.people["zhou"].pk}, headers={"HX-Request": "true"}
    )
    assert "139 1234 4471" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    look = Reveal.objects.get()
    assert (look.person, look.reader) == (cast.people["zhou"], "陈静")
    assert case.number in look.reason
    whole = cast.client("lin").post(address, {"person": cast.people["zhao"].pk})
    assert "139 1234 4472" in whole.content.decode()
    assert Reveal.objects.count() == 2


def test_numbers_of_other_doors_are_not_shown_at_this_case(cast, stage):
    address = f"/staff/cases/{stage.assigned().pk}/phone/"
    wu = cast.people["wu"].pk
    assert cast.client("chen").post(address, {"person": wu}).status_code == 404
    assert cast.client("ma").post(address).status_code == 404
    assert not Reveal.objects.exists()


def test_a_number_that_a_stranger_left_is_shown_and_the_look_is_kept(cast):
    case = actions.record_case(
        Report("路灯不亮", place="东门外"),
        community_id=cast.community.pk,
        source=Source.PHONE,
        reporter_name="王先生",
        reporter_phone="+8613800138000",
        by=cast.actor("chen"),
    )
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "138****8000" in page and "+8613800138000" not in page
    answer = cast.client("chen").post(f"/staff/cases/{case.pk}/phone/")
    assert "138 0013 8000" in answer.content.decode()
    assert Event.objects.filter(verb="case.phone_used", subject_id=case.pk).count() == 1


def test_the_cases_of_a_home_stand_on_its_page(cast, stage):
    case = stage.assigned()
    answer = cast.client("chen").get(f"/staff/homes/{cast.home.pk}/cases/")
    assert f"/staff/cases/{case.pk}/" in answer.content.decode()
    assert cast.client("ma").get(f"/staff/homes/{cast.home.pk}/cases/").status_code == 404
