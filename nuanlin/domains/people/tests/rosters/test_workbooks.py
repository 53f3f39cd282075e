"""Files of every kind: what can be opened, and the one sentence for what cannot."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from nuanlin.domains.people.rosters import workbooks
from nuanlin.domains.people.rosters.problems import RosterRefusal
from nuanlin.domains.people.rosters.reading import headings_found, read_roster
from nuanlin.domains.people.tests.rosters.books import ONESHEET, book

TEXT = "楼号,房间,姓名,手机号\n3,501,张三,139 1234 4471\n\n3,502,李四,\n"


def refusal_of(path: Path) -> str:
    with pytest.raises(RosterRefusal) as refusal:
        read_roster(path)
    assert refusal.value.sentence
    return refusal.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_the_encodings_of_chinese_offices(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(TEXT.replace(",", delimiter).encode(encoding))
    roster = read_roster(path)
    assert [person.name for person in roster.people] == ["张三", "李四"]
    assert roster.people[0].phone == "+8613912344471"


def test_csv_rows_count_as_excel_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(TEXT + "3,,王五,\n", encoding="utf-8")
    assert [problem.row for problem in read_roster(path).problems] == [5]


def test_old_excel_files_are_read() -> None:
    roster = read_roster(Path(__file__).parents[1] / "data" / "roster-old.xls")
    assert [(str(home.door), home.note) for home in roster.homes] == [("3-2-501", "")]
    assert roster.people[0].phone == "+8613912344471"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"%PDF-1.7\x00\x01\x02", "not_excel"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_excel"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_excel"),
        ("只是一段文字，不是表格".encode(), "no_heading"),
        ("房间,姓名\n501,张三\n".encode(), "no_building"),
    ],
)
def test_what_is_no_roster_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "upload.xlsx"
    path.write_bytes(content)
    assert refusal_of(path) == code


def test_a_protected_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    stream = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream)
    assert refusal_of(path) == "encrypted"


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refusal_of(path) == "not_excel"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    assert refusal_of(path) == "bomb"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet()
    assert refusal_of(path) == "empty"


@pytest.mark.parametrize(
    ("row", "column", "code"), [(1_048_575, 0, "too_many_rows"), (3, 16_383, "too_wide")]
)
def test_a_stray_cell_in_a_far_corner_is_refused(
    tmp_path: Path, row: int, column: int, code: str
) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("楼号", "房间", "姓名"))
        sheet.write_row(1, 0, (3, 501, "张三"))
        sheet.write(row, column, "x")
    assert refusal_of(path) == code


def test_blank_rows_with_borders_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        border = workbook.add_format({"border": 1})
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("楼号", "房间", "姓名"))
        sheet.write_row(1, 0, (3, 501, "张三"))
        for row in range(2, workbooks.MAX_ROWS + 1000):
            sheet.write_blank(row, 0, None, border)
    assert read_roster(path).counts["homes"] == 1


def test_a_roster_of_another_community_is_refused(tmp_path: Path) -> None:
    path = book(
        tmp_path / "r.xlsx", ("春风苑", 3, 501, "张三"), headings=("小区", "楼号", "房间", "姓名")
    )
    assert read_roster(path, community="春风苑").counts["homes"] == 1
    with pytest.raises(RosterRefusal) as refusal:
        read_roster(path, community="暖邻花园")
    assert refusal.value.code == "wrong_community"
    assert "春风苑" in refusal.value.sentence


def test_headings_to_be_mapped_are_listed() -> None:
    assert headings_found(ONESHEET)[:3] == ["楼号", "单元", "房间"]
