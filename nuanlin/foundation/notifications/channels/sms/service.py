"""One call of an Aliyun API, signed as "V3 request body & signature" (ACS3-HMAC-SHA256) has it.

Signed by hand: docs/decisions/push-and-text-messages-without-kits.md says why.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from nuanlin.lib.outgoing import ask

ALGORITHM = "ACS3-HMAC-SHA256"
VERSION = "2017-05-25"
SECONDS = 10.0


def call(action: str, query: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Carry out ``action``; return the status and the answer. Raises Unreachable."""
    parts = urlsplit(settings.SMS_ENDPOINT)
    asked = _canonical(query)
    headers = {
        "host": parts.netloc,
        "x-acs-action": action,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": uuid4().hex,
        "x-acs-version": VERSION,
    }
    answer = ask(
        "POST",
        f"{settings.SMS_ENDPOINT}/?{asked}",
        headers={**headers, "Authorization": _authorization(asked, headers)},
        local=settings.OUTGOING_LOCAL,
        seconds=SECONDS,
    )
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = {}
    return answer.status, said if isinstance(said, dict) else {}


def _authorization(query: str, headers: Mapping[str, str]) -> str:
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", query, listed, names, headers["x-acs-content-sha256"]])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = settings.SMS_KEY_SECRET.encode()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        f"{ALGORITHM} Credential={settings.SMS_KEY_ID},SignedHeaders={names},Signature={signature}"
    )


def _canonical(query: Mapping[str, str]) -> str:
    encoded = {quote(name, safe="-_.~"): quote(query[name], safe="-_.~") for name in query}
    return "&".join(f"{name}={encoded[name]}" for name in sorted(encoded))
