"""Satisfied owners asked once more: drawn by number alone, called by a superior, kept beside."""

from datetime import timedelta
from hashlib import md5

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions import Marks
from nuanlin.domains.service_desk.models import (
    Case,
    Outcome,
    Rating,
    SecondCall,
    ServiceRules,
    State,
)
from nuanlin.domains.service_desk.tests.desk_pages import cases, errors, html
from nuanlin.domains.service_desk.tests.statements import at_most

CALLS = "/staff/second-calls/"
GOOD = {"outcome": "satisfied", "words": "一直好着呢", "channel": "call"}


@pytest.fixture
def everyone(cast) -> None:
    """Let every satisfied case be drawn."""
    ServiceRules.objects.create(community=cast.community, sample_percent=100)


@pytest.fixture
def drawn(cast, stage, everyone) -> Case:
    """A case closed by a call of the desk, and drawn."""
    case: Case = stage.done()
    actions.record_follow_up(case.pk, outcome=Outcome.SATISFIED, by=cast.actor("chen"))
    jobs.draw_second_calls(timestamp=0)
    case.refresh_from_db()
    return case


def chosen(case: Case, percent: int) -> bool:
    name = f"{case.pk}/{case.reopenings}".encode()
    return int(md5(name, usedforsecurity=False).hexdigest()[:8], 16) % 100 < percent


def test_the_number_decides_who_is_drawn_and_nobody_twice(cast, stage):
    ServiceRules.objects.create(community=cast.community, sample_percent=40)
    satisfied = [stage.satisfied() for _one in range(12)]
    stage.done()
    for _night in range(2):
        jobs.draw_second_calls(timestamp=0)
    expected = {case.pk for case in satisfied if chosen(case, 40)}
    assert set(SecondCall.objects.values_list("case", flat=True)) == expected
    assert SecondCall.objects.count() == len(expected)


def test_five_of_a_hundred_without_a_rule_none_at_nought_and_never_old_ones(cast, stage, everyone):
    old, other = stage.satisfied(), stage.satisfied()
    long_ago = timezone.now() - timedelta(days=8)
    Case.objects.filter(pk=old.pk).update(closed_at=long_ago)
    ServiceRules.objects.update(sample_percent=0)
    assert actions.draw_second_calls() == 0
    ServiceRules.objects.all().delete()
    assert actions.draw_second_calls() == int(chosen(other, 5))


def test_still_right_is_kept_beside_the_first_answer(cast, drawn):
    browser = cast.client("gu")
    browser.get(CALLS)
    with at_most(6):
        listed = browser.get(CALLS)
    assert cases(listed) == [drawn.pk]
    with at_most(12):
        page = html(browser.get(f"{CALLS}{drawn.pk}/"))
    assert "第一次的回答" in page and "139****4471" in page
    sent = browser.post(f"{CALLS}{drawn.pk}/", GOOD)
    assert sent.headers["Location"] == CALLS
    drawn.refresh_from_db()
    kept = drawn.second_calls.get()
    assert (drawn.state, kept.outcome, kept.made_by) == (State.CLOSED, "satisfied", "顾明")
    assert drawn.follow_ups.count() == 1
    seen = html(cast.client("chen").get(f"/staff/cases/{drawn.pk}/"))
    assert "顾明 的抽查回访" in seen and "一直好着呢" in seen
    assert "一直好着呢" not in html(cast.client("zhou").get(f"/cases/{drawn.pk}/"))


def test_not_right_begins_the_next_round_and_the_rating_stays(cast, drawn):
    actions.rate_case(drawn.pk, marks=Marks(5, 5, 5), by=cast.actor("zhou"))
    wrong = {"outcome": "half", "words": "还有点渗", "channel": "call"}
    refused = cast.client("gu").post(f"{CALLS}{drawn.pk}/", wrong)
    assert (refused.status_code, errors(refused)) == (422, {"defect_kind"})
    told = {**wrong, "defect": "接头渗水", "defect_kind": "again"}
    cast.client("gu").post(f"{CALLS}{drawn.pk}/", told)
    drawn.refresh_from_db()
    assert (drawn.state, drawn.reopenings) == (State.CLASSIFIED, 1)
    assert drawn.second_calls.get().defect_kind == "again"
    rating = Rating.objects.get()
    assert (rating.turn, rating.quality) == (1, 5)
    assert rating.round == drawn.rounds.get(number=1)


def test_not_reached_is_tried_on_other_days_and_three_times_at_most(cast, drawn):
    for tries in (1, 2, 3):
        SecondCall.objects.update(due_at=timezone.now())
        actions.record_second_call(drawn.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("gu"))
        call = drawn.second_calls.get()
        assert (call.made_at is None) == (tries < 3)
        if tries < 3:
            assert timezone.localdate(call.due_at) > timezone.localdate()
    drawn.refresh_from_db()
    assert (drawn.state, call.outcome) == (State.CLOSED, "not_reached")


def test_where_two_days_are_enough_the_second_call_is_tried_twice(cast, drawn):
    ServiceRules.objects.update_or_create(community=cast.community, defaults={"unreached_days": 2})
    gu, missed = cast.client("gu"), {"outcome": "not_reached", "channel": "call"}
    for left in (1, 0):
        SecondCall.objects.update(due_at=timezone.now())
        answer = gu.post(f"{CALLS}{drawn.pk}/", missed)
        assert answer.status_code == 302
        assert "最多试 2 次" in html(gu.get(CALLS))
        assert drawn.second_calls.filter(made_at=None).count() == left


def test_who_worked_or_asked_first_and_who_is_no_superior_cannot(cast, stage, everyone):
    worked = stage.done(by="he")
    actions.record_follow_up(worked.pk, outcome=Outcome.SATISFIED, by=cast.actor("gu"))
    jobs.draw_second_calls(timestamp=0)
    for name in ("he", "gu"):
        page = html(cast.client(name).get(f"{CALLS}{worked.pk}/"))
        assert 'name="outcome"' not in page and "请同事来打这个电话" in page
        assert cast.client(name).post(f"{CALLS}{worked.pk}/", GOOD).status_code == 422
    for name in ("chen", "li", "zhou", "ma", "nobody"):
        assert cast.client(name).get(CALLS).status_code in (302, 403)
        assert cast.client(name).post(f"{CALLS}{worked.pk}/", GOOD).status_code in (302, 403)
    assert SecondCall.objects.get().made_at is None


def test_a_case_that_came_back_is_not_asked_about_any_more(cast, drawn):
    actions.report_again(drawn.pk, words="又漏了", by=cast.actor("zhou"))
    assert not SecondCall.objects.exists()
    assert cast.client("gu").post(f"{CALLS}{drawn.pk}/", GOOD).status_code == 422
