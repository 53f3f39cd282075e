import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.lib import phones

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(lambda n: n != phones.UNKNOWN)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("13912344471", "+8613912344471"),
        (13912344471, "+8613912344471"),
        (13912344471.0, "+8613912344471"),
        ("139 1234 4471", "+8613912344471"),
        ("139-1234-4471", "+8613912344471"),
        ("+8613912344471", "+8613912344471"),
        ("+86 139 1234 4471", "+8613912344471"),
        ("0086 13912344471", "+8613912344471"),
        ("８６１３９１２３４４４７１", "+8613912344471"),
        ("１３９１２３４４４７１", "+8613912344471"),
        ("0571-88886666", "+8657188886666"),
        ("（0571）8888 6666", "+8657188886666"),
        ("0571-88886666-801", "+8657188886666;ext=801"),
        ("0571 88886666转801", "+8657188886666;ext=801"),
        ("400-800-1234", "+864008001234"),
        ("+1 650 253 0000", "+16502530000"),
        ("18999999999", None),
        ("189 9999 9999", None),
        ("+8618999999999", None),
        (18999999999.0, None),
        ("", None),
        (None, None),
    ],
)
def test_typed_numbers_become_canonical(typed: object, canonical: str | None) -> None:
    assert phones.canonical(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("1990012345", 10), ("139123444711", 12), ("62345678", 8), ("电话", 0), ("1.99906E+10", 8)],
)
def test_numbers_that_cannot_be_called_are_refused(typed: str, digits: int) -> None:
    with pytest.raises(phones.PhoneInvalid) as refusal:
        phones.canonical(typed)
    assert refusal.value.digits == digits


@given(st.one_of(st.text(max_size=60), st.floats(), st.integers()))
def test_any_input_is_canonical_unknown_or_refused(typed: object) -> None:
    try:
        number = phones.canonical(typed)
    except phones.PhoneInvalid:
        return
    if number is not None:
        assert number.startswith("+")
        assert phones.canonical(number.partition(";")[0]) == number.partition(";")[0]
        assert "*" in phones.mask(number)
        assert phones.href(number).startswith("tel:+")
        assert phones.display(number)


@given(mobiles, st.sampled_from(["{}", " {} ", "+86{}", "86{}", "0086-{}", "(+86){}"]))
def test_every_way_of_writing_a_mobile_is_the_same_number(number: str, way: str) -> None:
    assert phones.canonical(way.format(number)) == f"+86{number}"


def test_numbers_are_shown_masked_and_dialled() -> None:
    assert phones.mask("+8613912344471") == "139****4471"
    assert phones.display("+8613912344471") == "139 1234 4471"
    assert phones.href("+8613912344471") == "tel:+8613912344471"
    assert phones.display("+8657188886666;ext=801") == "0571 8888 6666 转 801"
    assert phones.mask("+8657188886666;ext=801") == "057****6666"
    assert phones.href("+8657188886666;ext=801") == "tel:+8657188886666;ext=801"


def test_the_end_of_a_number_can_be_searched() -> None:
    assert phones.last_digits(" 44 71 ") == "4471"
    assert phones.last_digits("471") is None
    assert phones.last_digits("3-2-501a") is None
