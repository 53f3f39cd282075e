"""Phone numbers as people type them, kept in one canonical form.

Canonical is E.164 ("+8613912344471"), with ";ext=801" behind a landline's extension.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

from nuanlin.lib.text import compact

UNKNOWN = "18999999999"  # what offices type when they do not know the number

_MOBILE = re.compile(r"1[3-9]\d{9}")
_NOISE = re.compile(r"[-‐–—().·*]")
_EXTENSION = re.compile(r"^(.*?\d)(?:-|转|#|(?:,|;)?ext\.?=?|x)(\d{1,6})$", re.IGNORECASE)


class PhoneInvalid(ValueError):
    """Not a phone number one can call; ``digits`` says how many digits it has."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed
        self.digits = sum(character.isdigit() for character in typed)


def canonical(typed: object) -> str | None:
    """Return the canonical form of a typed number, or None when it is empty or "not known".

    Accepts full-width digits, spaces, dashes, +86, 0086, numbers that Excel made floats,
    landlines with area code and extension, and foreign numbers with their country code.
    Raises PhoneInvalid.
    """
    text = compact(typed)
    if not text:
        return None
    if not text.isascii() or len(text) > 40:
        text = text[:40].replace("—", "-").replace("–", "-")
    return _canonical(text)


@lru_cache(maxsize=65536)
def _canonical(text: str) -> str | None:
    number = _NOISE.sub("", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    bare = number.removeprefix("+86")
    if not bare.startswith("+"):
        if bare == UNKNOWN:
            return None
        if _MOBILE.fullmatch(bare):
            return "+86" + bare
        if len(bare) == 13 and bare.startswith("86") and _MOBILE.fullmatch(bare[2:]):
            return None if bare[2:] == UNKNOWN else "+" + bare
    return _by_library(text, number)


def _by_library(text: str, number: str) -> str:
    if parsed := _parsed(number):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if split := _EXTENSION.match(text):
        base = _NOISE.sub("", split.group(1))
        if parsed := _parsed("+" + base[2:] if base.startswith("00") else base):
            e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
            return f"{e164};ext={split.group(2)}"
    raise PhoneInvalid(text)


def _parsed(number: str) -> PhoneNumber | None:
    if not re.fullmatch(r"\+?\d{7,16}", number):
        return None
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None


def _split(number: str) -> tuple[PhoneNumber, str]:
    base, _sep, extension = number.partition(";ext=")
    return phonenumbers.parse(base, "CN"), extension


def is_mobile(number: str) -> bool:
    """Say whether a canonical number is a mobile of mainland China."""
    return bool(re.fullmatch(r"\+861[3-9]\d{9}", number))


def display(number: str) -> str:
    """Return a canonical number as one reads it aloud: 139 1234 4471, 0571 8888 6666 转 801."""
    if is_mobile(number):
        return f"{number[3:6]} {number[6:10]} {number[10:]}"
    parsed, extension = _split(number)
    style = PhoneNumberFormat.NATIONAL
    if parsed.country_code != 86:
        style = PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(parsed, style)
    return f"{shown} 转 {extension}" if extension else shown


def mask(number: str) -> str:
    """Return a canonical number with its middle hidden: 139****4471."""
    if is_mobile(number):
        return f"{number[3:6]}****{number[-4:]}"
    digits = re.sub(r"\D", "", display(number.partition(";")[0]))
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 8 else f"****{digits[-2:]}"


def href(number: str) -> str:
    """Return the link that dials a canonical number: tel:+8613912344471."""
    base, _sep, extension = number.partition(";ext=")
    return f"tel:{base};ext={extension}" if extension else f"tel:{base}"


def last_digits(typed: str) -> str | None:
    """Return the digits a searcher typed when they can be the end of a number (4 or more)."""
    digits = re.sub(r"[\s-]", "", compact(typed))
    return digits if re.fullmatch(r"\d{4,11}", digits) else None
