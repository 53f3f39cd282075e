"""SendSms one by one: every message has its own key (OutId) and its own answer.

SendBatchSms would answer for a hundred numbers with one code; one wrong number would take
ninety-nine others with it.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from nuanlin.foundation.notifications.channels.base import (
    Answer,
    Down,
    Later,
    Parcel,
    Permanent,
    Sent,
    Unknown,
)
from nuanlin.foundation.notifications.channels.environment import unset
from nuanlin.foundation.notifications.channels.sms.codes import OURS, meaning
from nuanlin.foundation.notifications.channels.sms.receipts import receipts_in, state_of
from nuanlin.foundation.notifications.channels.sms.service import call
from nuanlin.foundation.notifications.models import Way
from nuanlin.lib.outgoing import Unreachable

AT_A_TIME = 8
# What fills in a variable of a template may be as long as this.
MOST_CHARACTERS = 35
CHINA = "+86"
MOST_DETAILS = 50
_OUR_FAULT = OURS | {"unreachable"}


class SmsChannel:
    """Text messages to mobile phones in mainland China."""

    way = Way.SMS
    at_once = 50
    rate = 20.0
    thanks = '{"code": 0, "msg": "OK"}'
    receipts = staticmethod(receipts_in)

    def missing(self) -> list[str]:
        """Return what the environment lacks."""
        return unset("SMS_KEY_ID", "SMS_KEY_SECRET", "SMS_SIGNATURE", "SMS_TEMPLATES", "PUBLIC_URL")

    def send(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Send all. Raises Down when not one was taken for a reason that is the office's own."""
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            answers = list(pool.map(_sent, parcels))
        refusals = [one for one in answers if isinstance(one, Later) and one.code in _OUR_FAULT]
        if refusals and len(refusals) == len(answers):
            raise Down(f"{refusals[0].code} {refusals[0].words}".strip())
        return answers

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Ask for the number's messages of yesterday and today, and look for our key.

        Raises Unreachable.
        """
        today = timezone.localdate()
        for day in (today, today - timedelta(days=1)):
            query = {
                "PhoneNumber": parcel.address.removeprefix(CHINA),
                "SendDate": day.strftime("%Y%m%d"),
                "PageSize": str(MOST_DETAILS),
                "CurrentPage": "1",
            }
            status, said = call("QuerySendDetails", query)
            if said.get("Code") != "OK":
                raise Unreachable(f"{status} {said.get('Code')} {said.get('Message')}")
            details = said.get("SmsSendDetailDTOs", {}).get("SmsSendDetailDTO", [])
            for one in details:
                if one.get("OutId") == parcel.key:
                    found = state_of(one.get("SendStatus"), str(one.get("ErrCode", "")))
                    return found or Sent()
            if len(details) >= MOST_DETAILS:
                return None
        return Later("never_sent", "the service knows nothing of it")


def _sent(parcel: Parcel) -> Answer:
    template = settings.SMS_TEMPLATES.get(parcel.template)
    if template is None:
        return Permanent("no_template", f"no template is set for “{parcel.template}”")
    if not parcel.address.startswith(CHINA):
        return Permanent("isv.MOBILE_NUMBER_ILLEGAL", "not in mainland China", address_fault=True)
    query = {
        "PhoneNumbers": parcel.address.removeprefix(CHINA),
        "SignName": settings.SMS_SIGNATURE,
        "TemplateCode": template,
        "TemplateParam": _filling(parcel),
        "OutId": parcel.key,
    }
    try:
        status, said = call("SendSms", query)
    except Unreachable as error:
        words = str(error)
        return Unknown(words) if error.handed_over else Later("unreachable", words)
    code = str(said.get("Code", ""))
    if code == "OK":
        return Sent(str(said.get("BizId", "")))
    return meaning(code, str(said.get("Message", ""))[:300], status)


def _filling(parcel: Parcel) -> str:
    """Return a template's variables: texts alone, none of them too long; ``link`` is our path."""
    values = {**parcel.values, "link": parcel.url.strip("/")}
    return json.dumps(
        {name: _short(str(value)) for name, value in values.items()}, ensure_ascii=False
    )


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
