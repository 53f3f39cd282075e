"""Amounts in yuan, exact to the fen."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from nuanlin.lib.text import compact

_FEN = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")
LARGEST = Decimal("9999999999999999.99")


def yuan(value: object) -> Decimal:
    """Return an amount in yuan rounded to the fen; text may carry ¥, 元 and thousands commas.

    Raises ValueError when it is no amount.
    """
    text = re.sub(r"^[¥￥]|元$|,", "", compact(value))
    try:
        amount = Decimal(text).quantize(_FEN, ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"not an amount: {value!r}") from None
    if not amount.is_finite():
        raise ValueError(f"not an amount: {value!r}")
    if abs(amount) > LARGEST:
        raise ValueError(f"too large an amount: {value!r}")
    return amount + 0  # never minus zero


def shown(amount: Decimal) -> str:
    """Return an amount as it is printed: ¥1,234.50, −¥3.00."""
    sign = "−" if amount < 0 else ""
    return f"{sign}¥{abs(yuan(amount)):,.2f}"


def in_words(amount: Decimal) -> str:
    """Return an amount in the characters a receipt needs: 壹仟贰佰叁拾肆元伍角整.

    Raises ValueError above what receipts can hold.
    """
    amount = yuan(amount)
    whole, fen = divmod(int(abs(amount) * 100), 100)
    jiao, fen = divmod(fen, 10)
    words = f"{_whole_in_words(whole)}元" if whole else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif whole and fen:
        words += "零"
    words += f"{_DIGITS[fen]}分" if fen else "整"
    if not (whole or jiao or fen):
        words = "零元整"
    return f"负{words}" if amount < 0 else words


def _whole_in_words(whole: int) -> str:
    words = ""
    gap = False  # a zero is due before the next digit
    digits = str(whole)
    for position, character in enumerate(digits):
        place = len(digits) - 1 - position
        digit = int(character)
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place % 4]
            gap = False
        else:
            gap = bool(words)
        if place % 4 == 0 and int(digits[max(0, position - 3) : position + 1]):
            words += _GROUPS[place // 4]
    return words
