"""Appointments in one's own calendar: a secret address, revocable, with nothing private (B4)."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.models import CalendarFeed, Case
from nuanlin.domains.service_desk.tests.test_planning import tomorrow
from nuanlin.lib import clock


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def address_of(client) -> str:
    page = client.post("/staff/my-calendar/").content.decode()
    found = re.search(r"/calendar/[\w-]+\.ics", page)
    assert found is not None
    return found.group()


def events(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_calendar_follows_an_appointment_through_moves_to_its_end(cast, stage):
    case = stage.assigned(words="漏水，请打 13912344471")
    actions.arrange_appointment(case.pk, start=tomorrow(9), by=cast.actor("chen"))
    stranger, address = cast.client("nobody"), address_of(cast.client("li"))
    (first,) = events(stranger, address)
    assert first["dtstart"].dt == tomorrow(9)
    assert str(first["dtstart"].dt.tzinfo) == "Asia/Shanghai"
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(hours=2)
    assert (first["status"], int(first["sequence"])) == ("CONFIRMED", 0)
    actions.arrange_appointment(case.pk, start=tomorrow(13), by=cast.actor("chen"))
    (moved,) = events(stranger, address)
    assert (moved["uid"], int(moved["sequence"])) == (first["uid"], 1)
    assert moved["dtstart"].dt == tomorrow(13)
    actions.cancel_appointment(case.pk, by=cast.actor("zhou"))
    (off,) = events(stranger, address)
    assert (off["uid"], off["status"], int(off["sequence"])) == (first["uid"], "CANCELLED", 2)


def test_it_holds_no_number_no_name_and_no_free_words(cast, stage):
    case = stage.assigned(words="漏水，请打 13912344471")
    Case.objects.filter(pk=case.pk).update(title="请打 13912344471")
    actions.arrange_appointment(case.pk, start=tomorrow(9), by=cast.actor("chen"))
    body = cast.client("nobody").get(address_of(cast.client("li"))).content.decode()
    assert cast.home.plate in body
    assert "BEGIN:VTIMEZONE" in body
    for private in ("139123", "周建国", "漏水，请"):
        assert private not in body


def test_a_new_address_ends_the_old_one_and_an_ended_one_opens_nothing(cast, stage):
    li, stranger = cast.client("li"), cast.client("nobody")
    old = address_of(li)
    new = address_of(li)
    assert stranger.get(old).status_code == 404
    assert stranger.get(new).status_code == 200
    assert li.post("/staff/my-calendar/end/").status_code == 302
    assert stranger.get(new).status_code == 404
    secrets = {one.split("/")[2].removesuffix(".ics") for one in (old, new)}
    assert not secrets & set(CalendarFeed.objects.values_list("digest", flat=True))


def test_somebody_who_left_has_no_calendar_and_others_see_only_their_own(cast, stage):
    case = stage.assigned(to="li")
    actions.arrange_appointment(case.pk, start=tomorrow(9), by=cast.actor("chen"))
    stranger = cast.client("nobody")
    mine, other = address_of(cast.client("li")), address_of(cast.client("wang"))
    assert len(events(stranger, mine)) == 1
    assert events(stranger, other) == []
    cast.staff["li"].posts.update(ends_on=clock.today() - timedelta(days=1))
    assert stranger.get(mine).status_code == 404
    assert cast.client("zhou").get("/staff/my-calendar/").status_code == 403
