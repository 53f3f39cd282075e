"""Web push to a service on the loopback whose devices really decrypt, and the doors of a device."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from py_vapid import Vapid02

from nuanlin.foundation.notifications.channels.base import Later, Parcel, Permanent, Sent
from nuanlin.foundation.notifications.channels.push import CHANNEL
from nuanlin.foundation.notifications.channels.push.writing import public_key, raw, text_of
from nuanlin.foundation.notifications.models import ContactAddress, Way
from nuanlin.foundation.notifications.tests.loopback import Asked, Loopback

DOOR = "/notifications/device/"
OFF = "/notifications/device/remove/"


class Device:
    """A browser that has subscribed: its keys, and how its service answers for it."""

    def __init__(self, service: "PushService", name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = uuid4().bytes
        self.endpoint = f"{service.http.url}/push/{name}"
        self.status = 201
        self.shown: list[tuple[Asked, Any]] = []

    @property
    def fields(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {
            "endpoint": self.endpoint,
            "p256dh": text_of(point),
            "auth": text_of(self.secret),
            "request_key": uuid4().hex,
        }


class PushService:
    """Checks who asks, as RFC 8292 says, and hands to the device, which decrypts."""

    def __init__(self) -> None:
        self.http = Loopback(self._answer)
        self.devices: dict[str, Device] = {}

    def device(self, name: str) -> Device:
        made = Device(self, name)
        self.devices[f"/push/{name}"] = made
        return made

    def _answer(self, asked: Asked) -> tuple[int, bytes]:
        device = self.devices[asked.path]
        if not self._knows(asked):
            return 403, b"who are you"
        if device.status == 201:
            told = http_ece.decrypt(asked.body, private_key=device.key, auth_secret=device.secret)
            device.shown.append((asked, json.loads(told)))
        return device.status, b""

    def _knows(self, asked: Asked) -> bool:
        claims = asked.headers["authorization"].split("t=")[1].split(",")[0].split(".")[1]
        said = json.loads(raw(claims))
        genuine = Vapid02.verify(asked.headers["authorization"])
        ours = asked.headers["authorization"].endswith(f"k={public_key()}")
        return genuine and ours and said["aud"] == self.http.url and "nuanlin" in said["sub"]


@pytest.fixture
def service(settings):
    settings.OUTGOING_LOCAL = True
    settings.PUBLIC_URL = "https://nuanlin.test"
    made = PushService()
    yield made
    made.http.stop()


def parcel(device: Device, **facts) -> Parcel:
    given: dict[str, Any] = {"key": "told:7:push", "title": "停水通知", "text": "明天停水"}
    given["url"] = "/cases/7/"
    return Parcel(address=device.endpoint, **(given | facts))


def test_a_message_can_be_read_by_the_device_alone(cast, service):
    phone = service.device("phone")
    assert cast.client("zhou").post(DOOR, phone.fields).status_code == 204
    soon = timezone.now() + timedelta(minutes=10)
    for one in (parcel(phone, urgent=True, expires_at=soon), parcel(phone)):
        assert CHANNEL.send([one]) == [Sent()]
    (asked, told), (again, _) = phone.shown
    assert (told["title"], told["body"], told["url"]) == ("停水通知", "明天停水", "/cases/7/")
    assert "停水".encode() not in asked.body
    assert asked.headers["urgency"] == "high" and again.headers["urgency"] == "normal"
    assert 0 < int(asked.headers["ttl"]) <= 600 < int(again.headers["ttl"])
    # The second of one key takes the place of the first, at the service and on the screen.
    assert asked.headers["topic"] == again.headers["topic"] == told["tag"]
    assert isinstance(CHANNEL.outcome_of(parcel(phone)), Later)


def test_long_words_in_chinese_still_fit(cast, service):
    phone = service.device("phone")
    cast.client("zhou").post(DOOR, phone.fields)
    assert CHANNEL.send([parcel(phone, text="水" * 5000)]) == [Sent()]
    assert len(phone.shown[0][0].body) <= 4096


def test_each_device_has_its_own_answer_and_a_gone_one_is_forgotten(cast, service):
    answers = {"a": 201, "gone": 410, "lost": 404, "busy": 429, "down": 503, "odd": 400}
    found = {name: service.device(name) for name in answers}
    for name, device in found.items():
        cast.client("zhou").post(DOOR, device.fields)
        device.status = answers[name]
    stranger = service.device("stranger")
    away = service.device("away")
    away.endpoint = "http://127.0.0.1:1/push"
    cast.client("zhou").post(DOOR, away.fields)
    sent = CHANNEL.send(
        [parcel(one, key=one.endpoint) for one in [*found.values(), stranger, away]]
    )
    assert [type(one) for one in sent] == [
        Sent, Permanent, Permanent, Later, Later, Permanent, Permanent, Later,
    ]  # fmt: skip
    faults = [one.address_fault for one in sent if isinstance(one, Permanent)]
    assert faults == [True, True, False, True]
    kept = ContactAddress.objects.filter(way=Way.PUSH).values_list("address", flat=True)
    assert {address.rsplit("/")[-1] for address in kept} == {"a", "busy", "down", "odd", "push"}


def test_a_device_is_switched_on_and_off_by_its_own_reader(cast, service):
    phone, zhou = service.device("phone"), cast.client("zhou")
    mine = f"{DOOR}?{urlencode({'endpoint': phone.endpoint})}"
    assert zhou.get(mine).json() == {"on": False}
    assert zhou.post(OFF, phone.fields).status_code == 404
    given = phone.fields
    for _ in range(2):  # a retried request
        assert zhou.post(DOOR, given).status_code == 204
    assert zhou.get(mine).json() == {"on": True}
    assert ContactAddress.objects.filter(way=Way.PUSH).count() == 1
    off = phone.fields
    assert [zhou.post(OFF, off).status_code for _ in range(2)] == [204, 204]
    assert not ContactAddress.objects.exists()
    assert cast.client("nobody").post(DOOR, phone.fields).status_code == 302


def test_who_switches_a_shared_device_on_takes_it_over(cast, service):
    tablet = service.device("tablet")
    cast.client("zhou").post(DOOR, tablet.fields)
    cast.client("chen").post(DOOR, tablet.fields)
    assert ContactAddress.objects.get().account_id == cast.accounts["chen"].pk
    assert cast.client("zhou").post(OFF, tablet.fields).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://10.0.0.8/push"},
        {"endpoint": "http://push.example.com/x"},
        {"endpoint": "ftp://push.example.com/x"},
        {"endpoint": ""},
        {"endpoint": "https://push.example.com/" + "x" * 2000},
        {"p256dh": "AAAA"},
        {"p256dh": "*"},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
)
def test_a_device_that_cannot_be_written_to_is_refused(cast, service, settings, wrong):
    settings.OUTGOING_LOCAL = False
    phone = service.device("phone")
    phone.endpoint = "https://push.example.com/x"
    zhou = cast.client("zhou")
    assert zhou.post(DOOR, phone.fields | wrong).status_code in (409, 422)
    assert not ContactAddress.objects.exists()


def test_a_program_switches_a_browser_on_and_off(cast, call, service):
    phone, zhou = service.device("phone"), call("zhou")
    keys = {name: phone.fields[name] for name in ("endpoint", "p256dh", "auth")}
    assert zhou.get("notifications/push-key").json() == {"key": public_key()}
    assert zhou.post("notifications/devices", **keys).status_code == 204
    assert ContactAddress.objects.get().address == phone.endpoint
    removal = [zhou.post("notifications/devices/removal", endpoint=phone.endpoint) for _ in "ab"]
    assert [answer.status_code for answer in removal] == [204, 404]
    assert not ContactAddress.objects.exists()
