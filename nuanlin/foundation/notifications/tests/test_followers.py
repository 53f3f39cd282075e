"""Whose WeChat is whose: a code shown in Nuanlin, sent to the office's account."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from nuanlin.config.environment import WechatTemplate
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.delivering.along import addresses_of
from nuanlin.foundation.notifications.models import AddressState, ContactAddress, Way
from nuanlin.foundation.notifications.receiving import receipts_url

REACH = "/notifications/reach/"
WRITTEN = (
    "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{who}]]></FromUserName>"
    "<CreateTime>1395658920</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>"
    "<Content><![CDATA[{text}]]></Content><Event><![CDATA[{event}]]></Event>"
    "<MsgId>{number}</MsgId></xml>"
)
DONE, SORRY = "绑好了", "请在暖邻"


@pytest.fixture(autouse=True)
def wechat(settings, cast):
    settings.PUBLIC_URL, settings.WECHAT_KIND = "https://nuanlin.test", "official"
    settings.WECHAT_APP_ID, settings.WECHAT_APP_SECRET = "wx1", "right"
    settings.WECHAT_TEMPLATES = {"told": WechatTemplate(id="T1", fields={"thing1": "text"})}


def code_for(cast, name="zhou"):
    return code_on(cast.client(name).post(f"{REACH}wechat/"))


def code_on(answer):
    [code] = re.findall(r">(\d{4}-\d{4})<", answer.content.decode())
    return code


def pushed(who="openid1", *, kind="text", text="", event="", number=1):
    said = WRITTEN.format(who=who, kind=kind, text=text, event=event, number=number)
    return Client().post(receipts_url(Way.WECHAT), said, content_type="text/xml")


def answered(text, who="openid1", number=1):
    return pushed(who, text=text, number=number).content.decode()


def reached(cast, name="zhou"):
    account = cast.accounts[name]
    return list(addresses_of({account.pk: account}, [Way.WECHAT])[account.pk, Way.WECHAT])


def test_who_sends_the_code_is_written_to_from_then_on(cast):
    code = code_for(cast)
    [waiting] = ContactAddress.objects.all()
    assert code.replace("-", "") not in waiting.address
    assert reached(cast) == [] and code not in cast.client("zhou").get(REACH).content.decode()
    AddressState.objects.create(way=Way.WECHAT, address="openid1", fault="refused")
    answer = pushed(text=f" {code} ")
    assert answer["Content-Type"] == "text/xml"
    said = answer.content.decode()
    assert DONE in said
    assert "<ToUserName><![CDATA[openid1]]>" in said and "<FromUserName><![CDATA[gh_1]]>" in said
    assert reached(cast) == ["openid1"]
    assert not AddressState.objects.exists()
    assert "wechat/off/" in cast.client("zhou").get(REACH).content.decode()


def test_the_same_message_twice_is_answered_alike_and_binds_once(cast):
    code = code_for(cast)
    assert DONE in answered(code, number=7) and DONE in answered(code, number=7)
    assert Event.objects.filter(verb="reach.wechat_bound").count() == 1
    assert reached(cast) == ["openid1"]


def test_a_late_repetition_does_not_bind_what_was_taken_away_meanwhile(cast):
    code = code_for(cast)
    answered(code, number=7)
    cast.client("zhou").post(f"{REACH}wechat/off/")
    assert SORRY in answered(code, number=7)
    assert reached(cast) == []


@pytest.mark.parametrize("who", ["openid1", "openid2"])
def test_a_code_that_was_used_does_not_hold_again(cast, who):
    code = code_for(cast)
    answered(code)
    assert SORRY in answered(code, who, number=2)
    assert reached(cast) == ["openid1"]


def test_a_code_ends_after_ten_minutes(cast):
    code = code_for(cast)
    ContactAddress.objects.update(made_at=timezone.now() - timedelta(minutes=10))
    assert SORRY in answered(code)
    assert reached(cast) == []


def test_a_new_code_ends_the_one_before(cast):
    old, new = code_for(cast), code_for(cast)
    assert SORRY in answered(old)
    assert DONE in answered(new, number=2)


def test_a_code_that_nobody_asked_for_binds_nothing(cast):
    code = code_for(cast)
    wrong = f"{(int(code.replace('-', '')) + 1) % 10**8:08}"
    assert SORRY in answered(wrong)
    assert reached(cast) == []


@pytest.mark.parametrize("text", ["你好", "", "什么时候来水"])
def test_what_else_a_follower_writes_is_left_to_others(cast, text):
    assert pushed(text=text).content == b"success"


def test_a_foreign_address_of_the_door_binds_nothing(cast):
    said = WRITTEN.format(who="openid1", kind="text", text=code_for(cast), event="", number=1)
    path = receipts_url(Way.WECHAT)[:-3] + "zz/"
    assert Client().post(path, said, content_type="text/xml").status_code == 404
    assert reached(cast) == []


def test_a_follower_belongs_to_whoever_bound_it_last(cast):
    answered(code_for(cast))
    answered(code_for(cast, "wu"), number=2)
    assert (reached(cast), reached(cast, "wu")) == ([], ["openid1"])


def test_an_account_has_one_follower_the_last(cast):
    answered(code_for(cast))
    answered(code_for(cast), "openid2", number=2)
    assert reached(cast) == ["openid2"]


def test_who_follows_no_more_is_forgotten(cast):
    answered(code_for(cast))
    for _ in range(2):
        assert pushed(kind="event", event="unsubscribe").content == b"success"
    assert reached(cast) == []
    assert Event.objects.filter(verb="reach.wechat_removed").count() == 1


def test_one_takes_away_one_s_own_alone(cast):
    answered(code_for(cast))
    assert cast.client("wu").post(f"{REACH}wechat/off/").status_code == 404
    assert reached(cast) == ["openid1"]
    assert cast.client("zhou").post(f"{REACH}wechat/off/").status_code == 302
    assert reached(cast) == []


def test_the_answer_speaks_the_reader_s_language(cast):
    account = cast.accounts["zhou"]
    account.language = "en"
    account.save(update_fields=["language"])
    assert "You are connected" in answered(code_for(cast).replace("-", " "))


def test_a_retried_request_leaves_the_code_that_was_shown(cast):
    body = {"request_key": "6d4f7dd2-5cf1-4e0a-9f0e-5a4f0d1f2b3c"}
    client = cast.client("zhou")
    code = code_on(client.post(f"{REACH}wechat/", body))
    assert client.post(f"{REACH}wechat/", body).status_code == 302
    assert DONE in answered(code)


@pytest.mark.parametrize("setting", [("WECHAT_APP_ID", ""), ("WECHAT_KIND", "mini")])
def test_where_nobody_can_follow_nothing_is_offered(cast, settings, setting):
    setattr(settings, *setting)
    client = cast.client("zhou")
    assert f"{REACH}wechat/" not in client.get(REACH).content.decode()
    assert client.post(f"{REACH}wechat/").status_code == 409
    assert not ContactAddress.objects.exists()


def test_a_program_connects_alike(cast, call):
    asked = call("zhou").post("reach/wechat/codes")
    assert asked.status_code == 201
    assert call("zhou").get("reach").json()["wechat_since"] is None
    assert DONE in answered(asked.json()["code"])
    assert call("zhou").get("reach").json()["wechat_since"]
    assert call("zhou").delete("reach/wechat").status_code == 204
    assert call("zhou").delete("reach/wechat").status_code == 404
    assert reached(cast) == []
