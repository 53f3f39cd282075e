"""What notices do by themselves: leave when due, expire, come again, tell who moves in (F1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from nuanlin.domains.notices import actions, jobs
from nuanlin.domains.notices.models import Attempt, Notice, NoticeKind, Reach, Series
from nuanlin.domains.notices.tests.test_sending import words
from nuanlin.domains.people.actions.residents import join_home
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.notifications.models import Notification
from nuanlin.lib import clock


@pytest.fixture
def draft(cast):
    def make(kind=NoticeKind.GENERAL, **more) -> Notice:
        facts = words(kind=kind, **more)
        return actions.save_draft(cast.community.pk, words=facts, by=cast.actor("chen"))

    return make


def test_what_is_scheduled_leaves_when_it_is_due_and_only_once(cast, draft):
    notice, by = draft(), cast.actor("chen")
    with pytest.raises(Refusal):
        actions.schedule_notice(notice.pk, send_at=timezone.now(), by=by)
    actions.schedule_notice(notice.pk, send_at=timezone.now() + timedelta(hours=1), by=by)
    jobs.advance(0)
    assert not Reach.objects.exists()
    Notice.objects.update(send_at=timezone.now())
    jobs.advance(0)
    jobs.advance(0)
    notice.refresh_from_db()
    assert (notice.state, Reach.objects.count()) == ("running", 2)


def test_what_has_expired_ends_by_itself(cast, draft):
    notice = draft(expires_at=timezone.now() + timedelta(hours=1))
    actions.send_notice(notice.pk, by=cast.actor("chen"))
    Notice.objects.update(expires_at=timezone.now())
    jobs.advance(0)
    notice.refresh_from_db()
    assert notice.state == "ended" and notice.ended_at is not None
    assert not Reach.objects.filter(next_at__isnull=False).exists()


def test_who_moves_in_while_it_runs_is_told_too(cast, draft):
    notice = draft()
    actions.send_notice(notice.pk, by=cast.actor("chen"))
    before, zhou = Attempt.objects.count(), cast.people["zhou"]
    join_home(cast.next_door.pk, person_id=zhou.pk, role="family", by=cast.actor("chen"))
    assert Attempt.objects.filter(reach__home=cast.next_door, person=zhou, way="app").exists()
    assert Attempt.objects.count() == before + 1
    assert Reach.objects.get(home=cast.next_door).late


def test_a_series_writes_its_next_notice_with_words_of_its_own_day(cast, draft):
    by, begin = cast.actor("chen"), timezone.now() + timedelta(days=1)
    notice = draft(starts_at=begin, reason="水箱清洗")
    actions.repeat_notice(notice.pk, rule="FREQ=WEEKLY", days_ahead=3, by=by)
    assert actions.make_due() == 0
    due = clock.today() + timedelta(days=2)
    Series.objects.update(next_on=due)
    assert (actions.make_due(), actions.make_due()) == (1, 0)
    second = Notice.objects.latest("pk")
    assert second.state == "running" and second.starts_at is not None
    assert clock.local_day(second.starts_at) == due
    assert "水箱清洗" in second.text
    actions.stop_repeating(notice.pk, by=by)
    Series.objects.update(next_on=due)
    assert actions.make_due() == 0


def weekly(cast, draft, **more) -> Notice:
    """Let a notice come again each week, as the desk does."""
    days = timedelta(days=1)
    notice: Notice = draft(starts_at=timezone.now() + days, reason="水箱清洗", **more)
    sent = {"rule": "FREQ=WEEKLY", "days_ahead": 6}
    assert cast.client("chen").post(f"/staff/notices/{notice.pk}/repeat/", sent).status_code == 302
    return notice


def test_after_weeks_without_work_a_series_goes_on_with_its_next_day_at_once(cast, draft):
    weekly(cast, draft)
    Series.objects.update(next_on=clock.today() - timedelta(days=15))
    jobs.make_due(0)
    jobs.make_due(0)
    second = Notice.objects.exclude(state="draft").get()
    assert second.starts_at is not None
    assert clock.local_day(second.starts_at) == clock.today() + timedelta(days=6)
    assert Series.objects.get().next_on == clock.today() + timedelta(days=13)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_a_day_of_a_series_once(cast, draft):
    weekly(cast, draft)
    Series.objects.update(next_on=clock.today() + timedelta(days=3))

    def work(_number: int) -> int:
        try:
            return actions.make_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 1
    assert Notice.objects.count() == 2


def test_a_series_that_needs_a_second_look_asks_for_it(cast, draft):
    weekly(cast, draft, kind=NoticeKind.PEST_CONTROL)
    Series.objects.update(next_on=clock.today() + timedelta(days=3))
    jobs.make_due(0)
    waiting = Notice.objects.get(state="in_review")
    asked = Notification.objects.filter(url=f"/staff/notices/{waiting.pk}/")
    told = set(asked.values_list("account", flat=True))
    assert told >= {cast.accounts[name].pk for name in ("chen", "lin", "gu")}
    assert not Reach.objects.exists()
