"""Somebody's phone client: a token and JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from nuanlin.foundation.accounts.tokens import make_token
from tests.cast import Cast


class Caller:
    """The API as one of the cast calls it; "nobody" has no token."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client = Client()
        self.headers = {"Accept-Language": "en"}
        if name != "nobody":
            _token, raw = make_token(name="phone", by=cast.actor(name))
            self.headers["Authorization"] = f"Bearer {raw}"

    def get(self, path: str, **query: Any) -> Any:
        """Read an address, with ``query`` in it."""
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, key: str = "", **body: Any) -> Any:
        """Send ``body``, under an idempotency key if one is given."""
        return self._send("post", path, key, body)

    def put(self, path: str, key: str = "", **body: Any) -> Any:
        """Say something anew."""
        return self._send("put", path, key, body)

    def patch(self, path: str, key: str = "", **body: Any) -> Any:
        """Change what ``body`` names."""
        return self._send("patch", path, key, body)

    def delete(self, path: str, key: str = "") -> Any:
        """End something."""
        return self._send("delete", path, key, {})

    def upload(self, path: str, key: str = "", **fields: Any) -> Any:
        """Send files and fields as a form does."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"/api/v1/{path}", fields, headers=headers)

    def _send(self, method: str, path: str, key: str, body: dict[str, Any]) -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return getattr(self.client, method)(
            f"/api/v1/{path}", body, content_type="application/json", headers=headers
        )


@pytest.fixture
def call(cast: Cast) -> Callable[[str], Caller]:
    """Call the API as somebody of the cast."""
    return lambda name: Caller(cast, name)
