"""Text messages: to a service that checks the signature, with its codes, reports and replies."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from nuanlin.foundation.notifications.channels.base import (
    Delivered,
    Down,
    Later,
    Parcel,
    Permanent,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.channels.sms import CHANNEL
from nuanlin.foundation.notifications.models import AddressState, Delivery, State, Way
from nuanlin.foundation.notifications.receiving import receipts_url
from nuanlin.foundation.notifications.tests.aliyun import Aliyun, report
from nuanlin.foundation.notifications.tests.loopback import Loopback


@pytest.fixture
def aliyun(settings):
    with Aliyun.set_up(settings) as made:
        yield made


def parcel(number: str = "13800138001", **facts) -> Parcel:
    given: dict[str, Any] = {"key": f"notice:7:sms:{number}", "title": "停水", "text": "停水"}
    given |= {
        "template": "notice",
        "values": {"kind": "停水 & 停电+*~", "number": 3},
        "url": "/m/7/",
    }
    return Parcel(address=f"+86{number}", **(given | facts))


def test_nothing_is_set_up_without_the_environment(settings):
    settings.SMS_KEY_ID = settings.SMS_KEY_SECRET = settings.SMS_SIGNATURE = ""
    settings.SMS_TEMPLATES, settings.PUBLIC_URL = {}, ""
    assert CHANNEL.missing() == [
        "NUANLIN_SMS_KEY_ID",
        "NUANLIN_SMS_KEY_SECRET",
        "NUANLIN_SMS_SIGNATURE",
        "NUANLIN_SMS_TEMPLATES",
        "NUANLIN_PUBLIC_URL",
    ]


def test_a_message_is_a_template_filled_in_and_carries_our_key(aliyun):
    assert CHANNEL.send([parcel()]) == [Sent("90082061^0")]
    [taken] = aliyun.sent
    assert (taken["PhoneNumbers"], taken["SignName"]) == ("13800138001", "翠湖物业")
    assert (taken["TemplateCode"], taken["OutId"]) == ("SMS_154950909", "notice:7:sms:13800138001")
    filled = json.loads(taken["TemplateParam"])
    assert filled == {"kind": "停水 & 停电+*~", "number": "3", "link": "m/7"}


def test_what_fills_a_template_is_cut_before_the_service_refuses_it(aliyun):
    CHANNEL.send([parcel(values={"text": "水" * 60})])
    assert json.loads(aliyun.sent[0]["TemplateParam"])["text"] == "水" * 34 + "…"


@pytest.mark.parametrize(
    ("code", "kind", "fact"),
    [
        ("isv.MOBILE_NUMBER_ILLEGAL", Permanent, {"address_fault": True, "refused": False}),
        ("isv.MOBILE_IN_BLACK", Permanent, {"address_fault": False, "refused": True}),
        ("isv.BLACK_KEY_CONTROL_LIMIT", Permanent, {"address_fault": False, "refused": False}),
        ("isv.SMS_TEMPLATE_ILLEGAL", Permanent, {"address_fault": False}),
        ("isv.BUSINESS_LIMIT_CONTROL", Later, {"after_seconds": 3600}),
        ("Throttling.User", Later, {"after_seconds": 5}),
        ("isp.SYSTEM_ERROR", Later, {"after_seconds": 5}),
        ("isv.AMOUNT_NOT_ENOUGH", Later, {"after_seconds": None}),
        ("broken", Later, {}),
    ],
)
def test_each_code_asks_something_else_of_us(aliyun, code, kind, fact):
    aliyun.codes["13800138002"] = code
    first, answer = CHANNEL.send([parcel(), parcel("13800138002")])
    assert isinstance(first, Sent) and type(answer) is kind
    assert {name: getattr(answer, name) for name in fact} == fact


def test_an_account_without_money_stops_the_way_and_no_message(aliyun):
    aliyun.codes = {"13800138001": "isv.AMOUNT_NOT_ENOUGH", "13800138002": "isv.OUT_OF_SERVICE"}
    with pytest.raises(Down, match="AMOUNT_NOT_ENOUGH"):
        CHANNEL.send([parcel(), parcel("13800138002")])


def test_a_wrong_secret_and_a_service_that_is_away_stop_the_way(aliyun, settings):
    settings.SMS_KEY_SECRET = "another"
    with pytest.raises(Down, match="SignatureDoesNotMatch"):
        CHANNEL.send([parcel()])
    settings.SMS_ENDPOINT = "http://127.0.0.1:1"
    with pytest.raises(Down, match="unreachable"):
        CHANNEL.send([parcel()])
    assert aliyun.sent == []


def test_a_line_that_breaks_leaves_doubt_until_the_service_is_asked(aliyun, settings):
    cut = Loopback(lambda asked: None)
    settings.SMS_ENDPOINT = cut.url
    [answer] = CHANNEL.send([parcel()])
    cut.stop()
    assert isinstance(answer, Unknown)
    settings.SMS_ENDPOINT = aliyun.http.url
    never = CHANNEL.outcome_of(parcel())
    assert isinstance(never, Later) and never.code == "never_sent"


def test_what_became_of_a_message_is_found_by_our_key(aliyun):
    CHANNEL.send([parcel(), parcel(key="another")])
    assert CHANNEL.outcome_of(parcel()) == Sent()
    aliyun.details[parcel().key] |= {"SendStatus": 3, "ErrCode": "DELIVERED"}
    aliyun.details["another"] |= {"SendStatus": 2, "ErrCode": "MOBILE_IN_BLACK"}
    assert CHANNEL.outcome_of(parcel()) == Delivered()
    assert CHANNEL.outcome_of(parcel(key="another")) == Permanent("MOBILE_IN_BLACK", refused=True)


def test_numbers_and_templates_that_cannot_work_ask_nobody(aliyun):
    abroad, unknown = CHANNEL.send(
        [Parcel("k", "+85291234567", "", "", template="notice"), parcel(template="else")]
    )
    assert isinstance(abroad, Permanent) and abroad.address_fault
    assert isinstance(unknown, Permanent) and unknown.code == "no_template"
    assert aliyun.http.asked == []


def pushed(*entries: Any, path: str = "") -> Any:
    path = path or receipts_url(Way.SMS)
    carrier = Client(enforce_csrf_checks=True)
    return carrier.post(path, json.dumps(entries), content_type="application/json")


def test_reports_are_matched_once_however_often_they_come(db):
    made = [
        Delivery.objects.create(key=key, way=Way.SMS, address="+8613800138001", state=State.SENT)
        for key in "ab"
    ]
    failed = report("b", success=False, err_code="MOBILE_NOT_ON_SERVICE", biz_id="2")
    for _ in range(2):
        assert (
            pushed(report("a"), failed, report("nobody", biz_id="")).content
            == b'{"code": 0, "msg": "OK"}'
        )
    for one in made:
        one.refresh_from_db()
    assert [one.state for one in made] == [State.DELIVERED, State.FAILED]
    assert made[0].delivered_at == datetime(2026, 11, 23, 1, 0, 5, tzinfo=UTC)
    assert made[1].error_code == "MOBILE_NOT_ON_SERVICE"
    assert not AddressState.objects.exists()  # switched off for an hour is no wrong number


def test_who_replies_stop_is_written_to_no_more(db):
    said = ["收到，谢谢", " td ", "TD"]
    replies = [
        {"phone_number": f"1380013800{place}", "content": words, "sequence_id": place}
        for place, words in enumerate(said)
    ]
    assert pushed(*replies, *replies).status_code == 200
    refused = AddressState.objects.filter(way=Way.SMS).order_by("address")
    assert [(one.address, one.fault) for one in refused] == [
        ("+8613800138001", "refused"),
        ("+8613800138002", "refused"),
    ]


def test_nobody_reports_without_the_secret_address_and_nonsense_does_no_harm(db):
    secret = receipts_url(Way.SMS)
    wrong = secret.replace("sms", "email"), secret[:-3] + "00/", secret.replace("sms", "fax")
    for path in wrong:
        assert pushed(report("a"), path=path).status_code == 404
    assert pushed("x", 7, None, {}, {"success": True}).status_code == 200
    assert Client().post(secret, b"\xff{", content_type="application/json").status_code == 200
