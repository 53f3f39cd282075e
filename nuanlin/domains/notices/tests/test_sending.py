"""Sending: whom it concerns is frozen, told by the ladder, and reached once (F1-F3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.notices import actions, climbing
from nuanlin.domains.notices.actions import NoticeWords
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.models import Attempt, Notice, NoticeKind, Reach, Standing
from nuanlin.domains.notices.reaching import Came, note
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification


def words(kind=NoticeKind.SUDDEN_OUTAGE, **more) -> NoticeWords:
    facts = {"title": "3 栋停水", "text": "水管检修。不便之处请您见谅。", "brief": "3 栋停水"}
    return NoticeWords(kind, **{**facts, "audience": Audience(whole=True), **more})


@pytest.fixture
def sent(cast):
    def make(who: str = "chen", **more) -> Notice:
        draft = actions.save_draft(cast.community.pk, words=words(**more), by=cast.actor("chen"))
        return actions.send_notice(draft.pk, by=cast.actor(who))

    return make


def test_every_home_gets_a_line_and_everybody_with_an_account_is_told(cast, sent):
    notice = sent()
    assert (notice.homes, notice.people) == (2, 3)
    assert set(Reach.objects.values_list("home__plate", "standing")) == {
        ("3-2-501", "delivered"), ("3-2-502", "delivered"),
    }  # fmt: skip
    told = Notification.objects.filter(event__verb="notice.sent")
    assert set(told.values_list("account__username", flat=True)) == {
        cast.accounts[who].username for who in ("zhou", "zhao", "wu")
    }


def test_one_answer_serves_the_household_and_comes_only_once(cast, sent):
    notice = sent()
    assert actions.confirm(notice.pk, by=cast.actor("zhao")) == 1
    assert actions.confirm(notice.pk, by=cast.actor("zhao")) == 0
    assert actions.confirm(notice.pk, by=cast.actor("zhou")) == 0
    line = Reach.objects.get(home=cast.home)
    assert (line.standing, line.reached_by, line.next_at) == ("confirmed", "app", None)
    assert line.people_reached == 2
    assert Reach.objects.get(home=cast.next_door).reached_at is None


def test_who_has_no_business_there_confirms_nothing(cast, sent):
    notice = sent()
    with pytest.raises(Missing):
        actions.confirm(notice.pk, by=cast.actor("qian"))
    with pytest.raises(Missing):
        actions.see([notice.pk], by=cast.actor("qian"))
    assert not Reach.objects.filter(reached_at__isnull=False).exists()


def test_it_goes_out_once(cast, sent):
    notice = sent()
    with pytest.raises(Refusal):
        actions.send_notice(notice.pk, by=cast.actor("gu"))
    assert Attempt.objects.filter(way="app").count() == 3


def test_only_those_not_reached_go_on_to_the_next_way(cast, sent):
    notice = sent(kind=NoticeKind.GENERAL)
    actions.confirm(notice.pk, by=cast.actor("wu"))
    Reach.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
    assert climbing.advance() == 1
    assert Reach.objects.get(home=cast.home).step == 2
    assert Reach.objects.get(home=cast.next_door).step == 1
    assert climbing.advance() == 0


def test_a_home_that_no_way_reaches_is_said_to_be_so(cast, sent):
    cast._home(cast.community, "3", "2", "601")
    sent(kind=NoticeKind.FESTIVAL)
    assert Reach.objects.get(home__plate="3-2-601").standing == Standing.UNREACHABLE


def test_an_attempt_only_grows(cast, sent):
    notice = sent()
    attempt = Attempt.objects.filter(person=cast.people["wu"]).get()
    now = timezone.now()
    note(notice.pk, [Came(attempt.pk, Standing.SEEN, now)])
    note(notice.pk, [Came(attempt.pk, Standing.SENT, now + timedelta(minutes=1))])
    attempt.refresh_from_db()
    assert attempt.standing == Standing.SEEN
