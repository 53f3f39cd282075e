"""What the three robots take and answer. All say HTTP 200 when they refuse: the body counts."""

import hmac
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode


class Group(Protocol):
    """How a group is set up in the environment."""

    @property
    def kind(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def secret(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Post:
    """Where to post what."""

    url: str
    body: dict[str, Any]


# Too many in a minute; the same message may be posted later.
TOO_MANY = {
    "wecom": {45009, 45033},
    "dingtalk": {-1, 130101, 410100},
    "feishu": {9499, 11232},
}
# WeCom takes 2048 bytes; a character is up to four.
MOST_CHARACTERS = 500


def post_to(group: Group, text: str, *, seconds: int) -> Post:
    """Return the request that posts ``text``, signed at that moment where the group asks it."""
    said = text[:MOST_CHARACTERS]
    if group.kind == "feishu":
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": said}}
        if group.secret:
            key = f"{seconds}\n{group.secret}"
            body |= {"timestamp": str(seconds), "sign": _sign(key, "")}
        return Post(group.url, body)
    body = {"msgtype": "text", "text": {"content": said}}
    if group.kind == "dingtalk" and group.secret:
        moment = seconds * 1000
        sign = _sign(group.secret, f"{moment}\n{group.secret}")
        return Post(f"{group.url}&{urlencode({'timestamp': moment, 'sign': sign})}", body)
    return Post(group.url, body)


def code_of(group: Group, said: dict[str, Any]) -> tuple[int | None, str]:
    """Return the robot's code, 0 when it has posted, and its words; None when it says neither."""
    code = said.get("code" if group.kind == "feishu" else "errcode")
    words = said.get("msg" if group.kind == "feishu" else "errmsg")
    return code if isinstance(code, int) else None, str(words or "")[:300]


def _sign(key: str, text: str) -> str:
    return b64encode(hmac.new(key.encode(), text.encode(), "sha256").digest()).decode()
