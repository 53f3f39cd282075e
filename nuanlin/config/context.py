"""What every page's template knows."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import mark_safe
from structlog.contextvars import get_contextvars

from nuanlin.config.middleware import live_url
from nuanlin.foundation.accounts.actors import NOBODY
from nuanlin.foundation.live.signals import token_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return actor, live stream, form keys and the request id."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "account": request.user if actor.account_id else None,
        "live_url": live_url(request) if actor.account_id else "",
        "live_token": lambda *topics: _token(actor.account_id, topics),
        "request_id": get_contextvars().get("request_id", ""),
        "request_key": lambda: mark_safe(  # noqa: S308 - our own hexadecimal digits
            f'<input type="hidden" name="request_key" value="{uuid.uuid4().hex}">'
        ),
        "csrf_token_value": lambda: get_token(request),
    }


def _token(account_id: int | None, topics: tuple[str, ...]) -> str:
    if account_id is None:
        return ""
    return token_for({f"account:{account_id}", *topics})
