"""Robots of staff groups on the loopback, after the three makers' published pages."""

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from nuanlin.config.environment import StaffGroup
from nuanlin.foundation.notifications.actions import tell_groups
from nuanlin.foundation.notifications.channels.base import Later, Parcel, Permanent, Sent, Unknown
from nuanlin.foundation.notifications.channels.group import CHANNEL
from nuanlin.foundation.notifications.models import Delivery
from nuanlin.foundation.notifications.tests.loopback import Asked, Loopback

SECRET = "SECxyz"
FINE = {
    "wecom": {"errcode": 0, "errmsg": "ok"},
    "dingtalk": {"errcode": 0, "errmsg": "ok"},
    "feishu": {"code": 0, "msg": "success", "data": {}},
}


def signature(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


class Robots:
    """All three makers in one: each checks its own form and signature, and answers 200 always."""

    def __init__(self) -> None:
        self.http = Loopback(self._answer)
        self.said: dict[str, str] = {}
        self.answers: dict[str, Any] = {}

    def _answer(self, asked: Asked) -> tuple[int, Any] | None:
        parts = urlsplit(asked.path)
        kind, query = parts.path.split("/")[1], parse_qs(parts.query)
        if kind in self.answers:
            said = self.answers[kind]
            return None if said is None else (200, said)
        self.said[kind] = getattr(self, f"_{kind}")(asked.json, query)
        return 200, FINE[kind]

    def _wecom(self, body: Any, query: dict[str, list[str]]) -> str:
        assert query == {"key": ["k"]} and body["msgtype"] == "text"
        return str(body["text"]["content"])

    def _dingtalk(self, body: Any, query: dict[str, list[str]]) -> str:
        [moment], [sign] = query["timestamp"], query["sign"]
        assert query["access_token"] == ["t"] and len(moment) == 13
        assert sign == signature(SECRET, f"{moment}\n{SECRET}")
        return str(body["text"]["content"])

    def _feishu(self, body: Any, query: dict[str, list[str]]) -> str:
        moment = body["timestamp"]
        assert len(moment) == 10 and body["sign"] == signature(f"{moment}\n{SECRET}", "")
        assert body["msg_type"] == "text"
        return str(body["content"]["text"])


@pytest.fixture
def robots(settings):
    made = Robots()
    url = made.http.url
    settings.OUTGOING_LOCAL = True
    settings.PUBLIC_URL = "https://nuanlin.test"
    settings.GROUPS = {
        "wecom": StaffGroup(kind="wecom", url=f"{url}/wecom?key=k"),
        "dingtalk": StaffGroup(
            kind="dingtalk", url=f"{url}/dingtalk?access_token=t", secret=SECRET, community="临江苑"
        ),
        "feishu": StaffGroup(
            kind="feishu", url=f"{url}/feishu/hook", secret=SECRET, community="翠湖花园"
        ),
    }
    yield made
    made.http.stop()


def parcel(name: str) -> Parcel:
    return Parcel(f"case:7:{name}", name, "紧急", "3 栋大堂：电梯困人", "/staff/cases/7/")


def test_each_maker_is_spoken_to_in_its_own_form(robots):
    assert CHANNEL.send([parcel(kind) for kind in FINE]) == [Sent()] * 3
    wanted = "紧急\n3 栋大堂：电梯困人\nhttps://nuanlin.test/staff/cases/7/"
    assert robots.said == dict.fromkeys(FINE, wanted)


@pytest.mark.parametrize(
    ("kind", "said", "wanted"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, Permanent),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, Later),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, Permanent),
        ("dingtalk", {"errcode": 410100, "errmsg": "send too fast"}, Later),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, Permanent),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, Later),
        ("feishu", b"<html>", Later),
        ("wecom", None, Unknown),
    ],
)
def test_http_200_is_no_proof_of_anything(robots, kind, said, wanted):
    robots.answers[kind] = said
    others = [one for one in FINE if one != kind]
    answer, *rest = CHANNEL.send([parcel(one) for one in (kind, *others)])
    assert type(answer) is wanted and rest == [Sent(), Sent()]


def test_a_group_that_is_set_up_no_more_is_not_asked(robots):
    [answer] = CHANNEL.send([parcel("old")])
    assert isinstance(answer, Permanent) and robots.http.asked == []
    assert CHANNEL.outcome_of(parcel("wecom")) is None


def test_nothing_is_asked_of_the_database_without_groups(db, settings, django_assert_num_queries):
    settings.GROUPS = {}
    assert CHANNEL.missing()[0] == "NUANLIN_GROUPS"
    with django_assert_num_queries(0):
        told = tell_groups(
            "case:7", community_id=1, community="翠湖花园", title="紧急", text="", url="/"
        )
    assert told == 0


def test_a_group_hears_of_its_own_community_once(db, robots):
    for _ in range(2):
        tell_groups(
            "case:7", community_id=1, community="翠湖花园", title="紧急", text="大堂", url="/"
        )
    rows = Delivery.objects.order_by("address")
    assert [row.address for row in rows] == ["feishu", "wecom"]
    assert {row.title for row in rows} == {"【翠湖花园】紧急"}
