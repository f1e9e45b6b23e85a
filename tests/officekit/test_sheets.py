"""Excel files that people send in, and those that nobody should."""

import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from officekit import sheets
from officekit.sheets import (
    SheetError,
    SheetRow,
    SheetUploadField,
    cell_date,
    cell_text,
    read_table,
)
from officekit.spreadsheets import write_template, write_xlsx

HEADINGS = ["名称", "日期", "电话"]


def workbook(rows, columns=("名称*", "日期", "电话")):
    with write_xlsx(columns, rows) as file:
        return file.read()


def drawn(draw):
    """The content of a workbook that `draw` fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        draw(book)
    return out.getvalue()


def with_part(content, name, change):
    """The same file with one part of it changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    return out.getvalue()


def upload(content, name="表.xlsx"):
    return SheetUploadField().clean(ContentFile(content, name=name))


def read(content):
    return read_table(upload(content), HEADINGS, ["名称"])


def refusal(content, name="表.xlsx"):
    """What the person is told."""
    with pytest.raises((SheetError, ValidationError)) as caught:
        read_table(upload(content, name), HEADINGS, ["名称"])
    return getattr(caught.value, "messages", [str(caught.value)])[0]


# --- what is read ---


def test_rows_come_with_their_number_and_their_filled_cells():
    table = read(
        workbook([["甲", date(2026, 3, 1), None], [None, None, None], ["乙", None, "0351"]])
    )

    assert table.rows == [
        SheetRow(2, {"名称": "甲", "日期": datetime(2026, 3, 1)}),  # noqa: DTZ001
        SheetRow(4, {"名称": "乙", "电话": "0351"}),
    ]
    assert (table.unused, table.samples) == ([], 0)


def test_other_columns_are_named_and_left_out():
    table = read(workbook([["甲", "x"]], columns=["名称", "备忘"]))

    assert (table.rows[0].cells, table.unused) == ({"名称": "甲"}, ["备忘"])


def test_template_comes_back_without_its_sample():
    with write_template(
        ["名称*", "日期", "电话"], ["（示例）甲", date(2026, 1, 1)], {"电话": ["1", "2"]}
    ) as file:
        table = read(file.read())

    assert (table.rows, table.samples) == ([], 1)


def test_sheet_with_the_headings_is_found_among_others():
    def draw(book):
        book.add_worksheet("说明").write(0, 0, "请看下一张")
        book.add_worksheet("图").write(5, 5, "x")
        book.add_worksheet("数据").write_row(0, 0, ["名称", "日期"])
        book.get_worksheet_by_name("数据").write(1, 0, "甲")

    assert [row.cells for row in read(drawn(draw)).rows] == [{"名称": "甲"}]


def test_formula_counts_as_its_result():
    def draw(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "电话"])
        sheet.write_formula(1, 0, '="甲"&"乙"', None, "甲乙")
        sheet.write_formula(1, 1, "=1+1", None, 2)

    assert read(drawn(draw)).rows[0].cells == {"名称": "甲乙", "电话": 2}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800000000.0, "13800000000"),
        (2.5, "2.5"),
        (True, "是"),
        ("'+86 13800000000", "+86 13800000000"),
        ("'s", "'s"),
        (" 甲\u200b乙\x00\x07 ", "甲\u200b乙"),
        (datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001
        (float("nan"), "nan"),
    ],
)
def test_cell_is_read_as_a_person_reads_it(cell, text):
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", " 2026 年 3 月 1 日 ", "20260301"),
        *(20260301.0, datetime(2026, 3, 1, 8)),  # noqa: DTZ001
    ],
)
def test_date_is_read_however_it_is_written(cell):
    assert cell_date(cell) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "cell", ["去年", "2026-02-30", "2026-13-01", 46082.0, True, "3月1日", "9" * 99]
)
def test_what_is_no_date_is_told_with_an_example(cell):
    with pytest.raises(ValidationError, match="不是日期，请写成 20"):
        cell_date(cell)


# --- what is refused ---


def test_missing_headings_are_named():
    content = workbook([["甲"]], columns=["单位"])

    assert refusal(content) == (
        "工作表“Sheet1”的第 1 行缺少这些列：名称。请用下载的模板填写，不要改动表头。"
    )


@pytest.mark.parametrize("rows", [[], [[None]]])
def test_empty_sheet_lacks_its_headings(rows):
    assert "缺少这些列：名称" in refusal(workbook(rows, columns=[""]))


def test_doubled_heading_is_refused():
    content = workbook([["甲", "1", "2"]], columns=["名称", "电话", "电话*"])

    assert refusal(content) == "工作表“Sheet1”的第 1 行里，“电话”出现了不止一次，请只留一列。"


def test_merged_cells_are_refused_with_their_place():
    def draw(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "电话"])
        sheet.merge_range(1, 0, 3, 0, "甲")

    assert refusal(drawn(draw)).startswith("工作表“Sheet1”第 2 到 4 行有合并的单元格。")


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)

    assert len(read(workbook([["甲"]] * 3)).rows) == 3
    assert refusal(workbook([["甲"]] * 4)) == "表里超过 3 行，一次导不完，请分几次导入。"


def test_two_hundred_thousand_rows_are_refused():
    assert "一次导不完" in refusal(workbook([["甲"]] * 200_000))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"name,phone\n", "表.csv", "只能上传"),
        (b"PK\x03\x04nothing", "表.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "表.xlsx", "旧版或加了密码"),
        (b"%PDF-1.7\n%%EOF", "表.xlsx", "请上传 Excel 表格"),
        (b"", "表.xlsx", "空"),
    ],
)
def test_what_is_no_workbook_is_refused(content, name, told):
    assert told in refusal(content, name)


def test_large_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)

    assert refusal(workbook([])).startswith("表格文件超过")


def far_cell(xml):
    return xml.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )


def endless_texts(xml):
    return xml.replace(b'uniqueCount="', b'uniqueCount="9999999999999')


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/worksheets/sheet1.xml", far_cell),
        ("xl/sharedStrings.xml", endless_texts),
        ("xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]),
        ("xl/workbook.xml", lambda xml: b""),
        ("xl/_rels/workbook.xml.rels", lambda xml: b"<a/>"),
    ],
)
def test_hostile_workbook_kills_its_reader_only(part, change):
    with io.BytesIO() as out:
        with xlsxwriter.Workbook(out) as book:
            book.add_worksheet().write_row(0, 0, HEADINGS)
        content = out.getvalue()

    assert refusal(with_part(content, part, change)).startswith(("这个表格读不出来", "这个文件"))


def test_reader_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(sheets, "READER_SECONDS", 0.001)

    assert refusal(workbook([["甲"]])).startswith("这个表格读不出来")
