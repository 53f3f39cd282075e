"""The page behind a link: pressing answers, opening changes nothing, once and not for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nuanlin.domains.service_desk import actions, asking
from nuanlin.domains.service_desk.models import Category, FollowUp, Outcome, Rating, State
from nuanlin.domains.service_desk.notify import tellings_for
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.foundation.audit.models import Event

STARS = {"attitude": 4, "speed": 5, "quality": 4}


@pytest.fixture
def done(stage):
    """A finished case and the path of its owner's link."""
    case = stage.done()
    return case, asking.link_to(case)


def test_opening_shows_no_more_than_needed_and_changes_nothing(cast, done):
    _case, path = done
    before = (Event.objects.count(), FollowUp.objects.filter(made_at=None).count())
    browser = Client()
    answer = [browser.get(path), browser.head(path), browser.get(path)][-1]
    words = html(answer)
    assert "3-2-5**" in words and "厨房水管漏水" in words and "现在还漏吗" in words
    for hidden in ("3-2-501", "周建国", "13912344471", "李师傅", "紧固接头"):
        assert hidden not in words
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert (Event.objects.count(), FollowUp.objects.filter(made_at=None).count()) == before


def test_satisfied_with_stars_closes_it_and_the_link_is_used(cast, done):
    case, path = done
    browser = Client()
    given = {"outcome": "satisfied", "words": "好了", "request_key": "k" * 32, **STARS}
    answers = [browser.post(path, given) for _twice in range(2)]
    assert [one.headers["Location"] for one in answers] == [path, path]
    case.refresh_from_db()
    made = case.follow_ups.get()
    assert (case.state, made.channel, made.made_by, made.made_by_id) == (
        State.CLOSED, "link", "周建国", None,
    )  # fmt: skip
    assert Rating.objects.get().quality == 4
    assert "您已经回答过了" in html(browser.get(path))
    late = browser.post(path, {"outcome": "not_fixed", "words": "没好"})
    assert "您已经回答过了" in html(late)
    case.refresh_from_db()
    assert case.state == State.CLOSED


@pytest.mark.parametrize("outcome", ["half", "not_fixed"])
def test_what_is_wrong_goes_to_the_next_round(cast, done, outcome):
    case, path = done
    assert Client().post(path, {"outcome": outcome, "words": " "}).status_code == 422
    Client().post(path, {"outcome": outcome, "words": "还在滴", "defect_kind": "again"})
    case.refresh_from_db()
    assert (case.state, case.follow_ups.get().defect_kind) == (State.CLASSIFIED, "again")
    assert "有人会来处理" in html(Client().get(path))


def test_cannot_tell_yet_uses_the_link_and_asks_again(cast, done):
    case, path = done
    Client().post(path, {"outcome": "undecided"})
    case.refresh_from_db()
    assert case.state == State.DONE and case.follow_ups.filter(made_at=None).exists()
    assert "您已经回答过了" in html(Client().get(path))
    assert 'name="outcome"' in html(Client().get(asking.link_to(case)))


def test_a_call_in_vain_leaves_the_link_good_and_an_answered_call_does_not(cast, done):
    case, path = done
    actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
    assert 'name="outcome"' in html(Client().get(path))
    actions.record_follow_up(case.pk, outcome=Outcome.SATISFIED, by=cast.actor("chen"))
    assert "您已经回答过了" in html(Client().get(path))


def test_a_link_expires_and_a_forged_one_leads_nowhere(cast, done, monkeypatch):
    case, path = done
    assert Client().get(f"{path[:-3]}xx/").status_code == 404
    monkeypatch.setattr(asking, "LIFE", timedelta(seconds=-1))
    for late in (Client().get(path), Client().post(path, {"outcome": "satisfied"})):
        assert late.status_code == 410 and "这个链接过期了" in html(late)
    case.refresh_from_db()
    assert case.state == State.DONE


def test_of_an_earlier_round_it_answers_nothing_about_the_next(cast, stage):
    case = stage.done(by="wang")
    path = asking.link_to(case)
    actions.answer_as_owner(case.pk, outcome=Outcome.NOT_FIXED, words="漏", by=cast.actor("zhou"))
    stage.sent(case, "li")
    actions.finish_round(case.pk, finished=actions.Finished(work="换管"), by=cast.actor("li"))
    Client().post(path, {"outcome": "satisfied"})
    case.refresh_from_db()
    assert case.state == State.DONE


def test_where_a_call_is_wanted_the_word_is_kept_and_the_call_stays_due(cast, done):
    case, path = done
    Category.objects.filter(pk=case.category_id).update(call_needed=True)
    Client().post(path, {"outcome": "satisfied"})
    case.refresh_from_db()
    assert case.state == State.DONE
    assert case.follow_ups.filter(made_at=None).count() == 1


def test_who_did_the_work_cannot_answer_by_link_even_as_the_reporter(cast, stage):
    case = stage.done()
    case.reporter.account = cast.accounts["li"]
    case.reporter.save()
    assert Client().post(asking.link_to(case), {"outcome": "satisfied"}).status_code == 422
    case.refresh_from_db()
    assert case.state == State.DONE


def test_staff_signed_in_do_not_answer_for_the_owner_and_the_owner_is_led_on(cast, done):
    case, path = done
    refused = cast.client("chen").post(path, {"outcome": "satisfied"})
    assert "这个链接是给业主的" in html(refused)
    led = cast.client("zhou").get(path)
    assert led.headers["Location"] == f"/cases/{case.pk}/"
    case.refresh_from_db()
    assert case.state == State.DONE


def test_too_many_answers_in_a_row_are_stopped(cast, done):
    _case, path = done
    browser = Client()
    seen = [browser.post(path, {"outcome": "half"}).status_code for _try in range(11)]
    assert seen == [422] * 10 + [429]


def test_the_message_that_asks_carries_the_link(cast, done):
    case, _path = done
    event = Event.objects.get(verb="case.done")
    [told] = [one for one in tellings_for(event) if cast.accounts["zhou"].pk in one.account_ids]
    assert told.url.startswith("/asked/")
    assert asking.read(told.url.split("/")[2]).case_id == case.pk


def test_the_caller_hands_out_the_link_and_it_is_kept_who(cast, done):
    case, _path = done
    assert "link/" in html(cast.client("chen").get(f"/staff/follow-ups/{case.pk}/"))
    answer = cast.client("chen").post(f"/staff/follow-ups/{case.pk}/link/")
    words = html(answer)
    assert "http://testserver/asked/" in words and "<svg" in words
    assert Event.objects.get(verb="case.link_given").account_id == cast.accounts["chen"].pk
    for name in ("li", "he", "ma"):
        refused = cast.client(name).post(f"/staff/follow-ups/{case.pk}/link/")
        assert refused.status_code in (403, 404, 409)
    assert Event.objects.filter(verb="case.link_given").count() == 1


def test_the_api_hands_out_the_link(cast, call, done):
    case, _path = done
    given = call("chen").post(f"cases/{case.pk}/follow-up-link").json()
    assert given["url"].startswith("http://testserver/asked/")
    assert given["expires_at"] > timezone.now().isoformat()
    assert call("zhou").post(f"cases/{case.pk}/follow-up-link").status_code in (403, 404)
