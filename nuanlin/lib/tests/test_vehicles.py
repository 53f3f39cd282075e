import pytest

from nuanlin.lib.vehicles import canonical, part


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("川A·12345", "川A12345"),
        ("川a 12345", "川A12345"),
        ("川Ａ－12345", "川A12345"),
        ("川A12345、粤B 88888", "川A12345,粤B88888"),
        ("", ""),
    ],
)
def test_number_plates_are_kept_in_one_form(typed: str, kept: str):
    assert canonical(typed) == kept


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("川A123", "川A123"),
        ("a123", "A123"),
        ("川AD12345", "川AD12345"),
        ("粤Z1234港", "粤Z1234港"),
        ("周晓生", None),
        ("zxs", None),
        ("3-2-501", "32501"),
    ],
)
def test_a_part_of_a_plate_is_told_from_a_name(typed: str, found: str | None):
    assert part(typed) == found
