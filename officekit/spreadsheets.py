"""Excel files written row by row, in constant memory."""

import math
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import IO, Any

from django.utils import timezone

MAX_ROWS = 1_048_575  # below the heading
MAX_TEXT = 32_767
MAX_EXACT = 10**15  # Excel keeps 15 digits
FIRST_YEAR = 1900  # of Excel's calendar
BEFORE_FIRST_DAY = date(1899, 12, 31).toordinal()
FALSE_LEAP_DAY = 60
ONE_DAY = timedelta(days=1)
COLUMN_WIDTH = 16
TEMPLATE_ROWS = 10_000
# A cell that begins with one of these would run as a formula once the file is saved as CSV and opened again.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> IO[bytes]:
    """A temporary file, at its beginning, for a FileResponse to send and close.

    A str always becomes a text cell: phones and codes keep their zeros, formulas do not run.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    try:
        _fill(file, columns, rows)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _fill(file: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    import xlsxwriter  # noqa: PLC0415 -- takes a while to load, for exports alone

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.set_column(0, max(len(columns) - 1, 0), COLUMN_WIDTH)
        sheet.freeze_panes(1, 0)
        writer = _CellWriter(workbook, sheet)
        writer.write_row(0, columns, writer.bold)
        for number, row in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise ValueError(f"Excel 最多 {MAX_ROWS} 行，请缩小筛选范围后再导出。")
            writer.write_row(number, row)


def write_template(
    columns: Sequence[str], sample: Sequence[object], allowed: Mapping[str, Sequence[str]]
) -> IO[bytes]:
    """An empty form to fill in: the headings, one line that shows how, and what some columns may hold.

    `allowed` is by heading; those cells are filled in by choosing from the list on the second sheet.
    """
    import xlsxwriter  # noqa: PLC0415 -- as above

    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    with xlsxwriter.Workbook(file) as workbook:
        sheet, choices = workbook.add_worksheet("填写"), workbook.add_worksheet("可选值")
        sheet.set_column(0, len(columns) - 1, COLUMN_WIDTH)
        choices.set_column(0, max(len(allowed) - 1, 0), 2 * COLUMN_WIDTH)
        sheet.freeze_panes(1, 0)
        writer = _CellWriter(workbook, sheet)
        writer.write_row(0, columns, writer.bold)
        writer.write_row(1, sample)
        writer.sheet = choices
        writer.write_row(0, list(allowed), writer.bold)
        for number, row in enumerate(zip_longest(*allowed.values()), start=1):
            writer.write_row(number, row)
        for column, (heading, values) in enumerate(allowed.items()):
            _offer(sheet, columns.index(heading), column, len(values))
    file.seek(0)
    return file


def _offer(sheet: Any, column: int, source: int, count: int) -> None:
    """Only a help to choose: what is typed is checked when the file comes back."""
    if count:
        letter = chr(ord("A") + source)
        rule = {
            "validate": "list",
            "source": f"=可选值!${letter}$2:${letter}${count + 1}",
            "error_type": "information",
            "error_message": "请从“可选值”工作表里选。",
        }
        sheet.data_validation(1, column, TEMPLATE_ROWS, column, rule)


def _text(value: str) -> str:
    text = value if value.isprintable() else UNPRINTABLE.sub("", value)
    if text.startswith(DANGEROUS):
        text = f"'{text}"
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1]}…"


class _CellWriter:
    def __init__(self, workbook: Any, sheet: Any) -> None:
        self.sheet, self.zone = sheet, timezone.get_current_timezone()
        self.bold = workbook.add_format({"bold": True})
        self.day = workbook.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        self.moment = workbook.add_format({"num_format": 'yyyy"年"m"月"d"日" hh:mm'})

    def write_row(self, number: int, row: Sequence[object], style: Any = None) -> None:
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                self.sheet.write_string(number, column, _text(value), style)
            else:
                self._write(number, column, value, style)

    def _write(self, row: int, column: int, value: object, style: Any) -> None:
        if isinstance(value, bool):
            self.sheet.write_string(row, column, "是" if value else "否", style)
        elif isinstance(value, int | float | Decimal) and _fits(value):
            self.sheet.write_number(row, column, value, style)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            self._write_date(row, column, value)
        else:
            self.sheet.write_string(row, column, _text(str(value)), style)

    def _write_date(self, row: int, column: int, value: date) -> None:
        if not isinstance(value, datetime):
            self.sheet.write_number(row, column, _day_number(value), self.day)
            return
        local = value.astimezone(self.zone) if timezone.is_aware(value) else value
        since_midnight = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        self.sheet.write_number(
            row, column, _day_number(local) + since_midnight / ONE_DAY, self.moment
        )


def _day_number(day: date) -> int:
    """As Excel stores a date; it takes 1900 for a leap year."""
    number = day.toordinal() - BEFORE_FIRST_DAY
    return number if number < FALSE_LEAP_DAY else number + 1


def _fits(value: int | float | Decimal) -> bool:
    return math.isfinite(value) and -MAX_EXACT < value < MAX_EXACT
