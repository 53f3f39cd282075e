from pathlib import Path

import pytest

from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.rosters.roster import Roster
from nuanlin.domains.people.tests.rosters.books import HEADINGS, book, sheets

UNKNOWN_PHONE = "18999999999"
UNKNOWN_ID = "1" * 18


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "roster.xlsx"


def owners(roster: Roster) -> list[tuple[str, str]]:
    return [(str(o.door), roster.people[o.person].name) for o in roster.occupancies]


def codes(roster: Roster) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in roster.problems]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三，李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三和李四", ["张三", "李四"]),
        ("张三 与 李四", ["张三", "李四"]),
        ("张和平", ["张和平"]),
        ("王　芳", ["王芳"]),
        (" 石燕 ", ["石燕"]),
        ("John Smith", ["John Smith"]),
    ],
)
def test_owners_in_one_cell_are_told_apart(path: Path, cell: str, people: list[str]) -> None:
    roster = read_roster(book(path, (1, 1, 101, cell, 13912344471, UNKNOWN_ID, 1001)))
    assert [person.name for person in roster.people] == people


def test_who_is_the_same_person(path: Path) -> None:
    roster = read_roster(
        book(
            path,
            (1, 1, 101, "张三", 13912344471, UNKNOWN_ID, 1001),
            (1, 1, 102, "张三", "+86 139 1234 4471", UNKNOWN_ID, 1001),  # same name, same phone
            (1, 1, 101, "张小三", 13912344471, UNKNOWN_ID, 1002),  # child with parent's phone
            (1, 1, 103, "李四", UNKNOWN_PHONE, UNKNOWN_ID, 1001),  # unknown in two homes:
            (1, 1, 104, "李四", UNKNOWN_PHONE, UNKNOWN_ID, 1001),  # two people
            (1, 1, 105, "王五", UNKNOWN_PHONE, "11010119470601403X", 1001),
            (1, 1, 106, "王五", 13812344471, "11010119470601403X", 1001),  # same identity number
        )
    )
    assert [person.name for person in roster.people] == ["张三", "张小三", "李四", "李四", "王五"]
    assert roster.counts["owners"] == 4
    assert roster.people[4].phone == "+8613812344471"


def test_an_identity_number_belongs_to_one_name(path: Path) -> None:
    roster = read_roster(
        book(
            path,
            (1, 1, 101, "张三", UNKNOWN_PHONE, "11010119470601403X", 1001),
            (1, 1, 102, "李四", UNKNOWN_PHONE, "11010119470601403X", 1001),
        )
    )
    assert codes(roster) == [(3, "identity_of_another")]
    assert owners(roster) == [("1-1-101", "张三")]


def test_words_are_understood_as_well_as_codes(path: Path) -> None:
    headings = ("栋号", "房号", "房屋类型", "状态", "姓名", "性别", "联系电话", "与业主关系")
    roster = read_roster(
        book(
            path,
            ("三栋", "501室", "住宅", "已入住", "张三", "女", "0571-88886666", "业主"),
            ("三栋", "501室", "住宅", "已入住", "李四", "男", None, "配偶"),
            ("三栋", "S1", "商铺", "空置", None, None, None, None),
            headings=headings,
        )
    )
    assert roster.problems == ()
    assert [(str(home.door), home.kind, home.state) for home in roster.homes] == [
        ("3-501", "home", "lived_in"),
        ("3-S1", "shop", "vacant"),
    ]
    assert roster.people[0].phone == "+8657188886666"
    assert [o.role for o in roster.occupancies] == ["owner", "family"]


def test_english_headings_and_words(path: Path) -> None:
    headings = ("Building", "Room", "Name", "Phone", "Role")
    roster = read_roster(book(path, ("A", "1201", "John", None, "Tenant"), headings=headings))
    assert owners(roster) == [("A-1201", "John")]
    assert roster.occupancies[0].role == "tenant"


def test_whole_plates_in_the_room_column(path: Path) -> None:
    roster = read_roster(
        book(path, ("3栋2单元501", "张三"), ("3-2-502", "李四"), headings=("房号", "姓名"))
    )
    assert owners(roster) == [("3-2-501", "张三"), ("3-2-502", "李四")]


def test_columns_and_headings_may_be_elsewhere(path: Path) -> None:
    roster = read_roster(
        sheets(
            path,
            {
                "说明": [["请先阅读"]],
                "住户": [
                    ["某某小区业主名册"],
                    [],
                    ["业主类型", "业主姓名（必填）", "房间号", "单元号", "楼栋号"],
                    [],
                    [1001, "张三", 501, 2, 3],
                ],
            },
        )
    )
    assert owners(roster) == [("3-2-501", "张三")]


def test_own_headings_are_mapped(path: Path) -> None:
    book(path, (3, 501, "张三"), headings=("哪栋", "哪户", "谁"))
    mapping = {"building": "哪栋", "home": "哪户", "name": "谁"}
    assert owners(read_roster(path, mapping=mapping)) == [("3-501", "张三")]


def test_notes_beside_the_table_stay_with_the_home(path: Path) -> None:
    roster = read_roster(
        book(
            path,
            (1, 1, 101, "张三", None, None, 1001, None, "白天没人"),
            (1, 1, 102, "李四", None, None, 1001, None, "手机号", "没有时填写 18999999999"),
        )
    )
    assert [home.note for home in roster.homes] == ["白天没人", ""]


def test_most_rows_of_a_home_are_right_wherever_the_odd_one_stands(path: Path) -> None:
    headings = ("楼号", "房间", "建筑面积", "业主名称")
    roster = read_roster(
        book(
            path,
            (1, 101, 99, "张三"),
            (1, 101, 88, "李四"),
            (1, 101, 88, "王五"),
            (1, 101, None, "赵六"),
            headings=headings,
        )
    )
    assert codes(roster) == [(2, "differs_from_home")]
    assert [str(home.area) for home in roster.homes] == ["88.00"]
    assert len(roster.people) == 3


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ((None, 1, 101, "张三", None, None, 1001), "楼号", "missing_building"),
        ((1, 1, None, "张三", None, None, 1001), "房间", "missing_home"),
        ((1, 1, 101, None, 13912344471, None, 1002), "业主名称", "missing_name"),
        ((1, 1, 101, "张三", None, None, None), "业主类型", "missing_role"),
        ((1, 1, 101, "张三", "没有", None, 1001), "手机号", "phone_invalid"),
        ((1, 1, 101, "张三", 139123, None, 1001), "手机号", "phone_digits"),
        ((1, 1, 101, "张三", None, 510104199301227688, 1001), "身份证号", "identity_rounded"),
        ((1, 1, 101, "张三", None, "5101041993012276", 1001), "身份证号", "identity_length"),
        ((1, 1, 101, "张三", None, "51010419931322768X", 1001), "身份证号", "identity_birth_date"),
        ((1, 1, 101, "张三", None, None, "房东"), "业主类型", "unknown_role"),
        ((1, 1, "1" * 30, "张三", None, None, 1001), "房间", "too_long"),
        ((1, 1, 101, "张" * 61, None, None, 1001), "业主名称", "too_long"),
    ],
)
def test_what_is_wrong_is_told_at_the_cell(path: Path, row, field: str, code: str) -> None:
    roster = read_roster(book(path, row, (2, 1, 101, "李四", None, None, 1001)))
    assert [(p.row, p.heading, p.code) for p in roster.problems] == [(2, field, code)]
    assert owners(roster) == [("2-1-101", "李四")]


def test_a_formula_in_error_is_a_problem_of_its_cell(path: Path) -> None:
    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, (1, 1, 101, "张三"))
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        sheet.write(1, 6, 1001)
    roster = read_roster(path)
    assert [(p.row, p.heading, p.code) for p in roster.problems] == [(2, "手机号", "formula_error")]


def test_merged_cells_count_for_every_row(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("楼号", "房间", "姓名"))
        sheet.merge_range(1, 0, 2, 0, 3)
        sheet.merge_range(1, 1, 2, 1, 501)
        sheet.write_column(1, 2, ("张三", "李四"))
    assert owners(read_roster(path)) == [("3-501", "张三"), ("3-501", "李四")]
