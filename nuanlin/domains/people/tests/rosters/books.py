"""Small rosters made for a test, as an office would have typed them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

DATA = Path(__file__).parents[1] / "data"
ONESHEET = DATA / "roster-onesheet.xlsx"
WORKBOOK = DATA / "roster-workbook.xlsx"

HEADINGS = ("楼号", "单元", "房间", "业主名称", "手机号", "身份证号", "业主类型")


def book(path: Path, *rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> Path:
    """Write one sheet with these headings and rows."""
    return sheets(path, {"资产信息": [headings, *rows]})


def sheets(path: Path, content: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """Write several sheets of rows."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        for name, rows in content.items():
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(number, column, cell)
    return path
