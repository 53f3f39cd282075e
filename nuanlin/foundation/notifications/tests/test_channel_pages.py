"""The administrators' pages of ways."""

import pytest
from django.utils import timezone, translation

from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.channels.base import Down, Permanent
from nuanlin.foundation.notifications.delivering import pacing, sending
from nuanlin.foundation.notifications.models import (
    AddressState,
    ChannelState,
    ContactAddress,
    Delivery,
    State,
    Way,
)
from nuanlin.foundation.notifications.tests.fake import Service
from nuanlin.foundation.notifications.tests.test_sending import queue

PAGE = "/staff/channels/email/"
TERMS = {"rate": "5", "price": "0.05", "budget": "100"}


class Unset(Service):
    """A service whose account nobody has entered."""

    def missing(self):
        return ["NUANLIN_SMS_KEY_ID"]


def page(cast, path="/staff/channels/"):
    with translation.override("en"):
        client = cast.client("admin")
        client.cookies["nuanlin_language"] = "en"
        return client.get(path).content.decode()


@pytest.mark.parametrize("name", ["gu", "chen", "zhou"])
def test_only_administrators_see_what_is_sent(cast, service, name):
    for path in ("/staff/channels/", PAGE):
        assert cast.client(name).get(path).status_code in {403, 404}
    assert cast.client(name).post(f"{PAGE}steps/", {"step": "pause"}).status_code in {403, 404}
    assert not ChannelState.objects.exclude(paused_at=None).exists()


def test_each_way_says_how_it_stands_or_what_it_lacks(cast):
    with channels.standing_in(Service(Way.EMAIL), Unset(Way.SMS)):
        queue(1, 2)
        sending.run(Way.EMAIL)
        shown = page(cast)
    assert "NUANLIN_SMS_KEY_ID" in shown
    assert "Today 2 sent, 0 failed" in shown


def test_a_failure_is_told_in_plain_words_and_without_the_whole_address(cast, service):
    service.behave = lambda parcels: [Permanent("550", "no such user", address_fault=True)]
    queue(1, address="somebody@example.test")
    sending.run(Way.EMAIL)
    shown = page(cast, PAGE)
    assert "no such user" in shown
    assert "somebody@" not in shown and "s***@example.test" in shown
    marked = AddressState.objects.get()
    cleared = cast.client("admin").post(
        f"/staff/channels/addresses/{marked.pk}/clear/", {"way": "email"}
    )
    assert cleared.status_code == 302
    assert not AddressState.objects.exists()


def test_a_way_is_paused_and_goes_on_with_what_waited(cast, service):
    client = cast.client("admin")
    client.post(f"{PAGE}steps/", {"step": "pause"})
    queue(1)
    assert sending.run(Way.EMAIL) == 0
    client.post(f"{PAGE}steps/", {"step": "resume"})
    assert sending.run(Way.EMAIL) == 1


def test_a_way_that_rests_can_be_tried_at_once(cast, service):
    def down(parcels):
        raise Down("connection refused")

    service.behave = down
    queue(1)
    for _try in range(pacing.FAILURES):
        Delivery.objects.update(due_at=timezone.now())
        sending.run(Way.EMAIL)
    assert "connection refused" in page(cast, PAGE)
    service.behave = lambda parcels: None
    cast.client("admin").post(f"{PAGE}steps/", {"step": "resume"})
    Delivery.objects.update(due_at=timezone.now())
    assert sending.run(Way.EMAIL) == 1


def test_pace_and_budget_are_kept_and_nonsense_is_told(cast, service):
    client = cast.client("admin")
    assert client.post(PAGE, TERMS).status_code == 302
    state = ChannelState.objects.get()
    assert (state.rate, str(state.price), str(state.budget)) == (5, "0.0500", "100.00")
    wrong = client.post(PAGE, {**TERMS, "budget": "-1"})
    assert wrong.status_code == 422
    assert 'value="-1"' in wrong.content.decode()
    assert client.post(PAGE, {**TERMS, "budget": ""}).status_code == 302
    assert ChannelState.objects.get().budget is None


def test_a_test_goes_to_a_named_address_or_to_one_s_own(cast, service):
    client = cast.client("admin")
    assert client.post(f"{PAGE}tests/", {"address": ""}).status_code == 422
    assert client.post(f"{PAGE}tests/", {"address": "nobody"}).status_code == 422
    ContactAddress.objects.create(
        account=cast.accounts["admin"],
        way=Way.EMAIL,
        address="admin@example.test",
        confirmed_at=timezone.now(),
    )
    client.post(f"{PAGE}tests/", {"address": ""})
    client.post(f"{PAGE}tests/", {"address": "other@example.test"})
    sending.run(Way.EMAIL)
    assert {parcel.address for parcel in service.taken} == {
        "admin@example.test",
        "other@example.test",
    }


def test_the_same_test_sent_twice_leaves_once(cast, service):
    body = {"address": "a@example.test", "request_key": "k" * 32}
    for _time in range(2):
        assert cast.client("admin").post(f"{PAGE}tests/", body).status_code == 302
    assert Delivery.objects.count() == 1


def test_a_program_looks_after_the_ways_alike(cast, service, call):
    queue(1)
    [way] = call("admin").get("channels").json()
    assert (way["way"], way["mood"], way["queued"]) == ("email", "well", 1)
    terms = {"rate": 3, "price": "0.05", "budget": None}
    assert call("admin").put("channels/email/terms", **terms).json()["terms"]["rate"] == 3
    paused = call("admin").put("channels/email/standing", standing="paused")
    assert paused.json()["mood"] == "paused"
    call("admin").put("channels/email/standing", standing="active")
    tried = call("admin").post("channels/email/tests", address="a@example.test")
    assert tried.status_code == 202
    service.behave = lambda parcels: [Permanent("550", address_fault=True) for _one in parcels]
    sending.run(Way.EMAIL)
    detail = call("admin").get("channels/email").json()
    assert len(detail["failures"]) == len(detail["addresses"]) == 2
    cleared = call("admin").delete(f"channels/addresses/{detail['addresses'][0]['id']}")
    assert cleared.status_code == 204
    assert Delivery.objects.filter(state=State.FAILED).count() == 2
    assert call("gu").get("channels").status_code == 404
    assert call("admin").get("channels/sms").status_code == 404
