"""What comes back: delivery reports (SmsReport) and replies (SmsUp), pushed by HTTP as JSON."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import Answer, Delivered, Permanent, Receipt
from nuanlin.foundation.notifications.channels.sms.codes import meaning
from nuanlin.foundation.notifications.delivering.addresses import refuse_address
from nuanlin.foundation.notifications.models import Way

# What people are told to reply when they want no more.
STOP = {"TD", "T", "N", "QX", "退订", "取消"}
_TIME = "%Y-%m-%d %H:%M:%S"


def receipts_in(body: bytes) -> list[Receipt]:
    """Return what a push says of messages sent; who replies "TD" is written to no more."""
    found = []
    for one in _entries(body):
        if "content" in one:
            _reply(one)
        elif "success" in one:
            found.append(_report(one))
    return found


def state_of(status: object, code: str) -> Answer | None:
    """Return what a line of QuerySendDetails says: 1 waiting, 2 failed, 3 arrived."""
    if str(status) == "3":
        return Delivered()
    return _failed(code, "") if str(status) == "2" else None


def _report(one: dict[str, Any]) -> Receipt:
    arrived = one["success"] in (True, "true")
    code = str(one.get("err_code", ""))
    return Receipt(
        Delivered() if arrived else _failed(code, str(one.get("err_msg", ""))),
        provider_id=str(one.get("biz_id", "")),
        key=str(one.get("out_id", "")),
        at=_moment(one.get("report_time")),
    )


def _failed(code: str, words: str) -> Permanent:
    """The carrier gave it up: whatever the code, this message is not tried again by this way."""
    known = meaning(code, words, 200)
    return known if isinstance(known, Permanent) else Permanent(code or "UNKNOWN", words)


def _reply(one: dict[str, Any]) -> None:
    if str(one["content"]).strip().upper() in STOP:
        number = str(one.get("phone_number", ""))[-11:]
        refuse_address(Way.SMS, f"+86{number}", words=str(one["content"]))


def _entries(body: bytes) -> list[dict[str, Any]]:
    try:
        said = json.loads(body)
    except ValueError:
        return []
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def _moment(text: object) -> datetime | None:
    """Times come in China's own."""
    try:
        return timezone.make_aware(datetime.strptime(str(text), _TIME))  # noqa: DTZ007
    except ValueError:
        return None
