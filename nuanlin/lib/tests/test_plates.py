import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.lib.plates import Plate, natural_key, parse


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("3-2-501", Plate("3", "2", "501")),
        ("3栋2单元501", Plate("3", "2", "501")),
        ("3 栋 2 单元 501 室", Plate("3", "2", "501")),
        ("3栋501", Plate("3", None, "501")),
        ("三栋501室", Plate("3", None, "501")),
        ("十二栋二单元1201", Plate("12", "2", "1201")),
        ("3#2-501", Plate("3", "2", "501")),
        ("3#501", Plate("3", None, "501")),
        ("3 2 501", Plate("3", "2", "501")),
        ("3 501", Plate("3", None, "501")),
        ("３－２－５０１", Plate("3", "2", "501")),
        ("3号楼2单元501号", Plate("3", "2", "501")),
        ("03幢02单元0501", Plate("3", "2", "0501")),
        ("A栋1201", Plate("A", None, "1201")),
        ("a-2-1201", Plate("A", "2", "1201")),
        ("7-0-S03", Plate("7", None, "S03")),
        ("7栋S03商铺", Plate("7", None, "S03")),
        ("3座501A", Plate("3", None, "501A")),
        ("3/2/501", Plate("3", "2", "501")),
        ("三栋二单元五〇一", Plate("3", "2", "501")),
    ],
)
def test_plates_are_read_as_people_write_them(typed: str, plate: Plate) -> None:
    assert parse(typed) == plate


@pytest.mark.parametrize("typed", ["", "501", "周建国", "13912344471", "3-2-501-7", "zxs", "3栋"])
def test_other_words_are_no_plates(typed: str) -> None:
    assert parse(typed) is None


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 4099))
def test_every_way_of_writing_leads_to_the_same_door(
    building: int, entrance: int, home: int
) -> None:
    door = Plate(str(building), str(entrance), str(home))
    for way in (
        "{}-{}-{}",
        "{}栋{}单元{}室",
        "{}#{}-{}",
        "{} {} {}",
        "{}幢{}单元{}",
        "{}号楼{}-{}",
    ):
        assert parse(way.format(*door)) == door


@given(st.text(max_size=50))
def test_any_text_is_a_plate_or_none(typed: str) -> None:
    plate = parse(typed)
    if plate is not None:
        assert parse(str(plate)) == plate


def test_labels_sort_as_people_count() -> None:
    labels = ["10", "2", "1", "S2", "S10", "A", "1A"]
    assert sorted(labels, key=natural_key) == ["1", "1A", "2", "10", "A", "S2", "S10"]
