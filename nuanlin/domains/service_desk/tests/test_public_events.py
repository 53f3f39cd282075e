"""What other systems hear of a case: every step once, without words and names."""

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.jobs import tell_about
from nuanlin.domains.service_desk.public_events import PUBLIC
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.webhooks.actions import Wishes, add_endpoint
from nuanlin.foundation.webhooks.models import Delivery


@pytest.fixture
def everything(cast):
    """A system that hears of all there is."""
    types = sorted({name for name, _words in PUBLIC.values()})
    wishes = Wishes("城市热线", "https://hotline.example.com/hook", types)
    return add_endpoint(wishes, by=cast.actor("admin"))


def told() -> list[str]:
    """Let the worker tell of all events, twice; return what goes out, in order."""
    for event in list(Event.objects.filter(verb__startswith="case.").order_by("pk")) * 2:
        tell_about(event_id=event.pk)
    return list(Delivery.objects.order_by("event_id").values_list("type", flat=True))


def test_a_whole_loop_is_heard_step_by_step_and_each_step_once(cast, stage, everything):
    stage.satisfied()
    assert told() == [
        "case.created",
        "case.assigned",
        "case.under_way",
        "case.done",
        "case.closed",
    ]


def test_a_lead_is_closed_once_with_the_last_who_reported_it(cast, stage, everything):
    lead = stage.reported()
    report = actions.Report("墙角渗水", category_id=cast.category().pk, home_id=cast.next_door.pk)
    other = actions.submit_case(report, by=cast.actor("wu"))
    joined = cast.client("chen").post(f"/staff/cases/{other.pk}/merge/", {"alike": lead.pk})
    assert joined.status_code == 302
    stage.sent(lead, "li")
    actions.finish_round(lead.pk, finished=actions.Finished(work="换了立管"), by=cast.actor("li"))
    for name, case in (("zhou", lead), ("wu", other)):
        told()
        said = cast.client(name).post(f"/cases/{case.pk}/answer/", {"outcome": "satisfied"})
        assert said.status_code == 302
    told()
    closed = Delivery.objects.filter(type="case.closed").order_by("event_id")
    ids = [one.payload["data"]["case_id"] for one in closed]
    assert sorted(ids) == sorted([lead.pk, other.pk])
    assert all(one.payload["data"]["closed_at"] for one in closed)


def test_facts_are_numbers_codes_and_times(cast, stage, everything):
    case = stage.reported("厨房水管漏水，请打 13912344471 找周建国")
    told()
    payload = Delivery.objects.get().payload
    assert payload["data"]["number"] == case.number
    assert payload["data"]["category"] == "water-leak"
    for secretive in ("周", "漏", "139", "501"):
        assert secretive not in str(payload)


def test_messages_and_notes_stay_in_the_house(cast, stage, everything):
    case = stage.reported()
    actions.write_message(case.pk, text="您好，马上来", by=cast.actor("chen"))
    actions.write_message(case.pk, text="业主很急", internal=True, by=cast.actor("chen"))
    assert told() == ["case.created"]


def test_hearing_costs_a_request_nothing(cast, stage, everything):
    report = actions.Report("灯不亮", category_id=cast.category().pk, home_id=cast.home.pk)
    zhou = cast.actor("zhou")
    with at_most(8):
        actions.submit_case(report, by=zhou)
    assert not Delivery.objects.exists()
