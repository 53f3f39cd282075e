"""Bad rows go out as Excel, are corrected there and come in again."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nuanlin.domains.people.rosters.correcting import write_bad_rows
from nuanlin.domains.people.rosters.reading import read_roster
from nuanlin.domains.people.tests.rosters.books import ONESHEET, book, sheets
from nuanlin.domains.people.tests.rosters.test_joined import ENTRANCES, HOMES, PEOPLE, SPACES


@pytest.fixture
def corrections(tmp_path: Path) -> Path:
    return tmp_path / "bad.xlsx"


def test_the_bad_rows_keep_their_columns_and_gain_a_reason(corrections: Path) -> None:
    assert write_bad_rows(read_roster(ONESHEET), corrections) == 8
    sheet = openpyxl.load_workbook(corrections)["资产信息"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["楼号", "单元", "房间"]
    assert len(headings) == 18
    assert sheet.max_row == 9
    assert "1990012345" in str(sheet.cell(8, 18).value)


def test_uncorrected_rows_have_the_same_problems_again(corrections: Path) -> None:
    first = read_roster(ONESHEET)
    write_bad_rows(first, corrections)
    again = read_roster(corrections)
    # Alone, one row has nothing to differ from: the home's other rows are already loaded.
    codes = [problem.code for problem in first.problems if problem.code != "differs_from_home"]
    assert [problem.code for problem in again.problems] == codes


def test_corrected_rows_are_good(corrections: Path) -> None:
    write_bad_rows(read_roster(ONESHEET), corrections)
    workbook = openpyxl.load_workbook(corrections)
    sheet = workbook["资产信息"]
    by_heading = {cell.value: cell.column or 0 for cell in sheet[1]}
    for row in range(2, 10):
        sheet.cell(row, by_heading["手机号"]).value = "13912344471"
        sheet.cell(row, by_heading["身份证号"]).value = "1" * 18
        sheet.cell(row, by_heading["业主类型"]).value = 1002
        sheet.cell(row, by_heading["建筑面积"]).value = 91.18
        sheet.cell(row, by_heading["楼号"]).value = 7
        sheet.cell(row, by_heading["楼层"]).value = 5
        sheet.cell(row, by_heading["总层数"]).value = 18
        sheet.cell(row, by_heading["是否有电梯"]).value = "有"
        sheet.cell(row, by_heading["业主名称"]).value = f"张{row}"
    workbook.save(corrections)
    roster = read_roster(corrections)
    assert roster.problems == ()
    assert len(roster.people) == 8


def test_rows_joined_to_a_bad_row_go_along(tmp_path: Path, corrections: Path) -> None:
    people = [*PEOPLE[:3], (3, "李四", "女", "1381234", "1" * 18, 1001, "A2")]
    content: dict[str, Any] = {
        "楼栋单元": ENTRANCES,
        "业主信息": people,
        "房屋信息": HOMES,
        "车位信息": SPACES,
    }
    roster = read_roster(sheets(tmp_path / "r.xlsx", content))
    assert write_bad_rows(roster, corrections) == 1
    workbook = openpyxl.load_workbook(corrections)
    assert [row[0].value for row in workbook["房屋信息"].iter_rows(min_row=2)] == [102]
    assert "车位信息" not in workbook.sheetnames
    phone = workbook["业主信息"]["D2"]
    assert phone.value == "1381234"
    phone.value = "13812344471"
    workbook.save(corrections)
    again = read_roster(corrections)
    assert again.problems == ()
    (resident,) = again.occupancies
    assert (str(resident.door), again.people[resident.person].name) == ("1-1-102", "李四")
    assert [home.floor for home in again.homes] == [1]


def test_typed_formulas_stay_text(tmp_path: Path, corrections: Path) -> None:
    evil = '=HYPERLINK("http://example.org","张三")'
    path = book(tmp_path / "r.xlsx", (1, 1, None, evil, "+1+1", None, 1001))
    write_bad_rows(read_roster(path), corrections)
    cells = openpyxl.load_workbook(corrections)["资产信息"][2]
    assert cells[3].value == evil
    assert cells[3].data_type == "s"
    assert cells[3].quotePrefix
    assert cells[4].data_type == "s"
