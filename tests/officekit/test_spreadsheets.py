from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from officekit import spreadsheets
from officekit.spreadsheets import write_xlsx


def read_back(*row):
    with write_xlsx(["列"] * len(row), [row]) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[1]


def test_heading_and_rows_come_in_order():
    with write_xlsx(["单位", "数量"], iter([["示例单位", 3], ["示例二", None]])) as file:
        rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()

    assert rows == [["单位", "数量"], ["示例单位", 3.0], ["示例二", ""]]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_neutralised(first):
    assert read_back(f"{first}1+1", "x")[0].startswith(f"'{first.rstrip()}")


def test_formulas_in_headings_are_neutralised():
    with write_xlsx(["=1+1"], []) as file:
        assert CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python() == [["'=1+1"]]


def test_codes_and_phones_stay_text():
    assert read_back("0351", "13800000000") == ["0351", "13800000000"]


def test_numbers_dates_and_truth():
    moment = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

    assert read_back(1, Decimal("2.5"), True, date(2026, 11, 3), moment) == [
        1.0,
        2.5,
        "是",
        date(2026, 11, 3),
        datetime(2026, 11, 21, 7, 30),  # noqa: DTZ001
    ]


@pytest.mark.parametrize(
    "day", [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 11, 30)]
)
def test_dates_come_back_around_the_leap_day_that_excel_invents(day):
    assert read_back(day, "x")[0] == day


def test_what_excel_cannot_hold_is_written_as_text():
    values = [10**18, float("nan"), Decimal("Infinity"), date(1850, 1, 2), "a\x00\ud800b"]

    assert read_back(*values) == ["1000000000000000000", "nan", "Infinity", "1850-01-02", "ab"]


def test_long_text_is_cut():
    assert len(read_back("长" * 40_000, "x")[0]) == 32_767


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 2)

    with pytest.raises(ValueError, match="请缩小筛选范围"):
        write_xlsx(["列"], [[1], [2], [3]])
