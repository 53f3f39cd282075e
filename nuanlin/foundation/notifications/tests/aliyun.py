"""Aliyun's text messages on the loopback, after its published pages.

It checks the signature by itself: canonical request, its digest, HMAC-SHA256. It answers as a test
tells it to, and remembers what it took, as QuerySendDetails does.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from pytest_django.fixtures import Settings

from nuanlin.foundation.notifications.tests.loopback import TOO_LATE, Asked, Loopback

SECRET = "the secret"
TEMPLATES = {"notice": "SMS_154950909"}
_HEADER = re.compile(
    r"ACS3-HMAC-SHA256 Credential=(\w+),SignedHeaders=([\w;-]+),Signature=([0-9a-f]{64})"
)


class Aliyun:
    """One account with one key; ``codes`` holds answers other than OK by phone number.

    Beside the codes of the service: "broken" answers with nonsense, "slow" and "cut" take the
    message and answer too late or not at all.
    """

    def __init__(self) -> None:
        self.http = Loopback(self._answer)
        self.codes: dict[str, str] = {}
        self.sent: list[dict[str, str]] = []
        self.details: dict[str, dict[str, Any]] = {}
        self.nonces: set[str] = set()

    @classmethod
    @contextmanager
    def set_up(cls, settings: Settings) -> Iterator["Aliyun"]:
        """Serve, with the environment that knows of it."""
        made = cls()
        settings.OUTGOING_LOCAL = True
        settings.SMS_ENDPOINT, settings.SMS_TEMPLATES = made.http.url, TEMPLATES
        settings.SMS_KEY_ID, settings.SMS_KEY_SECRET = "keyid", SECRET
        settings.SMS_SIGNATURE = "翠湖物业"
        yield made
        made.http.stop()

    def _answer(self, asked: Asked) -> tuple[int, Any] | None:
        query = dict(parse_qsl(urlsplit(asked.path).query, keep_blank_values=True))
        if not self._genuine(asked, query):
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not…"}
        if asked.headers["x-acs-version"] != "2017-05-25":
            return 404, {"Code": "InvalidAction.NotFound"}
        if asked.headers["x-acs-action"] == "QuerySendDetails":
            return 200, self._queried(query)
        return self._taken(query)

    def _taken(self, query: dict[str, str]) -> tuple[int, Any] | None:
        number = query["PhoneNumbers"]
        code = self.codes.get(number, "OK")
        if code == "broken":
            return 200, b"<html>"
        if code not in ("OK", "slow", "cut"):
            return (503 if code.startswith("Throttling") else 200), {"Code": code, "Message": "no"}
        self.sent.append(query)
        status = {"SendStatus": 1, "ErrCode": "", "OutId": query["OutId"], "PhoneNum": number}
        self.details[query["OutId"]] = status
        if code == "cut":
            return None
        if code == "slow":
            return TOO_LATE, None
        return 200, {"Code": "OK", "Message": "OK", "BizId": f"9008206{len(self.sent)}^0"}

    def _queried(self, query: dict[str, str]) -> Any:
        today = (datetime.now(UTC) + timedelta(hours=8)).strftime("%Y%m%d")
        found = [
            one
            for one in self.details.values()
            if one["PhoneNum"] == query["PhoneNumber"] and query["SendDate"] == today
        ]
        return {
            "Code": "OK",
            "TotalCount": len(found),
            "SmsSendDetailDTOs": {"SmsSendDetailDTO": found},
        }

    def _genuine(self, asked: Asked, query: dict[str, str]) -> bool:
        found = _HEADER.fullmatch(asked.headers["authorization"])
        if (
            found is None
            or found[1] != "keyid"
            or asked.headers["x-acs-signature-nonce"] in self.nonces
        ):
            return False
        self.nonces.add(asked.headers["x-acs-signature-nonce"])
        names = found[2].split(";")
        pairs = sorted((quote(name, safe="~"), quote(query[name], safe="~")) for name in query)
        canonical = "\n".join(
            [
                asked.method,
                "/",
                "&".join("=".join(pair) for pair in pairs),
                *[f"{name}:{asked.headers[name]}" for name in names],
                "",
                found[2],
                hashlib.sha256(asked.body).hexdigest(),
            ]
        )
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
        wanted = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        must = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-version"}
        return (
            hmac.compare_digest(found[3], wanted) and must <= set(names) and names == sorted(names)
        )


def report(key: str, **facts: Any) -> dict[str, Any]:
    """Return what Aliyun reports about the message of our ``key``."""
    return {
        "phone_number": "13800138001",
        "send_time": "2026-11-23 09:00:00",
        "report_time": "2026-11-23 09:00:05",
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "用户接收成功",
        "sms_size": "1",
        "biz_id": "90082061^0",
        "out_id": key,
        **facts,
    }
