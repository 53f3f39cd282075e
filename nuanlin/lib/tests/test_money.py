from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.lib.money import LARGEST, in_words, shown, yuan


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("¥1,234.5", "1234.50"), ("12元", "12.00"), (0.1, "0.10"), ("1.005", "1.01"), ("-0", "0.00")],
)
def test_typed_amounts_are_exact(typed: object, amount: str) -> None:
    assert yuan(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "abc", None, "NaN", "Infinity", "1e30"])
def test_other_texts_are_no_amounts(typed: object) -> None:
    with pytest.raises(ValueError, match="amount"):
        yuan(typed)


def test_amounts_are_printed_with_thousands() -> None:
    assert shown(Decimal("1234.5")) == "¥1,234.50"
    assert shown(Decimal("-3")) == "−¥3.00"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("1234.5", "壹仟贰佰叁拾肆元伍角整"),
        ("1234.05", "壹仟贰佰叁拾肆元零伍分"),
        ("0.07", "柒分"),
        ("0.70", "柒角整"),
        ("10", "壹拾元整"),
        ("1004", "壹仟零肆元整"),
        ("10004", "壹万零肆元整"),
        ("100000", "壹拾万元整"),
        ("100000001", "壹亿零壹元整"),
        ("120000500.99", "壹亿贰仟万零伍佰元玖角玖分"),
        ("-20", "负贰拾元整"),
    ],
)
def test_amounts_are_written_out_for_receipts(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@given(st.decimals(0, LARGEST, places=2))
def test_written_amounts_never_double_their_zeros(amount: Decimal) -> None:
    words = in_words(amount)
    assert "零零" not in words
    assert words.endswith(("整", "分"))
