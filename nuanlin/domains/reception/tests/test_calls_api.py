"""Telephone systems and programs keep calls through the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from nuanlin.domains.reception.actions import telephones
from nuanlin.domains.reception.models import CallRecord, MissedCall
from nuanlin.foundation.accounts.tokens import make_token
from tests.caller import Caller
from tests.cast import Cast

EVENTS = "/api/v1/telephony/events"
START = timezone.now().replace(microsecond=0) - timedelta(minutes=5)


Calls = Callable[[str], Caller]


def key_of(cast: Cast) -> str:
    """The key of a telephone system of the cast's community."""
    _key, raw = telephones.make_telephone_key(cast.community.pk, name="交换机", by=cast.actor("gu"))
    return raw


def say(raw: str, event: str, seconds: int = 0, **more: str) -> Any:
    """Post one event, so many seconds after it began."""
    at = START + timedelta(seconds=seconds)
    sent = {"call": "c1", "event": event, "at": at.isoformat(), "number": "13912344471", **more}
    return Client().post(
        EVENTS, sent, content_type="application/json", headers={"Authorization": f"Bearer {raw}"}
    )


def test_a_telephone_system_tells_of_a_call_from_ring_to_end(cast: Cast):
    raw = key_of(cast)
    assert say(raw, "ringing").json()["state"] == "ringing"
    assert say(raw, "answered", 7, line="801").json()["ring_seconds"] == 7
    assert say(raw, "hung_up", 50).json()["state"] == "ended"
    assert CallRecord.objects.get().person == cast.people["zhou"]


def test_no_other_key_opens_the_door(cast: Cast):
    _token, personal = make_token(name="t", by=cast.actor("gu"))
    for raw in ("telephone_wrong", personal):
        assert say(raw, "ringing").status_code == 401
    assert not CallRecord.objects.exists()


def test_a_revoked_key_is_shut_out_at_once(cast: Cast):
    key, raw = telephones.make_telephone_key(cast.community.pk, name="交换机", by=cast.actor("gu"))
    assert say(raw, "ringing").status_code == 200
    telephones.revoke_telephone_key(key.pk, by=cast.actor("gu"))
    assert say(raw, "hung_up", 20).status_code == 401
    assert CallRecord.objects.get().open


def test_a_telephones_key_opens_nothing_else(cast: Cast):
    answer = Client().get(
        f"/api/v1/communities/{cast.community.pk}/calls",
        headers={"Authorization": f"Bearer {key_of(cast)}"},
    )
    assert answer.status_code == 401


def test_nonsense_is_refused_with_its_field(cast: Cast):
    raw = key_of(cast)
    assert say(raw, "sneezed").status_code == 422
    late = say(raw, "ringing", -60 * 60 * 24 * 40)
    assert (late.status_code, late.json()["field"]) == (422, "at")
    assert not CallRecord.objects.exists()


def test_a_program_keeps_a_call_and_sees_masked_numbers(cast: Cast, call: Calls):
    here = f"communities/{cast.community.pk}"
    made = call("chen").post(f"{here}/calls", number="139 1234 4471", rings=1)
    assert made.status_code == 201
    kept = made.json()
    assert (kept["number"], kept["timeliness"]) == ("139****4471", "in_time")
    path = f"calls/{kept['id']}"
    assert call("chen").patch(path, words="水压小").json()["words"] == "水压小"
    done = call("chen").post(f"{path}/finish", purpose="repair", result="派单")
    assert (done.json()["state"], done.json()["words"]) == ("ended", "水压小")
    whole = call("chen").post(f"{path}/number").json()
    assert whole == {"number": "+8613912344471"}
    listed = call("chen").get(f"{here}/calls?view=mine&number=4471").json()
    assert [one["id"] for one in listed["items"]] == [kept["id"]]


def test_a_program_calls_back(cast: Cast, call: Calls):
    here = f"communities/{cast.community.pk}"
    rang_at = (timezone.now() - timedelta(hours=1)).isoformat()
    call("chen").post(f"{here}/calls/missed", number="13912344473", rang_at=rang_at)
    [task] = call("chen").get(f"{here}/missed-calls").json()
    assert task["number"] == "139****4473"
    needless = call("chen").post(f"missed-calls/{task['id']}/tries", outcome="needless")
    assert (needless.status_code, needless.json()["field"]) == (422, "note")
    done = call("chen").post(f"missed-calls/{task['id']}/tries", outcome="reached", note="已答复")
    assert done.json()["outcome"] == "reached"
    assert not MissedCall.objects.filter(closed_at=None).exists()


def test_rules_extensions_keys_and_figures_are_the_managers(cast: Cast, call: Calls):
    here = f"communities/{cast.community.pk}"
    rules: dict[str, Any] = {"rings": 4, "seconds_a_ring": 6}
    assert call("chen").put(f"{here}/reception-rules", **rules).status_code == 403
    assert call("gu").put(f"{here}/reception-rules", **rules).json() == rules
    made = call("gu").put(f"{here}/extensions/801", staff_id=cast.staff["chen"].pk)
    assert made.json()["number"] == "801"
    assert call("gu").post(f"{here}/telephone-keys", name="交换机").json()["key"]
    assert call("chen").get(f"{here}/telephone-keys").status_code == 404
    say(key_of(cast), "ringing")
    say(key_of(cast), "answered", 5, line="801")
    today = timezone.localdate().isoformat()
    path = f"{here}/call-figures?first={today}&last={today}"
    figures = call("gu").get(path).json()
    assert (figures["whole"]["in_time"], figures["whole"]["kept"]) == (1, 100.0)
    assert [one["staff_id"] for one in figures["people"]] == [cast.staff["chen"].pk]
    assert call("chen").get(path).status_code == 404
