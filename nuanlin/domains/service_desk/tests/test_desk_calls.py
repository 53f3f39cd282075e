"""Calls due and the call itself: words to say, outcomes, on to the next, never one's own work."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions.follow_up import another_hour
from nuanlin.domains.service_desk.models import Case, FollowUp, Outcome, ServiceRules, State
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.tests.desk_pages import cases, errors, html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.lib import clock

CALLS = "/staff/follow-ups/"


@pytest.fixture
def due(stage):
    """A done case whose owner is to be asked now."""

    def make(by: str = "li", hours: int = 1):
        case = stage.done(by=by)
        FollowUp.objects.filter(case=case).update(due_at=timezone.now() - timedelta(hours=hours))
        return case

    return make


def test_calls_due_stand_in_order_and_take_few_statements(cast, stage, due):
    late, later = due(hours=5), due(hours=2)
    stage.done()  # due in two hours
    browser = cast.client("chen")
    browser.get(CALLS)
    with at_most(6):
        answer = browser.get(CALLS)
    assert cases(answer) == [late.pk, later.pk]
    words = html(answer)
    assert "周先生" in words and "紧固接头" in words and "李师傅" in words


def test_the_call_shows_what_to_say_and_to_know(cast, due):
    cast.home.instructions.create(kind="hard_of_hearing", text="慢慢说")
    case = due()
    browser = cast.client("chen")
    browser.get(f"{CALLS}{case.pk}/")
    with at_most(12):
        answer = browser.get(f"{CALLS}{case.pk}/")
    words = html(answer)
    said = words[words.index("请这样开口") : words.index("谢谢您告诉我们")]
    assert "周先生" in said and "我是翠湖物业的陈静" in said
    assert "李师傅" in said and "紧固接头" in said
    assert words.index("慢慢说") < words.index("请这样开口")
    assert "139****4471" in words and "13912344471" not in words


def test_satisfied_closes_and_the_next_call_comes_up(cast, due):
    first, second = due(hours=3), due(hours=1)
    answer = cast.client("chen").post(
        f"{CALLS}{first.pk}/", {"outcome": "satisfied", "words": "好了，谢谢", "channel": "call"}
    )
    assert answer.headers["Location"] == f"{CALLS}{second.pk}/"
    first.refresh_from_db()
    assert first.state == State.CLOSED
    made = first.follow_ups.get()
    assert (made.words, made.made_by) == ("好了，谢谢", "陈静")
    last = cast.client("chen").post(
        f"{CALLS}{second.pk}/", {"outcome": "not_reached", "channel": "call"}
    )
    assert last.headers["Location"] == CALLS


def test_after_as_many_days_as_the_community_tries_it_may_end_without_the_owners_word(cast, due):
    ServiceRules.objects.create(community=cast.community, unreached_days=2)
    case, gu = due(), cast.client("gu")
    missed = {"outcome": "not_reached", "channel": "call"}
    close = f"/staff/cases/{case.pk}/close-unverified/"
    cast.client("chen").post(f"{CALLS}{case.pk}/", missed)
    page = html(gu.get(f"{CALLS}{case.pk}/"))
    assert "要在 2 个不同的日子" in page and close not in page
    assert gu.post(close, {"reason": "两天无人接听"}).status_code == 422
    FollowUp.objects.filter(made_at__isnull=False).update(
        made_at=timezone.now() - timedelta(days=1)
    )
    cast.client("chen").post(f"{CALLS}{case.pk}/", missed)
    assert Event.objects.filter(verb="case.unreachable", subject_id=case.pk).count() == 1
    with at_most(12):
        page = html(gu.get(f"{CALLS}{case.pk}/"))
    assert close in page
    assert gu.post(close, {"reason": "两天无人接听"}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.NOT_VERIFIED


def test_a_defect_goes_back_to_the_department(cast, due):
    case = due()
    refused = cast.client("chen").post(
        f"{CALLS}{case.pk}/", {"outcome": "half", "words": "还有点滴", "channel": "call"}
    )
    assert refused.status_code == 422
    assert errors(refused) == {"defect_kind"} and "还有点滴" in html(refused)
    case.refresh_from_db()
    assert case.state == State.DONE
    cast.client("chen").post(
        f"{CALLS}{case.pk}/",
        {
            "outcome": "half",
            "words": "还有点滴",
            "defect": "接头滴水",
            "defect_kind": "again",
            "channel": "call",
        },
    )
    case.refresh_from_db()
    assert (case.state, case.assignee) == (State.CLASSIFIED, None)


def test_ones_own_work_is_a_colleagues_call(cast, due, stage):
    case = due(by="chen")
    answer = cast.client("chen").get(f"{CALLS}{case.pk}/")
    words = html(answer)
    assert "请同事来打这个电话" in words
    assert 'name="outcome"' not in words
    before = Event.objects.count()
    refused = cast.client("chen").post(
        f"{CALLS}{case.pk}/", {"outcome": "satisfied", "channel": "call"}
    )
    assert refused.status_code == 422
    case.refresh_from_db()
    assert (case.state, Event.objects.count()) == (State.DONE, before)
    assert 'name="outcome"' in html(cast.client("lin").get(f"{CALLS}{case.pk}/"))


def test_a_call_that_somebody_else_made_meanwhile_is_told_kindly(cast, due):
    case = due()
    actions.record_follow_up(case.pk, outcome=Outcome.SATISFIED, by=cast.actor("lin"))
    words = cast.client("chen").get(f"{CALLS}{case.pk}/").content.decode()
    assert "已经问过" in words
    late = cast.client("chen").post(
        f"{CALLS}{case.pk}/", {"outcome": "not_reached", "channel": "call"}
    )
    assert late.status_code == 422


def test_tries_are_shown_and_a_superior_may_close_after_enough(cast, due):
    case = due()
    for day in (3, 2, 1):
        actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        made = case.follow_ups.filter(made_at__isnull=False).latest("pk")
        FollowUp.objects.filter(pk=made.pk).update(made_at=timezone.now() - timedelta(days=day))
    assert "close-unverified" not in html(cast.client("chen").get(f"{CALLS}{case.pk}/"))
    words = html(cast.client("gu").get(f"{CALLS}{case.pk}/"))
    assert "close-unverified" in words and "已有 3 天没联系上业主" in words
    cast.client("gu").post(f"/staff/cases/{case.pk}/close-unverified/", {"reason": "搬走了"})
    case.refresh_from_db()
    assert case.state == State.NOT_VERIFIED


def test_a_broken_promise_is_shown_and_owned_up_to(cast, stage):
    case = stage.assigned()
    late = timezone.now() - timedelta(hours=30)
    Case.objects.filter(pk=case.pk).update(contact_due_at=late, solution_due_at=late)
    kept = html(cast.client("chen").get(f"{CALLS}{stage.done().pk}/"))
    assert "我们答应的" in kept and "做到了" in kept and "比答应您的晚了" not in kept
    ended = {"contact_due": late, "contacted": late + timedelta(hours=2), "solution_due": late}
    actions.finish_round(case.pk, finished=actions.Finished(work="修好"), by=cast.actor("li"))
    done = Event.objects.get(verb="case.done", subject_id=case.pk)
    done.data["clocks"] |= {name: at.isoformat() for name, at in ended.items()}
    done.save()
    browser = cast.client("chen")
    browser.get(f"{CALLS}{case.pk}/")
    with at_most(12):
        words = html(browser.get(f"{CALLS}{case.pk}/"))
    said = words[words.index("请这样开口") : words.index("谢谢您告诉我们")]
    assert "比答应您的晚了" in said and "做到了" not in words


def test_when_tries_run_out_management_is_told_once_a_try(cast, due):
    case = due()
    for day in (2, 1):
        actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        made = case.follow_ups.filter(made_at__isnull=False).latest("pk")
        FollowUp.objects.filter(pk=made.pk).update(made_at=timezone.now() - timedelta(days=day))
    assert not Event.objects.filter(verb="case.unreachable").exists()
    actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
    [told] = tellings_for(Event.objects.get(verb="case.unreachable"))
    assert {cast.accounts["gu"].pk, cast.accounts["he"].pk} == set(told.account_ids)
    tries = case.follow_ups.order_by("pk").values_list("attempt", flat=True)
    assert list(tries) == [1, 2, 3, 4]


@pytest.mark.parametrize("hour", [9, 11, 14, 18, 19, 23])
def test_the_next_try_is_tomorrow_at_another_hour_within_calling_hours(hour):
    tried = clock.moment(date(2026, 11, 23), hour, 20)
    again = timezone.localtime(another_hour(tried))
    assert again.date() == date(2026, 11, 24)
    assert 9 <= again.hour < 19 and abs(again.hour - hour) >= 2


def test_calls_are_closed_to_engineers_and_other_communities(cast, due):
    case = due()
    assert cast.client("li").get(CALLS).status_code == 403
    assert cast.client("ma").get(f"{CALLS}{case.pk}/").status_code == 404
    assert cases(cast.client("ma").get(CALLS)) == []
