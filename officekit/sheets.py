"""Excel files that people send in: read cell by cell, without harm from what the file really is."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from officekit.search import UNSTORABLE
from officekit.spreadsheets import DANGEROUS
from officekit.uploads import DocumentUploadField

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 10_000
READER = Path(__file__).with_name("sheet_reader.py")
READER_SECONDS = 60
SAMPLE = "（示例）"  # how the line begins that a template brings along
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d)")

Cell = int | float | str | bool | datetime


class SheetError(Exception):
    """The table as a whole can't be read; the message is fit for the person who sent it."""


@dataclass(frozen=True)
class SheetRow:
    """`number` as Excel counts it; `cells` by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    rows: list[SheetRow]
    unused: list[str]  # headings that nobody asked for
    samples: int = 0  # lines that only show how it is done


# --- the file ---


class SheetUploadField(DocumentUploadField):
    """An Excel table; what comes back is its content, fit for read_table()."""

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ".xlsx"}

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return check_workbook(file) if file else None


def check_workbook(file: File) -> bytes:
    """The content of a document that is an .xlsx of reasonable size."""
    if not (file.name or "").endswith(".xlsx"):
        raise ValidationError("请上传 Excel 表格（.xlsx）；可以先下载模板，照着填写。")
    if file.size > MOST_BYTES:
        raise ValidationError("表格文件超过 4 MB，请删去图片和不用的工作表，或者分几次导入。")
    file.seek(0)
    content: bytes = file.read()
    return content


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its rows that are not empty, by their number."""

    name: str
    merged: list[tuple[int, int]]
    rows: dict[int, list[Cell]]

    @property
    def titles(self) -> list[str]:
        return [_heading(cell) for cell in self.rows.get(1, [])]


def read_sheets(content: bytes, most_rows: int) -> list[Sheet]:
    """By another process, which a hostile file may kill."""
    command = [sys.executable, "-I", str(READER), str(most_rows)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, the file comes by stdin
            command, input=content, capture_output=True, timeout=READER_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SheetError(
            "这个表格读不出来：文件已损坏，或者展开后过大。请把要导入的数据复制到一张新表里，再上传。"
        ) from error
    sheets = json.loads(done.stdout, object_hook=_moment)
    return [Sheet(name, merged, dict(rows)) for name, merged, rows in sheets]


def _moment(found: dict[str, str]) -> datetime:
    return datetime.fromisoformat(found["date"])


# --- the table ---


def read_table(content: bytes, headings: Collection[str], required: Collection[str]) -> Table:
    """The rows below the headings, from the first sheet that has all the required ones in its first row."""
    # The headings, a line that is a sample, and one too many.
    sheet = _find_sheet(read_sheets(content, MOST_ROWS + 2), required)
    for first, last in sheet.merged:
        raise SheetError(
            f"工作表“{sheet.name}”第 {first} 到 {last} 行有合并的单元格。请取消合并，每行填全后再上传。"
        )
    times = Counter(sheet.titles)
    for heading in headings:
        if times[heading] > 1:
            raise SheetError(
                f"工作表“{sheet.name}”的第 1 行里，“{heading}”出现了不止一次，请只留一列。"
            )
    filled = list(_filled(sheet, headings))
    lines = [row for row in filled if not _is_sample(row)]
    if len(lines) > MOST_ROWS:
        raise SheetError(f"表里超过 {MOST_ROWS} 行，一次导不完，请分几次导入。")
    unused = [title for title in sheet.titles if title and title not in headings]
    return Table(lines, unused, samples=len(filled) - len(lines))


def _find_sheet(sheets: Sequence[Sheet], required: Collection[str]) -> Sheet:
    if not sheets:
        raise SheetError("这个文件里没有工作表，请用下载的模板填写。")
    missing = {
        sheet.name: [title for title in required if title not in sheet.titles] for sheet in sheets
    }
    nearest = min(sheets, key=lambda sheet: len(missing[sheet.name]))
    if lacking := missing[nearest.name]:
        raise SheetError(
            f"工作表“{nearest.name}”的第 1 行缺少这些列：{'、'.join(lacking)}。请用下载的模板填写，不要改动表头。"
        )
    return nearest


def _filled(sheet: Sheet, headings: Collection[str]) -> Iterator[SheetRow]:
    wanted = [(index, title) for index, title in enumerate(sheet.titles) if title in headings]
    for number, row in sheet.rows.items():
        cells = {title: row[index] for index, title in wanted if row[index] != ""}
        if cells and number > 1:
            yield SheetRow(number, cells)


def _is_sample(row: SheetRow) -> bool:
    return any(isinstance(cell, str) and cell.startswith(SAMPLE) for cell in row.cells.values())


def _heading(cell: Cell) -> str:
    """Without the star that marks what must be filled in."""
    return cell_text(cell).rstrip("*＊ ")


# --- one cell ---


def cell_text(cell: Cell) -> str:
    """As a person reads it: 13800000000 also where Excel keeps it as a number."""
    if isinstance(cell, str):
        text = cell.strip()
        if text.startswith("'") and text[1:].startswith(DANGEROUS):
            text = text[1:]  # as our own exports write it
        return text if text.isprintable() else UNSTORABLE.sub("", text).strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def cell_date(cell: Cell) -> date:
    """A real date, or one written as text; ValidationError for anything else."""
    if isinstance(cell, datetime):
        return cell.date()
    text = cell_text(cell)
    if match := DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise ValidationError(f"“{text[:20]}”不是日期，请写成 {timezone.localdate():%Y-%m-%d} 这样。")
