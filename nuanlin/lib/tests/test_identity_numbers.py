from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.lib import identity_numbers
from nuanlin.lib.identity_numbers import IdentityNumberInvalid, check_digit, parse

seventeens = st.builds(
    lambda area, day, order: f"{area:06d}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)


def test_a_number_tells_birth_date_and_gender() -> None:
    assert parse("11010119470601403x") == ("11010119470601403X", date(1947, 6, 1), "m")
    assert parse("1101 0119 4706 0140 3Ｘ") == parse("11010119470601403X")


def test_old_numbers_become_eighteen() -> None:
    number = parse("110101470601403")
    assert number is not None
    assert number.number == "11010119470601403X"


@pytest.mark.parametrize("typed", ["1" * 18, int("1" * 18), 1.11111111111111e17, "", None])
def test_the_placeholder_means_unknown(typed: object) -> None:
    assert parse(typed) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("510104199301227688", "check_digit"),
        ("51010419930122768", "length"),
        ("51010419931322768X", "birth_date"),
        ("51010419930122X680", "characters"),
        (510104199301227688, "rounded"),
    ],
)
def test_wrong_numbers_say_what_is_wrong(typed: object, fault: str) -> None:
    with pytest.raises(IdentityNumberInvalid) as refusal:
        parse(typed)
    assert refusal.value.fault == fault


@given(seventeens)
def test_a_right_check_digit_is_accepted(digits: str) -> None:
    parsed = parse(digits + check_digit(digits))
    assert parsed is not None
    assert parsed.birth_date.strftime("%Y%m%d") == digits[6:14]


@given(seventeens, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(digits: str, place: int, step: int) -> None:
    last = check_digit(digits)
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    with pytest.raises(IdentityNumberInvalid):
        parse(wrong + last)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers()))
def test_any_input_is_a_number_unknown_or_refused(typed: object) -> None:
    try:
        parsed = parse(typed)
    except IdentityNumberInvalid:
        return
    assert parsed is None or len(parsed.number) == 18


def test_a_masked_number_shows_no_birth_date() -> None:
    assert identity_numbers.mask("11010119470601403X") == "1101************3X"
