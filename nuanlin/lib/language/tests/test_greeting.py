import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from nuanlin.lib.clock import moment
from nuanlin.lib.language.checker import Checker
from nuanlin.lib.language.festivals import wishes
from nuanlin.lib.language.greeting import Guest, greeting
from nuanlin.lib.names import COMPOUND_SURNAMES, split_name

COMMON_DAY = date(2026, 3, 14)
ROSTER = Path(__file__).parents[3] / "domains/people/tests/data/roster-onesheet.xlsx"
GENDERS = {"男": "m", "女": "f", None: ""}


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def said(*guests: Guest, day: date = COMMON_DAY, hour: int = 8) -> str:
    return greeting(guests, moment(day, hour))


@pytest.mark.parametrize(
    ("guests", "words"),
    [
        ([Guest("周建国", "m")], "周先生早上好"),
        ([Guest("王芳", "f")], "王女士早上好"),
        ([Guest("欧阳娜娜", "f")], "欧阳女士早上好"),
        ([Guest("尉迟恭", "m")], "尉迟先生早上好"),
        ([Guest("仉某", "m")], "仉先生早上好"),
        ([Guest("周建国")], "周建国您好，早上好"),
        ([Guest("王阿姨")], "王阿姨早上好"),
        ([Guest("John Smith", "m")], "John Smith先生早上好"),
        ([Guest("卢刚强药房", "m")], "卢刚强药房您好，早上好"),
        ([Guest("孔军、刘琳霞", "f")], "孔军、刘琳霞，两位早上好"),
        ([Guest("周建国", "m"), Guest("王芳", "f")], "周先生、王女士，两位早上好"),
        ([Guest("周建国", "m"), Guest("周建军", "m")], "周建国先生、周建军先生，两位早上好"),
        (
            [Guest("周建国", "m"), Guest("王芳", "f"), Guest("李娜")],
            "周先生、王女士、李娜，各位早上好",
        ),
        ([Guest("周建国", "m")] * 5, "各位早上好"),
        ([Guest("")], "您好，早上好"),
        ([], "您好，早上好"),
        ([Guest("周建国", "m", birthday=True)], "周先生早上好，祝您生日快乐"),
        (
            [Guest("周建国", "m"), Guest("王芳", "f", birthday=True)],
            "周先生、王女士，两位早上好，祝王女士生日快乐",
        ),
    ],
)  # fmt: skip
def test_everybody_is_greeted_as_is_due(guests: list[Guest], words: str) -> None:
    assert said(*guests) == words


def test_english_readers_read_it_in_english() -> None:
    with translation.override("en"):
        assert said(Guest("周建国", "m")) == "Good morning, Mr Zhou"
        assert said(Guest("周建国", "m"), Guest("王芳", "f")) == "Good morning, Mr Zhou and Ms Wang"
        assert said(Guest("周建国", birthday=True)) == (
            "Hello, Zhou Jianguo, Good morning, a happy birthday to you"
        )


@pytest.mark.parametrize(
    ("day", "wish"),
    [
        (date(2026, 1, 1), ["元旦快乐"]),
        (date(2026, 2, 16), ["除夕快乐"]),
        (date(2026, 2, 17), ["春节快乐"]),
        (date(2026, 2, 23), ["春节快乐"]),
        (date(2026, 2, 24), []),
        (date(2026, 3, 3), ["元宵快乐"]),
        (date(2026, 4, 5), []),
        (date(2026, 5, 1), ["劳动节快乐"]),
        (date(2026, 6, 19), ["端午安康"]),
        (date(2025, 7, 25), []),
        (date(2026, 9, 25), ["中秋快乐"]),
        (date(2020, 10, 1), ["中秋快乐", "国庆快乐"]),
        (date(2026, 10, 18), ["重阳安康"]),
        (date(2026, 12, 22), ["冬至安康"]),
        (date(1, 1, 1), ["元旦快乐"]),
        (date.max, []),
    ],
)
def test_festivals_are_kept_by_both_calendars(day: date, wish: list[str]) -> None:
    assert wishes(day) == wish


def test_a_festival_is_wished_behind_the_hour() -> None:
    assert said(Guest("王芳", "f"), day=date(2026, 9, 25), hour=19) == "王女士晚上好，中秋快乐"


def roster() -> set[tuple[str, str]]:
    rows = CalamineWorkbook.from_path(ROSTER).get_sheet_by_index(0).to_python()
    name, gender = rows[0].index("业主名称"), rows[0].index("性别")
    return {(str(row[name]), GENDERS[row[gender] or None]) for row in rows[1:] if row[name]}  # type: ignore[index]


def test_every_name_of_a_real_roster_is_greeted_rightly() -> None:
    """Judged by what is known of the list: 、 joins pairs, shops end in their trade."""
    people = roster()
    assert len(people) > 1400
    for name, gender in people:
        bare, words = name.strip(), said(Guest(name, gender))
        if "、" in bare:
            assert words == f"{bare}，两位早上好"
        elif re.search("(?:药房|便利店|理发店)$", bare):
            assert words == f"{bare}您好，早上好"
        else:
            surname = bare[:2] if bare[:2] in COMPOUND_SURNAMES and len(bare) > 2 else bare[0]
            assert words == f"{surname}{'先生' if gender == 'm' else '女士'}早上好"


NAMES = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from([*"王欧阳司马和与、 ,·(１A3", "先生", "便利店", "John", "李娜"]), max_size=8
    ).map("".join),
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.sampled_from(["m", "f", ""]), st.booleans()), max_size=6),
    st.dates(date(1850, 1, 1), date(2150, 1, 1)),
    st.integers(0, 23),
)
def test_whoever_comes_is_greeted(
    guests: list[tuple[str, str, bool]], day: date, hour: int
) -> None:
    words = greeting([Guest(*one) for one in guests], moment(day, hour))
    assert re.search("[早上中下晚][上午]好", words)


@settings(deadline=None)
@given(st.sampled_from(sorted(roster())), st.integers(0, 23))
def test_a_greeting_may_leave_the_office(person: tuple[str, str], hour: int) -> None:
    assert Checker().check(said(Guest(*person), hour=hour)) == []


def test_the_roster_holds_compound_surnames() -> None:
    assert sum(len(split_name(name).surname) > 1 for name, _gender in roster()) > 50
