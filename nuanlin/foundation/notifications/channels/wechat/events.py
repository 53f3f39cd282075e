"""What WeChat pushes as XML: what became of a message, who follows no more, codes sent to us.

Its signature is that of developers.weixin.qq.com, "Message and event push", step two.
"""

import re
from collections.abc import Mapping
from hashlib import sha1
from time import time

from django.conf import settings
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from nuanlin.foundation.accounts.codes import plain_code
from nuanlin.foundation.notifications.channels.base import Delivered, Permanent, Receipt
from nuanlin.foundation.notifications.channels.wechat.followers import (
    bind_follower,
    forget_follower,
)
from nuanlin.foundation.notifications.delivering.addresses import refuse_address
from nuanlin.foundation.notifications.models import Way

# Flat and always of this form; no need to let a stranger's XML near a parser.
_FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[([^\]<]*)\]\]>|([^<]*))</\1>")
_ANSWER = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{us}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[{text}]]></Content></xml>"
)


def signed(query: Mapping[str, str]) -> bool:
    """Whether who asks knows the token of our account; always where the operator has set none."""
    if not settings.WECHAT_TOKEN:
        return True
    parts = [settings.WECHAT_TOKEN, query.get("timestamp", ""), query.get("nonce", "")]
    right = sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()
    return constant_time_compare(query.get("signature", ""), right)


def receipts_in(body: bytes) -> list[Receipt]:
    """Return what an event says of a message sent; who has stopped following gets no more."""
    said = _fields(body)
    event = said.get("Event", "").lower()
    if event == "unsubscribe" and said.get("FromUserName"):
        forget_follower(said["FromUserName"])
        refuse_address(Way.WECHAT, said["FromUserName"], words="unsubscribe")
    if event != "templatesendjobfinish":
        return []
    status = said.get("Status", "")
    blocked = "block" in status
    answer = Delivered() if status == "success" else Permanent(status[:60], refused=blocked)
    return [Receipt(answer, provider_id=said.get("MsgID", ""))]


def answer_to(body: bytes) -> str:
    """Take a code that a follower has sent, and return the answer to them as XML.

    "" for whatever else they write: that is no business of ours.
    """
    said = _fields(body)
    openid, code = said.get("FromUserName", ""), plain_code(said.get("Content", ""))
    if said.get("MsgType") != "text" or not openid or not code.isdecimal():
        return ""
    text = _said_to_follower(openid, code, said.get("MsgId", ""))
    us = said.get("ToUserName", "")
    return _ANSWER.format(to=openid, us=us, now=int(time()), text=text)


def _said_to_follower(openid: str, code: str, message: str) -> str:
    row = bind_follower(openid, code=code, message=message)
    language = row.account.language if row else ""
    with translation.override(language or settings.LANGUAGE_CODE):
        if row:
            return _("You are connected. From now on messages come here.")
        return _(
            "This code does not hold, or no more. Please ask for a new one in Nuanlin, under “How"
            " we reach you”, and send it here within ten minutes."
        )


def _fields(body: bytes) -> dict[str, str]:
    found = _FIELD.findall(body.decode(errors="replace"))
    return {name: marked or plain for name, marked, plain in found}
