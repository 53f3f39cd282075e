import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.live.signals import CHANNEL, touch
from nuanlin.foundation.notifications import actions, queries
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.models import Notification


@pytest.fixture
def event(cast):
    return Event.objects.create(
        verb="case.done",
        subject_type="service_desk.case",
        subject_id=1,
        account_id=cast.accounts["li"].pk,
    )


def to(cast, *names, text="It is done: %(title)s", url="/cases/1/", **values):
    return Telling([cast.accounts[name].pk for name in names], text, values, url)


def test_everyone_concerned_is_told_once(cast, event, django_assert_num_queries):
    messages = [to(cast, "zhou", "zhao", title="厨房漏水"), to(cast, "zhou", "chen", text="Again")]
    with django_assert_num_queries(4):  # insert, notify, and the savepoint around them
        assert tell(event.pk, messages) == 3
    told = {message.account_id: message for message in Notification.objects.all()}
    assert set(told) == {cast.accounts[name].pk for name in ("zhou", "zhao", "chen")}
    first = told[cast.accounts["zhou"].pk]
    assert (first.text, first.url) == ("It is done: %(title)s", "/cases/1/")
    assert first.values == {"title": "厨房漏水"}
    assert first.read_at is None


def test_telling_again_changes_nothing(cast, event):
    tell(event.pk, [to(cast, "zhou", title="a")])
    Notification.objects.update(read_at=timezone.now())
    assert tell(event.pk, [to(cast, "zhou", title="b"), to(cast, "zhao", title="b")]) == 1
    again = Notification.objects.get(account=cast.accounts["zhou"])
    assert (again.values, again.read_at is None) == ({"title": "a"}, False)


def test_who_caused_it_is_not_told(cast, event):
    assert tell(event.pk, [to(cast, "li", "zhou", title="a")]) == 1
    assert not Notification.objects.filter(account=cast.accounts["li"]).exists()


def test_nobody_and_accounts_that_are_gone_are_left_out(cast, event, django_assert_num_queries):
    gone = Telling([None, 2**40], "x")
    assert tell(event.pk, [gone, to(cast, "zhou")]) == 1
    with django_assert_num_queries(2):
        assert tell(event.pk, [Telling([None], "x")]) == 0


def heard_on(link, count):
    """Return the next ``count`` notices; nothing may follow them at once."""
    notices = list(link.notifies(timeout=30, stop_after=count))
    return [json.loads(one.payload) for one in [*notices, *link.notifies(timeout=0.1)]]


@pytest.mark.django_db(transaction=True)
def test_open_pages_hear_of_it_at_commit_and_of_a_thousand_accounts(cast, event):
    parameters = connection.get_connection_params()
    for django_only in ("cursor_factory", "context"):
        parameters.pop(django_only)
    with psycopg.connect(**parameters, autocommit=True) as link:
        link.execute(f'LISTEN "{CHANNEL}"')
        with transaction.atomic():
            tell(event.pk, [to(cast, "zhou")])
            assert not list(link.notifies(timeout=0.05))
        heard = heard_on(link, 1)
        assert heard == [[f"account:{cast.accounts['zhou'].pk}"]]
        touch(*(f"account:{number}" for number in range(1_000_000, 1_001_000)))
        heard = heard_on(link, 5)
        assert len({topic for topics in heard for topic in topics}) == 1_000


def test_a_message_is_read_in_its_readers_language_with_moments_as_people_say_them(cast, event):
    noon = timezone.localtime().replace(hour=11, minute=5, second=0, microsecond=0)
    tell(event.pk, [to(cast, "zhou", text="%(who)s comes %(come_at)s", who="李师傅", come_at=noon)])
    with translation.override("en"):
        (message,) = queries.recent(cast.actor("zhou"))
    assert message.sentence == "李师傅 comes today 11:05"
    with translation.override("zh-hans"):
        (message,) = queries.recent(cast.actor("zhou"))
    assert message.sentence == "李师傅 comes 今天 11:05"


@pytest.mark.parametrize("text", ["%(missing)s", "100%", "%(title)d", "%("])
def test_a_message_that_does_not_fit_its_values_is_shown_as_it_is(text):
    assert queries.sentence(text, {"title": "a", "odd_at": 7, "bad_at": "soon"}) == text


def test_messages_come_newest_first_and_page_by_page(cast):
    for number in range(5):
        event = Event.objects.create(verb="x", subject_type="x", subject_id=number)
        tell(event.pk, [to(cast, "zhou", text=f"number {number}")])
    zhou = cast.actor("zhou")
    first = queries.recent(zhou, limit=2)
    rest = queries.recent(zhou, before=first[-1].id)
    assert [message.sentence[-1] for message in first + rest] == list("43210")
    assert queries.recent(cast.actor("zhao")) == []


def test_messages_read_half_a_year_ago_are_swept(cast, event):
    tell(event.pk, [to(cast, "zhou", "zhao", "chen")])
    old = timezone.now() - timedelta(days=181)
    Notification.objects.update(created_at=old)
    Notification.objects.filter(account=cast.accounts["zhou"]).update(read_at=old)
    Notification.objects.filter(account=cast.accounts["zhao"]).update(read_at=timezone.now())
    assert actions.sweep() == 1
    assert actions.sweep() == 0
    assert Event.objects.filter(pk=event.pk).exists()
