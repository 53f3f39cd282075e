"""What is off: seen before reporting, linked to what comes anyway, ended by the desk (F1, B3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.service_desk import actions, jobs, queries
from nuanlin.domains.service_desk.actions import OutageFacts, Report
from nuanlin.domains.service_desk.models import Case, Outage, OutageKind
from nuanlin.domains.service_desk.tests.desk_pages import errors, html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.notifications.models import Notification

WORDS = "水泵检修，请先存一点水"


@pytest.fixture
def off(cast):
    """Open an outage as the desk does; ``places`` as the form names them."""

    def make(kind: str = "water", **places) -> Outage:
        sent = {"kind": kind, "words": WORDS, **places}
        answer = cast.client("chen").post("/staff/outages/new/", sent)
        assert answer.status_code == 302, html(answer)
        return Outage.objects.latest("pk")

    return make


def no_water(cast, who: str = "zhou", home=None) -> Case:
    report = Report(
        "没水了", category_id=cast.category("water-none").pk, home_id=(home or cast.home).pk
    )
    return actions.submit_case(report, by=cast.actor(who))


def test_those_concerned_see_it_before_they_report_and_until_when(cast, off):
    until = timezone.localtime() + timedelta(hours=2)
    off(buildings=[cast.home.building_id], expected_until=f"{until:%Y-%m-%dT%H:%M}")
    zhou = cast.client("zhou")
    for path in ("/", "/report/", "/report/?service=water-none"):
        page = html(zhou.get(path))
        assert WORDS in page and f"{until:%H:%M}" in page, path
    assert WORDS not in html(zhou.get("/report/?service=water-leak"))
    assert WORDS not in html(cast.client("qian").get("/"))
    assert "停水，" in html(cast.client("chen").get("/staff/"))
    assert "停水，" not in html(cast.client("ma").get("/staff/"))


@pytest.mark.parametrize(
    ("places", "plates"),
    [
        ({"whole": "on"}, {"3-2-501", "3-2-502", "3-1-101", "9-1-201"}),
        ({"buildings": "3"}, {"3-2-501", "3-2-502", "3-1-101"}),
        ({"entrances": "3-2"}, {"3-2-501", "3-2-502"}),
        ({"buildings": "3", "floors": "1-2"}, {"3-1-101"}),
        ({"buildings": "9", "plates": "3-2-502"}, {"9-1-201", "3-2-502"}),
    ],
)
def test_it_concerns_the_homes_that_were_named(cast, off, places, plates):
    cast._home(cast.community, "3", "1", "101")
    cast._home(cast.community, "9", "1", "201")
    named = {}
    for one in cast.community.buildings.all():
        named[one.label] = one.pk
        named |= {f"{one.label}-{door.label}": door.pk for door in one.entrances.all()}
    sent = {
        key: [named[value]] if key in {"buildings", "entrances"} else value
        for key, value in places.items()
    }
    outage = off(**sent)
    assert set(queries.outage_homes(outage.pk).values_list("plate", flat=True)) == plates


def test_what_comes_anyway_is_linked_and_joined_by_the_desk(cast, off):
    before = no_water(cast)
    outage = off(entrances=[cast.home.entrance_id])
    zhou, category = cast.actor("zhou"), cast.category("water-none").pk
    with at_most(8):
        first = actions.submit_case(Report("没水", category, home_id=cast.home.pk), by=zhou)
    second = no_water(cast, "wu", cast.next_door)
    leak = actions.submit_case(
        Report("漏水", category_id=cast.category().pk, home_id=cast.home.pk), by=zhou
    )
    linked = dict(Case.objects.values_list("pk", "outage"))
    assert linked == {before.pk: None, first.pk: outage.pk, second.pk: outage.pk, leak.pk: None}
    chen = cast.client("chen")
    page = html(chen.get(f"/staff/outages/{outage.pk}/"))
    assert f"/staff/cases/{first.pk}/" in page and f"/staff/cases/{second.pk}/" in page
    assert chen.post(f"/staff/outages/{outage.pk}/joining/").status_code == 302
    second.refresh_from_db()
    assert second.merged_into_id == first.pk


def test_it_is_changed_ended_and_kept_among_what_is_past(cast, off):
    outage = off(whole="on")
    chen = cast.client("chen")
    changed = {"kind": "water", "words": "推迟到晚上", "whole": "on"}
    assert chen.post(f"/staff/outages/{outage.pk}/", changed).status_code == 302
    assert "推迟到晚上" in html(cast.client("wu").get("/"))
    assert chen.post(f"/staff/outages/{outage.pk}/end/").status_code == 302
    assert "推迟到晚上" not in html(cast.client("wu").get("/"))
    assert "推迟到晚上" in html(chen.get("/staff/outages/"))
    assert no_water(cast).outage is None
    ended = Outage.objects.get().ended_at
    chen.post(f"/staff/outages/{outage.pk}/end/")
    chen.post(f"/staff/outages/{outage.pk}/", {**changed, "words": "又停了"})
    assert Outage.objects.get().ended_at == ended and Outage.objects.get().words == "推迟到晚上"


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"words": ""}, "words"),
        ({"whole": ""}, "buildings"),
        ({"floors": "顶楼"}, "floors"),
        ({"whole": "", "plates": "8-8-888"}, "plates"),
        ({"starts_at": "2026-11-23T10:00", "expected_until": "2026-11-23T09:00"}, "expected_until"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_the_field(cast, sent, wrong):
    given = {"kind": "power", "words": WORDS, "whole": "on", **sent}
    answer = cast.client("chen").post("/staff/outages/new/", given)
    assert answer.status_code == 422
    assert errors(answer) == {wrong}
    assert not Outage.objects.exists()


def test_only_the_desk_of_the_community_says_it(cast, off):
    outage = off(whole="on")
    events = Event.objects.count()
    facts = OutageFacts(OutageKind.WATER, "x", whole=True)
    for who in ("li", "ma", "zhou"):
        with pytest.raises(Missing):
            actions.open_outage(cast.community.pk, facts=facts, by=cast.actor(who))
        with pytest.raises(Missing):
            actions.end_outage(outage.pk, by=cast.actor(who))
    assert (Outage.objects.count(), Event.objects.count()) == (1, events)
    assert cast.client("ma").get(f"/staff/outages/{outage.pk}/").status_code == 404


def told(cast, who: str) -> list[str]:
    """What somebody was told, after the work behind all events of outages was done."""
    for event in Event.objects.filter(verb__startswith="outage."):
        jobs.tell_about(event.pk)
    lines = Notification.objects.filter(account=cast.accounts[who]).order_by("pk")
    return [line.event.verb for line in lines.select_related("event")]


def test_whoever_lives_there_is_told_once_when_it_begins_and_once_when_it_is_back(cast, off):
    outage = off(plates="3-2-502")
    assert outage.notice.state == "running" and WORDS in outage.notice.text
    actions.end_outage(outage.pk, by=cast.actor("chen"))
    assert told(cast, "wu") == ["notice.sent", "notice.sent"]
    assert told(cast, "zhou") == []
    assert list(outage.notice.followed_by.values_list("relation", "homes")) == [("end", 1)]


def test_a_change_corrects_the_notice_and_reaches_homes_that_are_concerned_besides(cast, off):
    outage = off(plates="3-2-502")
    first = outage.notice
    wider = {"kind": "water", "words": "推迟到晚上", "whole": "on"}
    cast.client("chen").post(f"/staff/outages/{outage.pk}/", wider)
    outage.refresh_from_db()
    first.refresh_from_db()
    assert (outage.notice.follows, first.state) == (first, "ended")
    assert set(outage.notice.ledger.values_list("home__plate", flat=True)) == {
        "3-2-501", "3-2-502",
    }  # fmt: skip
    assert told(cast, "wu") == ["notice.sent", "notice.sent"]
    assert told(cast, "zhou") == ["notice.sent"]


def test_its_notice_withdrawn_is_its_end_at_the_desk(cast, off):
    outage, chen = off(plates="3-2-502"), cast.client("chen")
    assert chen.post(f"/staff/notices/{outage.notice_id}/withdraw/").status_code == 302
    outage.refresh_from_db()
    assert outage.ended_at is not None and no_water(cast).outage is None


def test_its_end_said_at_the_notice_is_its_end_at_the_desk(cast, off):
    outage = off(whole="on")
    chen = cast.client("chen")
    assert chen.post(f"/staff/notices/{outage.notice_id}/over/").status_code == 302
    outage.refresh_from_db()
    assert outage.ended_at is not None


def test_what_lies_ahead_waits_for_a_second_look_before_anybody_is_told(cast, off):
    ahead = timezone.localtime() + timedelta(days=3)
    outage = off(whole="on", starts_at=f"{ahead:%Y-%m-%dT%H:%M}")
    assert (outage.notice.kind, outage.notice.state) == ("planned_outage", "in_review")
    assert told(cast, "wu") == []
    actions.end_outage(outage.pk, by=cast.actor("chen"))
    outage.notice.refresh_from_db()
    assert outage.notice.state == "withdrawn" and told(cast, "wu") == []


def test_programs_say_and_read_it(cast, call):
    chen, zhou = call("chen"), call("zhou")
    path = f"communities/{cast.community.pk}/outages"
    made = chen.post(path, kind="power", words="线路检修", plates=["3-2-501"])
    assert (made.status_code, made.json()["where"]) == (201, "3-2-501")
    number = made.json()["id"]
    assert [one["plate"] for one in chen.get(f"outages/{number}/homes").json()] == ["3-2-501"]
    assert [one["id"] for one in zhou.get("my/outages").json()] == [number]
    assert call("wu").get("my/outages").json() == []
    wider = chen.put(f"outages/{number}", kind="power", words="线路检修", whole=True)
    assert wider.json()["whole"] is True
    assert [one["id"] for one in call("wu").get("my/outages").json()] == [number]
    assert chen.post(f"outages/{number}/joining").status_code == 409
    assert chen.post(f"outages/{number}/end").json()["ended_at"] is not None
    assert chen.post(f"outages/{number}/end").status_code == 409
    assert [one["id"] for one in chen.get(path).json()] == [number]
    assert zhou.post(path, kind="power", words="x", whole=True).status_code == 404
