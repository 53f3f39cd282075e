from pathlib import Path
from typing import Any

import pytest

from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.tests.rosters.books import sheets

ENTRANCES = [("楼栋号", "单元编号", "总层数", "是否有电梯"), (1, 1, 6, "无")]
PEOPLE = [
    ("编号", "业主名称", "性别", "手机号", "身份证号", "业主类型", "业主编号"),
    (1, "张三", "男", 13912344471, "1" * 18, 1001, "A1"),
    (2, "张小三", "女", 18999999999, "1" * 18, 1002, "A1"),
    (3, "李四", "女", 13812344471, "1" * 18, 1001, "A2"),
]
HOMES = [
    ("房屋编号", "楼栋编号", "单元编号", "房屋楼层", "建筑面积", "业主编号"),
    (101, 1, 1, 1, 88.5, "A1"),
    (102, 1, 1, 1, 90, "A2"),
    (201, 1, 1, 2, 90, None),
]
SPACES = [
    ("停车场编号", "车位编码", "业主编号", "车牌号", "出租还是出售（H出租S出售）", "开始时间"),
    (1, "C1", "A1", "沪a12345", "H", "2026-01-01"),
    (1, "C2", None, None, None, None),
]


@pytest.fixture
def content() -> dict[str, list[Any]]:
    # In another order than the office's: sheets are known by what they list.
    return {
        "车位信息": list(SPACES),
        "房屋信息": list(HOMES),
        "业主信息": list(PEOPLE),
        "楼栋单元": list(ENTRANCES),
    }


def test_sheets_are_joined_by_numbers(tmp_path: Path, content) -> None:
    roster = read_roster(sheets(tmp_path / "r.xlsx", content))
    assert roster.problems == ()
    residents = [(str(o.door), roster.people[o.person].name, o.role) for o in roster.occupancies]
    assert residents == [
        ("1-1-101", "张三", "owner"),
        ("1-1-101", "张小三", "family"),
        ("1-1-102", "李四", "owner"),
    ]
    assert [home.likely_state for home in roster.homes] == ["lived_in", "lived_in", "unsold"]
    space = roster.spaces[0]
    assert (space.label, space.area, space.vehicle_plate, space.rented) == (
        "C1",
        "1",
        "沪A12345",
        True,
    )
    assert roster.people[space.person or 0].name == "张三"
    assert str(space.starts_on) == "2026-01-01"


@pytest.mark.parametrize(
    ("sheet", "row", "code"),
    [
        ("房屋信息", (103, 1, 1, 1, 70, "A9"), "no_such_owner"),
        ("房屋信息", (103, 1, 2, 1, 70, None), "no_such_entrance"),
        ("房屋信息", (701, 1, 1, 7, 70, None), "floor_above_top"),
        ("车位信息", (1, "C1", None, None, None, None), "space_twice"),
        ("车位信息", (1, "C3", "A9", None, None, None), "no_such_owner"),
        ("车位信息", (1, "C3", "A1", None, "X", None), "unknown_holding"),
        ("车位信息", (1, "C3", "A1", None, "H", "明天"), "not_a_date"),
        ("业主信息", (4, "王五", "男", None, None, 1001, "A8"), "owner_without_home"),
        ("业主信息", (4, "王五", "男", None, None, 1001, "A1"), "number_twice"),
        ("业主信息", (4, None, "男", None, None, 1002, "A1"), "missing_name"),
        ("楼栋单元", (1, 1, 7, "无"), "differs_from_entrance"),
    ],
)
def test_a_bad_row_costs_only_itself(tmp_path: Path, content, sheet, row, code) -> None:
    content[sheet].append(row)
    roster = read_roster(sheets(tmp_path / "r.xlsx", content))
    assert [(p.sheet, p.row, p.code) for p in roster.problems] == [
        (sheet, len(content[sheet]), code)
    ]
    assert roster.counts["homes"] == 3
    assert roster.counts["owners"] == 2
    assert roster.counts["spaces"] == 2


def test_a_bad_owner_leaves_the_home_without_one(tmp_path: Path, content) -> None:
    content["业主信息"][3] = (3, "李四", "女", 1381234, "1" * 18, 1001, "A2")
    roster = read_roster(sheets(tmp_path / "r.xlsx", content))
    assert [problem.code for problem in roster.problems] == ["phone_digits"]
    assert len(roster.homes) == 3
    assert {str(o.door) for o in roster.occupancies} == {"1-1-101"}
    assert roster.homes[1].likely_state == "lived_in"
