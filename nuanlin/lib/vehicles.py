"""Number plates of vehicles as people type them, kept in one form for search."""

from __future__ import annotations

import re

from nuanlin.lib.text import plain

_SEPARATORS = re.compile(r"[\s.·•・\-—–]+")
# A province's character or a letter and digits together: enough of a plate to search by.
_PART = re.compile(r"[\u4e00-\u9fff]?(?=.*[A-Z0-9])[A-Z0-9]{2,8}[\u4e00-\u9fff]?")


def canonical(typed: str) -> str:
    """Return the plates typed, in capitals, without dots and spaces inside; several by comma.

    "川a·12345、粤B 888" becomes "川A12345,粤B888".
    """
    text = plain(typed).upper()
    parts = (_SEPARATORS.sub("", part) for part in re.split(r"[,、;/]+", text))
    return ",".join(part for part in parts if part)


def part(typed: str) -> str | None:
    """Return what a searcher typed if it can be part of a number plate, else None."""
    text = canonical(typed)
    return text if _PART.fullmatch(text) and re.search(r"\d", text) else None
