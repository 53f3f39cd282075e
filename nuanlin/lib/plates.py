"""Door plates as people write them: 3-2-501, 3栋2单元501, 三栋501室."""

from __future__ import annotations

import re
from typing import NamedTuple

from nuanlin.lib.text import plain

_NUMERALS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_NUMERALS |= {"〇": 0, "两": 2}
_NUMERAL_RUN = re.compile(r"[零〇一二两三四五六七八九十百]+")
_LABEL = r"[A-Z]{0,3}\d{1,5}[A-Z]{0,2}|[A-Z]{1,2}"
_WORDS = re.compile(
    rf"(?P<building>{_LABEL})(?:号楼|楼栋|栋|幢|座|号|楼|#)-?"
    rf"(?:(?P<entrance>{_LABEL})(?:单元|门洞|单)-?|(?P<dashed>{_LABEL})-)?"
    rf"(?P<home>{_LABEL})(?:室|号|房|户|商铺|铺)?"
)
_DASHES = re.compile(
    rf"(?P<building>{_LABEL})-(?:(?P<entrance>{_LABEL})-)?(?P<home>{_LABEL})(?:室|号|房|户)?"
)


class Plate(NamedTuple):
    """The parts of a door plate; ``entrance`` is None where the plate names none."""

    building: str
    entrance: str | None
    home: str

    def __str__(self) -> str:
        return "-".join(part for part in self if part)


def parse(typed: str) -> Plate | None:
    """Return the parts of a typed door plate, or None when it is not one.

    Full-width characters and Chinese numerals become digits; entrance 0 (a shop) becomes None.
    """
    text = plain(typed).upper()
    if not text or len(text) > 40:
        return None
    text = _NUMERAL_RUN.sub(lambda run: numeral(run.group()), text)
    text = re.sub(r"\s*[-‐–—−_/\\.,、]+\s*", "-", text)
    text = re.sub(r"\s*(号楼|楼栋|单元|门洞|栋|幢|座|楼|#)\s*", r"\1", text)
    text = re.sub(r" +(?=[室户房铺商])", "", text)
    text = re.sub(r" +", "-", text)
    match = _WORDS.fullmatch(text) or _DASHES.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    entrance = label(parts["entrance"] or parts.get("dashed") or "")
    return Plate(
        label(parts["building"]), None if entrance in ("", "0") else entrance, parts["home"]
    )


def label(text: str) -> str:
    """Return the label of a building or an entrance without leading zeros: "03" is "3"."""
    return re.sub(r"^0+(?=\d)", "", text)


def numeral(text: str) -> str:
    """Return a Chinese numeral below a thousand as digits: 二十一 is "21", 五〇一 is "501"."""
    if not re.search("[十百]", text):
        return "".join(str(_NUMERALS[character]) for character in text)
    total, digit = 0, 0
    for character in text:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        else:
            digit = _NUMERALS[character]
    return str(total + digit)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts labels as people do: 2 before 10, digits before letters."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)
