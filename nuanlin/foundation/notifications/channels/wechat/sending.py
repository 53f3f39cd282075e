"""Parcels to followers, one call each: WeChat has no other way."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

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
from nuanlin.foundation.notifications.channels.wechat.events import answer_to, receipts_in, signed
from nuanlin.foundation.notifications.channels.wechat.service import call
from nuanlin.foundation.notifications.models import Delivery, Way
from nuanlin.lib.outgoing import Unreachable

OFFICIAL, MINI = "/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/send"
# How long WeChat keeps a second message of one client_msg_id back, less a minute.
ONCE = timedelta(minutes=9)
# What a field may hold, by the beginning of its name.
LONGEST = {"thing": 20, "phrase": 5, "name": 10, "car_number": 8, "phone_number": 17}
LONG = 32

BUSY, TOO_FAST = {-1, 45011}, 60.0
WRONG_ADDRESS = {40003, 43004}
UNWANTED = {43101}
# The account's own trouble: secret, list of addresses, right, the day's limit.
OURS = {40013, 40125, 40164, 41002, 41004, 45009, 48001, 50002}


class WechatChannel:
    """Messages in WeChat, to people who follow the office's account or use its mini program."""

    way = Way.WECHAT
    at_once = 10
    rate = 20.0
    thanks = "success"
    receipts = staticmethod(receipts_in)
    answer_to = staticmethod(answer_to)
    signed = staticmethod(signed)

    def missing(self) -> list[str]:
        """Return what the environment lacks."""
        return unset("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TEMPLATES", "PUBLIC_URL")

    def send(self, parcels: Sequence[Parcel]) -> list[Answer]:
        """Send one after another. Raises Down when the first meets the account's own trouble."""
        answers: list[Answer] = []
        for place, parcel in enumerate(parcels):
            try:
                answers.append(_sent(parcel))
            except Down as down:
                if place == 0:
                    raise
                answers += [Later("down", str(down))] * (len(parcels) - place)
                break
        return answers

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Send it again while WeChat still knows our key; afterwards nobody can say."""
        just_now = Delivery.objects.filter(key=parcel.key, taken_at__gt=timezone.now() - ONCE)
        if settings.WECHAT_KIND == "official" and just_now.exists():
            return Later("again", "WeChat keeps a second one back")
        return None


def _sent(parcel: Parcel) -> Answer:
    template = settings.WECHAT_TEMPLATES.get(parcel.template)
    if template is None:
        return Permanent("no_template", f"no template is set for “{parcel.template}”")
    known = {"title": parcel.title, "text": parcel.text, **parcel.values}
    missing = sorted(set(template.fields.values()) - set(known))
    if missing:
        return Permanent("no_value", f"nothing fills {', '.join(missing)}")
    body: dict[str, Any] = {
        "touser": parcel.address,
        "template_id": template.id,
        "data": {
            field: {"value": _short(field, str(known[name]))}
            for field, name in template.fields.items()
        },
    }
    if settings.WECHAT_KIND == "official":
        link = f"{settings.PUBLIC_URL}{parcel.url}"
        body |= {"url": link, "client_msg_id": sha256(parcel.key.encode()).hexdigest()[:32]}
        path = OFFICIAL
    else:
        body |= {"page": f"pages/open?path={parcel.url}", "miniprogram_state": "formal"}
        path = MINI
    try:
        said = call(path, body)
    except Unreachable as error:
        if not error.handed_over:
            raise Down(str(error)) from error
        return Unknown(str(error))
    return _meaning(said)


def _meaning(said: dict[str, Any]) -> Answer:
    code, words = int(said.get("errcode", 0)), str(said.get("errmsg", ""))[:300]
    if code == 0:
        return Sent(str(said.get("msgid", "")))
    if code in OURS:
        raise Down(f"{code} {words}")
    if code in BUSY or (code >= 500 and code < 600):
        return Later(str(code), words, TOO_FAST)
    return Permanent(
        str(code), words, address_fault=code in WRONG_ADDRESS, refused=code in UNWANTED
    )


def _short(field: str, text: str) -> str:
    """Return what fits into a field such as "thing1": WeChat refuses longer ones."""
    longest = LONGEST.get(field.rstrip("0123456789"), LONG)
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
