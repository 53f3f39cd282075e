"""Typed text made plain: full-width characters, stray spaces, numbers that Excel made floats."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Invisible characters that come along when a cell is copied from a chat or a web page.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\ufeff"))


def plain(value: object) -> str:
    """Return a cell or a typed value as text: half-width, trimmed, single spaces.

    None becomes "", a whole float such as 19990630713.0 loses its ".0".
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return _SPACES.sub(" ", text).strip()


def compact(value: object) -> str:
    """Return ``plain(value)`` without any spaces."""
    return plain(value).replace(" ", "")
