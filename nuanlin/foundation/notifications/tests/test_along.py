"""What is told in the app also leaves by other ways: whose choice, when, how often."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications import actions, channels
from nuanlin.foundation.notifications.actions import Telling, tell
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.delivering.quiet import quiet_until
from nuanlin.foundation.notifications.models import (
    Category,
    ContactAddress,
    ContactPreference,
    ContactSettings,
    Delivery,
    Notification,
    State,
    Way,
)
from nuanlin.foundation.notifications.tests.fake import Service
from nuanlin.lib import clock


@pytest.fixture
def ways(db):
    """Every way a person may be reached by, each with its service."""
    found = {way: Service(way) for way in (Way.PUSH, Way.WECHAT, Way.SMS, Way.EMAIL)}
    with channels.standing_in(*found.values()):
        yield found


def news(cast, *names, text="It is done: %(title)s", **more):
    event = Event.objects.create(verb="case.done", subject_type="x.y", subject_id=1)
    message = Telling(
        [cast.accounts[name].pk for name in names or ("zhou",)],
        text,
        {"title": "厨房漏水"},
        "/cases/1/",
        **({"category": Category.MY_CASES} | more),
    )
    tell(event.pk, [message])


def reach(cast, way, address, name="zhou", *, confirmed=True):
    return ContactAddress.objects.create(
        account=cast.accounts[name],
        way=way,
        address=address,
        confirmed_at=timezone.now() if confirmed else None,
    )


def never_quiet(cast, name="zhou"):
    ContactSettings.objects.create(
        account=cast.accounts[name], quiet_from=time(3), quiet_to=time(3)
    )


def waits():
    """In how many minutes each way is due."""
    now = timezone.now()
    return {
        row.way: round((row.due_at - now).total_seconds() / 60) for row in Delivery.objects.all()
    }


def send_all(ways):
    Delivery.objects.filter(state=State.QUEUED).update(due_at=timezone.now())
    for way in ways:
        sending.run(way)


def test_where_no_way_is_set_up_nothing_is_queued(cast, db):
    with channels.standing_in():
        reach(cast, Way.EMAIL, "zhou@example.test")
        news(cast)
    assert not Delivery.objects.exists()


def test_the_device_rings_at_once_and_other_ways_wait_whether_it_is_read(cast, ways):
    reach(cast, Way.PUSH, "https://push.example.test/1")
    reach(cast, Way.EMAIL, "zhou@example.test")
    news(cast)
    assert waits() == {Way.PUSH: 0, Way.EMAIL: 10}
    assert "厨房漏水" in Delivery.objects.get(way=Way.EMAIL).text


def test_an_address_that_was_not_confirmed_is_not_written_to(cast, ways):
    reach(cast, Way.EMAIL, "zhou@example.test", confirmed=False)
    news(cast)
    assert not Delivery.objects.exists()


def test_text_messages_are_for_notices_unless_somebody_wants_more(cast, ways):
    news(cast)
    assert waits() == {}
    news(cast, category=Category.NOTICES)
    assert waits() == {Way.SMS: 10}
    assert Delivery.objects.get().address == cast.accounts["zhou"].username
    ContactPreference.objects.create(
        account=cast.accounts["zhou"], category=Category.MY_CASES, way=Way.SMS, wanted=True
    )
    news(cast)
    assert Delivery.objects.count() == 2


def test_who_does_not_want_a_way_is_left_in_peace(cast, ways):
    reach(cast, Way.EMAIL, "zhou@example.test")
    ContactPreference.objects.create(
        account=cast.accounts["zhou"], category=Category.MY_CASES, way=Way.EMAIL, wanted=False
    )
    news(cast)
    assert not Delivery.objects.exists()
    assert Notification.objects.count() == 1


def test_what_was_read_in_the_app_does_not_come_again_by_mail(cast, ways):
    reach(cast, Way.EMAIL, "zhou@example.test")
    news(cast)
    actions.mark_read(Notification.objects.get().pk, by=cast.actor("zhou"))
    send_all(ways)
    assert ways[Way.EMAIL].taken == []
    assert Delivery.objects.get().error_code == "read"


def test_many_at_once_become_one(cast, ways):
    for name in ("zhou", "zhao"):
        reach(cast, Way.EMAIL, f"{name}@example.test", name)
    for number in range(7):
        news(cast, text=f"News {number}")
    news(cast, "zhao", text="Only one")
    send_all(ways)
    texts = {parcel.address: parcel for parcel in ways[Way.EMAIL].taken}
    assert len(ways[Way.EMAIL].taken) == 2
    digest = texts["zhou@example.test"]
    assert digest.text.splitlines()[:5] == [f"News {number}" for number in range(5)]
    assert (digest.url, digest.values) == ("/notifications/", {"number": 7})
    assert texts["zhao@example.test"].text == "Only one"


def test_each_device_gets_its_own(cast, ways):
    never_quiet(cast)
    for number in (1, 2):
        reach(cast, Way.PUSH, f"https://push.example.test/{number}")
    news(cast)
    news(cast)
    send_all(ways)
    assert [parcel.address[-1] for parcel in ways[Way.PUSH].taken] == ["1", "2"]


def test_danger_comes_by_every_way_at_once_and_by_itself(cast, ways):
    reach(cast, Way.EMAIL, "zhou@example.test")
    news(cast, category=Category.NOTICES, urgent=True)
    news(cast, category=Category.NOTICES, urgent=True)
    assert set(waits().values()) == {0}
    send_all(ways)
    assert len(ways[Way.SMS].taken) == len(ways[Way.EMAIL].taken) == 2


def test_nobody_is_rung_out_of_bed_but_for_danger(cast, ways):
    reach(cast, Way.PUSH, "https://push.example.test/1")
    now = clock.local(timezone.now())
    begin = (now - timedelta(hours=1)).time()
    end = (now + timedelta(hours=1)).time()
    ContactSettings.objects.create(account=cast.accounts["zhou"], quiet_from=begin, quiet_to=end)
    news(cast)
    send_all(ways)
    assert ways[Way.PUSH].taken == []
    assert 58 <= waits()[Way.PUSH] <= 60
    news(cast, urgent=True)
    send_all([Way.PUSH])
    assert len(ways[Way.PUSH].taken) == 1


def test_telling_the_same_event_twice_sends_nothing_twice(cast, ways):
    reach(cast, Way.EMAIL, "zhou@example.test")
    event = Event.objects.create(verb="case.done", subject_type="x.y", subject_id=1)
    message = Telling([cast.accounts["zhou"].pk], "x", category=Category.MY_CASES)
    tell(event.pk, [message])
    tell(event.pk, [message])
    send_all(ways)
    assert len(ways[Way.EMAIL].taken) == 1


def test_the_words_are_in_the_reader_s_language(cast, ways):
    account = cast.accounts["zhou"]
    account.language = "en"
    account.save()
    reach(cast, Way.EMAIL, "zhou@example.test")
    news(cast)
    assert Delivery.objects.get().title == "About what you reported"


def test_a_group_that_is_told_costs_few_statements(cast, ways, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        news(cast, "zhou", "zhao", "wu", category=Category.NOTICES)
    assert Delivery.objects.count() == 3


@given(
    now=st.datetimes(
        datetime(2026, 1, 1),  # noqa: DTZ001
        datetime(2026, 12, 30),  # noqa: DTZ001
        timezones=st.just(clock.SHANGHAI),
    ),
    begin=st.times(),
    end=st.times(),
)
def test_quiet_ends_at_its_end_within_a_day(now, begin, end):
    begin, end = begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    until = quiet_until(now, begin, end)
    if until is None:
        return
    assert now < until <= now + timedelta(days=1)
    assert clock.local(until).time() == end
    assert quiet_until(until, begin, end) is None


def test_a_link_in_a_message_leads_to_its_thing_and_nothing_counts_as_read_before(cast, ways):
    news(cast)
    message = Notification.objects.get()
    scanner = cast.client("nobody")
    assert scanner.get(f"/m/{message.pk}/").status_code == 302
    page = cast.client("zhou").get(f"/m/{message.pk}/")
    assert page.status_code == 200
    assert f"/notifications/{message.pk}/open/" in page.content.decode()
    message.refresh_from_db()
    assert message.read_at is None
    opened = cast.client("zhou").post(f"/notifications/{message.pk}/open/")
    assert opened.url == "/cases/1/"
    message.refresh_from_db()
    assert message.read_at is not None


def test_somebody_else_s_link_leads_nowhere(cast, ways):
    news(cast)
    assert cast.client("wu").get(f"/m/{Notification.objects.get().pk}/").status_code == 404
