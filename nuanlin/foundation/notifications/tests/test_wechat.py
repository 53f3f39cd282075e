"""WeChat's server API on the loopback, after its published pages: token, messages, events."""

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from nuanlin.config.environment import WechatTemplate
from nuanlin.foundation.notifications.channels.base import (
    Down,
    Later,
    Parcel,
    Permanent,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.channels.wechat import CHANNEL
from nuanlin.foundation.notifications.channels.wechat.service import call
from nuanlin.foundation.notifications.models import AddressState, Delivery, State, Way
from nuanlin.foundation.notifications.receiving import receipts_url
from nuanlin.foundation.notifications.tests.loopback import Asked, Loopback

FIELDS = {"thing1": "title", "phrase2": "kind", "thing3": "text"}


class WeChat:
    """One account; ``codes`` holds errors by follower, and it does a client_msg_id once."""

    def __init__(self) -> None:
        self.http = Loopback(self._answer)
        self.token, self.tokens = "", 0
        self.codes: dict[str, int | None] = {}
        self.shown: dict[tuple[str, str], dict[str, Any]] = {}

    def _answer(self, asked: Asked) -> tuple[int, Any] | None:
        parts = urlsplit(asked.path)
        if parts.path == "/cgi-bin/stable_token":
            return 200, self._new_token(asked.json)
        if parse_qs(parts.query)["access_token"] != [self.token]:
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        to = asked.json["touser"]
        code = self.codes.get(to, 0)
        if code is None:
            return None
        if code:
            return 200, {"errcode": code, "errmsg": "refused"}
        self.shown.setdefault(
            (to, asked.json.get("client_msg_id", str(len(self.shown)))), asked.json
        )
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": 200 + len(self.shown)}

    def _new_token(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["secret"] != "right":
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if not self.token or asked["force_refresh"]:
            self.tokens += 1
            self.token = f"token{self.tokens}"
        return {"access_token": self.token, "expires_in": 7200}


@pytest.fixture
def wechat(settings, db):
    cache.delete("wechat.token")
    made = WeChat()
    settings.OUTGOING_LOCAL = True
    settings.WECHAT_ENDPOINT, settings.PUBLIC_URL = made.http.url, "https://nuanlin.test"
    settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET = "wx1", "right"
    settings.WECHAT_TEMPLATES = {"notice": WechatTemplate(id="T1", fields=FIELDS)}
    yield made
    made.http.stop()
    cache.delete("wechat.token")


def parcel(to: str = "openid1", **facts) -> Parcel:
    given: dict[str, Any] = {"key": f"notice:7:{to}", "title": "停水通知", "text": "水" * 40}
    given |= {"template": "notice", "values": {"kind": "突发停水通知"}, "url": "/m/7/"}
    return Parcel(address=to, **(given | facts))


def test_nothing_is_set_up_without_the_environment(settings):
    settings.WECHAT_APP_ID = settings.WECHAT_APP_SECRET = settings.PUBLIC_URL = ""
    settings.WECHAT_TEMPLATES = {}
    assert len(CHANNEL.missing()) == 4


def test_a_message_fills_the_fields_of_a_template_and_comes_once(wechat):
    assert CHANNEL.send([parcel(), parcel()]) == [Sent("201"), Sent("201")]
    [shown] = wechat.shown.values()
    assert (shown["template_id"], shown["url"]) == ("T1", "https://nuanlin.test/m/7/")
    filled = {field: given["value"] for field, given in shown["data"].items()}
    assert filled == {"thing1": "停水通知", "phrase2": "突发停水…", "thing3": "水" * 19 + "…"}
    assert len(shown["client_msg_id"]) == 32
    assert wechat.tokens == 1


def test_a_mini_program_sends_subscription_messages(wechat, settings):
    settings.WECHAT_KIND = "mini"
    wechat.codes["openid2"] = 43101
    sent, unwanted = CHANNEL.send([parcel(), parcel("openid2")])
    assert isinstance(sent, Sent) and wechat.http.asked[-1].path.startswith(
        "/cgi-bin/message/subscribe/"
    )
    assert isinstance(unwanted, Permanent) and unwanted.refused and not unwanted.address_fault
    assert CHANNEL.outcome_of(parcel()) is None


@pytest.mark.parametrize(
    ("code", "kind", "fault"),
    [
        (40003, Permanent, True),
        (43004, Permanent, True),
        (47003, Permanent, False),
        (40037, Permanent, False),
        (-1, Later, None),
        (45011, Later, None),
        (None, Unknown, None),
    ],
)
def test_each_code_asks_something_else_of_us(wechat, code, kind, fault):
    wechat.codes["openid2"] = code
    first, answer = CHANNEL.send([parcel(), parcel("openid2")])
    assert isinstance(first, Sent) and type(answer) is kind
    assert getattr(answer, "address_fault", None) == fault


def test_the_accounts_own_trouble_stops_the_way_and_no_message(wechat, settings):
    wechat.codes = {"openid1": 45009}
    with pytest.raises(Down, match="45009"):
        CHANNEL.send([parcel()])
    sent, rest, last = CHANNEL.send([parcel("a"), parcel(), parcel("b")])
    assert isinstance(sent, Sent) and isinstance(rest, Later) and isinstance(last, Later)
    cache.delete("wechat.token")
    settings.WECHAT_APP_SECRET = "wrong"
    with pytest.raises(Down, match="40125"):
        CHANNEL.send([parcel("a")])


def test_a_spent_token_is_replaced_once_and_kept_sealed(wechat):
    CHANNEL.send([parcel("a")])
    wechat.token = "somebody else's"
    assert [type(one) for one in CHANNEL.send([parcel("b"), parcel("c")])] == [Sent, Sent]
    assert wechat.tokens == 2
    assert "token2" not in cache.get("wechat.token")


@pytest.mark.django_db(transaction=True)
def test_several_workers_fetch_one_token_between_them(wechat):
    def work() -> None:
        call("/cgi-bin/message/template/send", {"touser": "a", "client_msg_id": "1"})
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(20)
    paths = [asked.path for asked in wechat.http.asked]
    assert paths.count("/cgi-bin/stable_token") == 1 and len(paths) == 5


def test_what_may_have_been_sent_is_sent_again_only_while_wechat_knows_our_key(wechat):
    row = Delivery.objects.create(key=parcel().key, way=Way.WECHAT, address="openid1")
    for minutes, again in ((3, True), (11, False)):
        Delivery.objects.filter(pk=row.pk).update(
            taken_at=timezone.now() - timedelta(minutes=minutes)
        )
        assert (CHANNEL.outcome_of(parcel()) is not None) is again


def test_a_template_that_lacks_a_value_or_is_not_set_asks_nobody(wechat):
    one, other = CHANNEL.send([parcel(values={}), parcel(template="else")])
    assert isinstance(one, Permanent) and "kind" in one.words
    assert isinstance(other, Permanent) and other.code == "no_template"
    assert wechat.http.asked == []


EVENT = (
    "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[openid1]]></FromUserName>"
    "<CreateTime>1395658920</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[{event}]]></Event><MsgID>201</MsgID><Status><![CDATA[{status}]]></Status></xml>"
)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("success", State.DELIVERED),
        ("failed:user block", State.FAILED),
        ("failed: system failed", State.FAILED),
    ],
)
def test_events_tell_what_became_of_a_message(db, status, state):
    row = Delivery.objects.create(
        key="k", way=Way.WECHAT, address="openid1", state=State.SENT, provider_id="201"
    )
    said = EVENT.format(event="TEMPLATESENDJOBFINISH", status=status)
    for _ in range(2):
        answer = Client().post(receipts_url(Way.WECHAT), said, content_type="text/xml")
        assert answer.content == b"success"
    row.refresh_from_db()
    assert row.state == state


def test_where_a_token_is_set_only_what_wechat_has_signed_is_heard(db, settings):
    settings.WECHAT_TOKEN = "AAAAA"
    path = receipts_url(Way.WECHAT)
    # The example of WeChat's own documentation.
    right = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
    }
    said = EVENT.format(event="unsubscribe", status="")
    for wrong in ({}, right | {"nonce": "1514711493"}, right | {"signature": "签名"}):
        assert Client().get(path, {"echostr": "5837", **wrong}).status_code == 404
        answer = Client().post(path, said, content_type="text/xml", query_params=wrong)
        assert answer.status_code == 404
    assert not AddressState.objects.exists()
    assert Client().get(path, {"echostr": "5837", **right}).content == b"5837"
    Client().post(path, said, content_type="text/xml", query_params=right)
    assert AddressState.objects.get().address == "openid1"


def test_who_stops_following_is_written_to_no_more(db):
    said = EVENT.format(event="unsubscribe", status="")
    Client().post(receipts_url(Way.WECHAT), said, content_type="text/xml")
    assert AddressState.objects.get().address == "openid1"


def test_wechat_hears_its_own_word_from_the_address_it_was_given(db):
    path = receipts_url(Way.WECHAT)
    assert Client().get(path, {"echostr": "5837"}).content == b"5837"
    answer = Client().get(path, {"echostr": "<script>"})
    assert answer["Content-Type"] == "text/plain"
