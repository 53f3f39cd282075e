"""Calls of WeChat's server API, and the one token that all of our processes share."""

import json
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from nuanlin.foundation.notifications.channels.base import Down
from nuanlin.lib.outgoing import ask
from nuanlin.lib.sealing import Unreadable, seal, unseal

SECONDS = 5.0
# WeChat's tokens hold for two hours; the last minutes are left out.
MARGIN_SECONDS = 300
TOKEN_SPENT = {40001, 40014, 42001}
_KEPT = "wechat.token"
_LOCK = 0x6E75616E77  # any number that nothing else locks


def call(path: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST ``body`` with our token, once more with a new one if that is spent.

    Raises Unreachable, and Down when no token is to be had.
    """
    token = _token()
    said = _post(f"{path}?access_token={token}", body)
    if said.get("errcode") in TOKEN_SPENT:
        said = _post(f"{path}?access_token={_token(spent=token)}", body)
    return said


@transaction.atomic
def _token(spent: str = "") -> str:
    """Return the token that is kept, or fetch one; whoever comes meanwhile waits and shares it."""
    kept = _kept()
    if kept and kept != spent:
        return kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    kept = _kept()
    if kept and kept != spent:
        return kept
    said = _post(
        "/cgi-bin/stable_token",
        {
            "grant_type": "client_credential",
            "appid": settings.WECHAT_APP_ID,
            "secret": settings.WECHAT_APP_SECRET,
            "force_refresh": bool(spent),
        },
    )
    token = said.get("access_token")
    if not isinstance(token, str):
        raise Down(f"{said.get('errcode', '')} {said.get('errmsg', 'no token')}".strip()[:200])
    left = max(60, int(said.get("expires_in", 0)) - MARGIN_SECONDS)
    cache.set(_KEPT, seal(token, key=settings.SECRET_KEY), left)
    return token


def _kept() -> str:
    sealed = cache.get(_KEPT)
    try:
        return unseal(sealed, key=settings.SECRET_KEY) if sealed else ""
    except Unreadable:
        return ""


def _post(path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = ask(
        "POST",
        f"{settings.WECHAT_ENDPOINT}{path}",
        body=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json"},
        local=settings.OUTGOING_LOCAL,
        seconds=SECONDS,
    )
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"errcode": answer.status, "errmsg": "no JSON"}
