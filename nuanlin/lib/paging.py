"""Cursors for keyset paging: where a page ended, signed so that it is only ever our own."""

from typing import Any

from django.core import signing

_SALT = "nuanlin.paging"


def cursor_after(key: list[Any]) -> str:
    """Return the cursor of what follows the row with this sort key."""
    return signing.dumps(key, salt=_SALT)


def key_of(cursor: str, length: int) -> list[Any]:
    """Return the sort key in ``cursor``; [] for no cursor, a forged one, or another list's."""
    try:
        key = signing.loads(cursor, salt=_SALT) if cursor else []
    except signing.BadSignature:
        key = []
    return key if len(key) == length else []
