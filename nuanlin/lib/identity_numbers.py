"""Citizen identity numbers (GB 11643-1999): check digit, birth date and gender within."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from nuanlin.lib.names import Gender
from nuanlin.lib.text import compact

UNKNOWN = "1" * 18  # what offices type when they do not know the number

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

Fault = Literal["length", "characters", "birth_date", "check_digit", "rounded"]


class IdentityNumberInvalid(ValueError):
    """Not an identity number; ``fault`` says in what way."""

    def __init__(self, fault: Fault, digits: int) -> None:
        super().__init__(fault)
        self.fault: Fault = fault
        self.digits = digits


class IdentityNumber(NamedTuple):
    """A valid number in its 18-character form, and what it says."""

    number: str
    birth_date: date
    gender: Gender


def check_digit(first_seventeen: str) -> str:
    """Return the last character that belongs to these 17 digits."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return _CHECK_DIGITS[total % 11]


def parse(typed: object) -> IdentityNumber | None:
    """Return the identity number typed, or None when it is empty or "not known".

    Old numbers of 15 digits become 18. Raises IdentityNumberInvalid; its fault is "rounded" for
    a number cell, because Excel keeps only 15 digits and the rest are made up.
    """
    number = compact(typed).upper().replace("-", "")
    if not number or re.fullmatch(r"1{17,18}", number):
        return None
    if isinstance(typed, int | float) and not isinstance(typed, bool):
        if number.startswith("1" * 15):
            return None
        if len(number) > 15:
            raise IdentityNumberInvalid("rounded", len(number))
    if len(number) == 15 and number.isdecimal():
        number = number[:6] + "19" + number[6:]
        number += check_digit(number)
    if len(number) != 18:
        raise IdentityNumberInvalid("length", len(number))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise IdentityNumberInvalid("characters", 18)
    birth_date = _birth_date(number)
    if number[17] != check_digit(number[:17]):
        raise IdentityNumberInvalid("check_digit", 18)
    return IdentityNumber(number, birth_date, "m" if int(number[16]) % 2 else "f")


def _birth_date(number: str) -> date:
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityNumberInvalid("birth_date", 18) from None
    if not 1880 <= birth_date.year <= 2100:
        raise IdentityNumberInvalid("birth_date", 18)
    return birth_date


def mask(number: str) -> str:
    """Return a number with the birth date and all that follows hidden: 5101**********3X."""
    return f"{number[:4]}{'*' * max(len(number) - 6, 4)}{number[-2:]}" if number else ""
