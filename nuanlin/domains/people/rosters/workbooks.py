"""Opening roster files: .xlsx, .xls and .csv become sheets of rows, within safe bounds."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from nuanlin.domains.people.rosters.problems import RosterRefusal

Cell = str | float | int | bool | date | datetime | time | timedelta | None

MAX_FILE_MB = 50
MAX_UNPACKED = 1_000_000_000
# Excel's own XML of a large roster shrinks to a twentieth; repeated blank rows to a hundredth.
MAX_RATIO = 250
MAX_ROWS = 200_000
MAX_COLUMNS = 256

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ROW_NUMBER = re.compile(rb"[<:]row\b[^>]*?\br=\"(\d+)\"")
_TWO_LETTERS = re.compile(rb"\br=\"[A-Z]{2}")
_FAR_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{2,3})\d+\"[^>]*?(?<!/)>")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]+)(\d+)\"")
_CSV_DELIMITERS = ",\t;|，"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its filled rows with the number Excel shows, and its cells in error."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    errors: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def open_sheets(path: Path, title: str = "") -> list[Sheet]:
    """Return the sheets of a roster file that have anything in them, in their order.

    ``title`` names the only sheet of a CSV file.

    Raises RosterRefusal for whatever is no readable roster: by what the file is, not its name.
    """
    size = path.stat().st_size
    if size == 0:
        raise RosterRefusal("empty")
    if size > MAX_FILE_MB * 1_000_000:
        raise RosterRefusal("too_large", limit=MAX_FILE_MB)
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_ZIP):
        sheets = _from_xlsx(path)
    elif start == _OLE:
        sheets = _from_xls(path)
    else:
        sheets = _from_csv(path, title or path.stem)
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise RosterRefusal("empty")
    return sheets


def _from_xlsx(path: Path) -> list[Sheet]:
    try:
        with zipfile.ZipFile(path) as package:
            _refuse_bomb(package)
            files = _worksheet_files(package)
            errors = {name: _scan(package, file) for name, file in files.items()}
        return _from_calamine(path, errors)
    except (zipfile.BadZipFile, CalamineError, EOFError, UnicodeDecodeError, OSError) as fault:
        raise RosterRefusal("damaged") from fault


def _refuse_bomb(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if unpacked > MAX_UNPACKED or (unpacked > 20_000_000 and unpacked / packed > MAX_RATIO):
        raise RosterRefusal("bomb")
    if any(member.flag_bits & 1 for member in members):
        raise RosterRefusal("encrypted")
    if "xl/workbook.xml" not in package.namelist():
        raise RosterRefusal("not_excel")


def _worksheet_files(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the file within the package of each worksheet, by the sheet's name."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in package.namelist():
        for tag in _tags(package, "xl/_rels/workbook.xml.rels", "Relationship"):
            targets[tag.get("Id", "")] = tag.get("Target", "")
    files = {}
    for tag in _tags(package, "xl/workbook.xml", "sheet"):
        target = targets.get(tag.get("id", ""), "")
        file = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if file in package.namelist():
            files[tag.get("name", "")] = file
    return files


def _tags(package: zipfile.ZipFile, file: str, name: str) -> Iterator[dict[str, str]]:
    text = package.read(file).decode("utf-8", "replace")
    for tag in re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", text):
        pairs = re.findall(r"(?:\w+:)?(\w+)=\"([^\"]*)\"", tag)
        yield {key: html.unescape(value) for key, value in pairs}


def _scan(package: zipfile.ZipFile, file: str) -> frozenset[tuple[int, int]]:
    """Return the cells in error, as (row from 1, column from 0); refuse cells far outside.

    The reader lays a sheet out as one rectangle: a single stray cell in the last corner would
    take all memory, so the corners are looked at first, without reading the sheet.
    """
    errors: set[tuple[int, int]] = set()
    row = 1
    rest = b""
    with package.open(file) as stream:
        while chunk := stream.read(1 << 20):
            chunk = rest + chunk
            cut = chunk.rfind(b"<")
            chunk, rest = (chunk[:cut], chunk[cut:]) if cut > 0 else (chunk, b"")
            for cell in _FAR_CELL.finditer(chunk) if _TWO_LETTERS.search(chunk) else ():
                letters = cell.group(1).decode()
                if column_index(letters) >= MAX_COLUMNS:
                    raise RosterRefusal("too_wide", column=letters)
            for cell in _ERROR_CELL.finditer(chunk) if b't="e"' in chunk else ():
                errors.add((int(cell.group(2)), column_index(cell.group(1).decode())))
            row = _last_filled_row(chunk, row)
    return frozenset(errors)


def _last_filled_row(chunk: bytes, row: int) -> int:
    """Return the number of the last row that begins in ``chunk``; refuse values too far down."""
    filled = max(chunk.rfind(mark) for mark in (b"<v", b"<is", b"<f", b":v>", b":is>"))
    if filled >= 0:
        last_filled = _last_row(chunk, filled) or row
        if last_filled > MAX_ROWS:
            raise RosterRefusal("too_many_rows", row=last_filled, limit=MAX_ROWS)
    return _last_row(chunk, len(chunk)) or row


def _last_row(chunk: bytes, end: int) -> int | None:
    start = max(chunk.rfind(b"<row", 0, end), chunk.rfind(b":row", 0, end))
    match = _ROW_NUMBER.match(chunk, start) if start >= 0 else None
    return int(match.group(1)) if match else None


def column_index(letters: str) -> int:
    """Return the position from 0 of a column that Excel calls by these letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _from_xls(path: Path) -> list[Sheet]:
    if _ENCRYPTED_STREAM in path.read_bytes():
        raise RosterRefusal("encrypted")
    try:
        return _from_calamine(path, {})
    except PasswordError as fault:
        raise RosterRefusal("encrypted") from fault
    except CalamineError as fault:
        raise RosterRefusal("not_excel") from fault


def _from_calamine(path: Path, errors: dict[str, frozenset[tuple[int, int]]]) -> list[Sheet]:
    sheets = []
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            rows = list(_filled_rows(sheet)) if sheet.start else []
            sheets.append(Sheet(name, rows, errors.get(name, frozenset())))
    return sheets


def _filled_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    merged = _merged(sheet)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number > MAX_ROWS:
            raise RosterRefusal("too_many_rows", row=sheet.total_height, limit=MAX_ROWS)
        row: list[Cell] = [*left, *cells]
        for column in merged.get(number, ()):
            merged[number][column].apply(row, column)
        if any(cell not in ("", None) for cell in row):
            yield number, row


class _Merge:
    """A merged block of one column: its only value belongs to every row of the block."""

    def __init__(self) -> None:
        self.value: Cell = ""

    def apply(self, row: list[Cell], column: int) -> None:
        if column >= len(row):
            return
        if row[column] not in ("", None):
            self.value = row[column]
        else:
            row[column] = self.value


def _merged(sheet: CalamineSheet) -> dict[int, dict[int, _Merge]]:
    blocks: dict[int, dict[int, _Merge]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top == bottom or left != right or bottom - top > 1000:
            continue
        merge = _Merge()
        for row in range(top + 1, bottom + 2):
            blocks.setdefault(row, {})[left] = merge
    return blocks


def _from_csv(path: Path, title: str) -> list[Sheet]:
    text = _decoded(path.read_bytes())
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if not lines:
        raise RosterRefusal("empty")
    delimiter = max(_CSV_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    rows: list[tuple[int, list[Cell]]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for number, cells in enumerate(reader, start=1):
            if number > MAX_ROWS:
                raise RosterRefusal("too_many_rows", row=number, limit=MAX_ROWS)
            if len(cells) > MAX_COLUMNS:
                raise RosterRefusal("too_wide", column=len(cells))
            if any(cell.strip() for cell in cells):
                rows.append((number, list(cells)))
    except csv.Error as fault:
        raise RosterRefusal("damaged") from fault
    return [Sheet(title, rows)]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise RosterRefusal("not_excel")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text[:4000]):
            return text
    raise RosterRefusal("not_excel")
