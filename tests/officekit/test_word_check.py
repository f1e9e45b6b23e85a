"""Templates that people have edited: what is wrong in them is said with its tag and its place."""

import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Annotated

import pytest
from docx import Document

from officekit import looks, word_check
from officekit.papers import Paper, QrCode
from officekit.word_check import emptied, template_problems
from officekit.word_layout import WordLayout


@dataclass(frozen=True)
class Row:
    name: Annotated[str, "名称"]
    helpers: Annotated[list[str], "配合"] = field(default_factory=list)


@dataclass(frozen=True)
class Facts:
    title: Annotated[str, "标题"]
    rows: Annotated[list[Row], "各行"] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    code: QrCode = field(default_factory=QrCode)
    total: int = 0


PAPER = Paper(
    key="p",
    label="示例",
    facts=Facts,
    draw=lambda word: None,
    typst=Path(),
    sample=lambda: Facts("标题", [Row("甲", ["乙"])], ["丙"], QrCode("https://example.org/"), 1),
)


def template(*lines, footer="", table=()):
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].footer.paragraphs[0].text = footer
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def problems(*lines, **more):
    return template_problems(template(*lines, **more), PAPER)


@pytest.mark.parametrize(
    "lines",
    [
        ["{{ title }}"],
        ["{{ title|trim|balance }}，共 {{ rows|length }} 项{{ total }}", "{{ code }}"],
        ["{%p for row in rows %}", "{{ loop.index }}. {{ row.name }}", "{%p endfor %}"],
        ["{%p for row in rows %}", "{{ row.helpers|join('、') }}", "{%p endfor %}"],
        ["{% for line in lines %}{{ line }}{% if not loop.last %}、{% endif %}{% endfor %}"],
        ["{%p if rows and (title == '甲' or total > 1) %}", "{{ title }}", "{%p else %}", "无", "{%p endif %}"],
        ["{%p for row in rows %}", "{%p for h in row.helpers %}", "{{ h }}", "{%p endfor %}", "{%p endfor %}"],
        ["{# 说明 #}{{ title }}"],
    ],
)  # fmt: skip
def test_template_that_can_be_filled_has_no_problem(lines):
    assert problems(*lines) == []


def test_rows_of_a_table_are_looped_too():
    rows = [
        ("{%tr for row in rows %}", ""),
        ("{{ row.name }}", "{{ title }}"),
        ("{%tr endfor %}", ""),
    ]

    assert problems(table=rows) == []


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["标题：{{ titel }}"], "“标题：{{ titel }}”：不认识标签 {{ titel }}，是不是想写 {{ title }}？"),
        (["{{ 单位 }}"], "“{{ 单位 }}”：不认识标签 {{ 单位 }}，能用的见“标签说明”。"),
        (["{{ rows }}"], "“{{ rows }}”：{{ rows }} 是一列内容，要用 for 一个一个写出来。"),
        (
            ["{% for row in rows %}{{ row }}{% endfor %}"],
            "{{ row }} 由几项组成，请写明是哪一项。",
        ),
        (
            ["{% for row in rows %}{{ row.nam }}{% endfor %}"],
            "“{% for row in rows %}{{ row.nam }}{% en…”：不认识标签 {{ row.nam }}，是不是想写 {{ row.name }}？",
        ),
        (["{{ title.x }}"], "“{{ title.x }}”：不认识标签 {{ title.x }}，能用的见“标签说明”。"),
        (["{{ code.url }}"], "“{{ code.url }}”：不认识标签 {{ code.url }}，能用的见“标签说明”。"),
        (["{{ loop }}"], "“{{ loop }}”：不认识标签 {{ loop }}，能用的见“标签说明”。"),
        (
            ["{% for line in title %}{% endfor %}"],
            "“{% for line in title %}{% endfor %}”：{{ title }} 不是一列内容，不能循环。",
        ),
        (
            ["{% for people in nobody %}{% endfor %}"],
            "“{% for people in nobody %}{% endfor %}”：不认识标签 {{ nobody }}，能用的见“标签说明”。",
        ),
        (
            ["{% for a in lines %}{% for b in lines %}{% endfor %}{% endfor %}"],
            "循环里面只能循环这一行自己的内容，不能再循环 {{ lines }}。",
        ),
        (["{% for a, b in rows %}{% endfor %}"], "循环只能写成 for 名称 in 列表。"),
        (["{% for a in lines if a %}{% endfor %}"], "循环只能写成 for 名称 in 列表。"),
        (["{{ rows|join('、') }}"], "{{ rows }} 不是一列文字，不能用 join 连起来。"),
        (["{{ title|safe }}"], "“|safe”不能用，能用的有 join、length、trim、balance。"),
        (["{{ title }}{% if title %}"], "“{{ title }}{% if title %}”一带的标签没有写对"),
        (["{{ title"], "“{{ title”一带的标签没有写对"),
        (["{%p endfor %}", "甲"], "一带的标签没有写对"),
        (["｛｛ title ｝｝", "{{ title }}"], "“｛｛ title ｝｝”里的大括号或百分号是全角的，请改成半角的。"),
        (["{{r title }}"], "标签把段落或表格拆开了。"),
        (["没有标签"], "模板里一个标签也没有，排出来不会有内容。请参照默认模板写上标签。"),
        (["{{p title }}"], "标签把段落或表格拆开了。"),
        (["{%p if title %}", "乙{% endif %}{{ title }}"], "标签把段落或表格拆开了。"),
    ],
)  # fmt: skip
def test_problem_is_told_with_its_tag_and_its_place(lines, problem):
    found = problems(*lines)

    assert [text for text in found if problem in text], found


@pytest.mark.parametrize(
    "tag",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ title['__class__'] }}",
        "{{ ''.join(lines) }}",
        "{{ title * 999999999 }}",
        "{{ 2 ** 99999999 }}",
        "{{ range(999999999)|length }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self }}",
        "{% set title = rows %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% filter trim %}{% endfilter %}",
        "{{ title|trim(rows.x) }}",
        "{{ title if nobody else title }}",
        "{{ title is defined }}",
        "{{ [title] }}",
        "{{ title ~ title }}",
        "{{ title[0:1] }}",
        "{{ not nobody }}",
        "{{ title and nobody }}",
        "{{ title == nobody }}",
    ],
)
def test_nothing_else_than_tags_can_be_written(tag):
    assert problems(f"{{{{ title }}}}{tag}") != []


def test_footer_is_read_too():
    assert "不认识标签 {{ nobody }}" in problems("{{ title }}", footer="{{ nobody }}")[0]


def test_tag_that_word_has_split_is_read_whole():
    document = Document()
    paragraph = document.add_paragraph()
    for part in ("{", "{ ti", "tel }", "}"):
        paragraph.add_run(part)
    out = BytesIO()
    document.save(out)

    assert "是不是想写 {{ title }}？" in template_problems(out.getvalue(), PAPER)[0]


def test_many_problems_are_cut():
    found = problems(*(f"{{{{ x{number} }}}}" for number in range(20)))

    assert len(found) == word_check.MOST_SHOWN + 1
    assert found[-1] == "还有 12 处类似的问题。"


def test_what_fails_in_the_trial_is_told(monkeypatch):
    monkeypatch.setattr(word_check._Reader, "read", lambda self: [])

    assert problems("{{ nobody }}")[0].startswith("用示例内容试排时出错：")


def test_emptied_facts_have_the_same_shape():
    assert emptied(PAPER.sample()) == Facts("", [], [], QrCode(), 1)
    assert emptied(Row("甲", ["乙"])) == Row("", [])


# --- the package ---


def altered(change=None, **added):
    """The file with parts changed by `change(name, content)`, and more of them."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(template("{{ title }}"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(name, content) if change else content)
        for name, content in added.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def in_part(part, old, new):
    def change(name, content):
        return content.replace(old, new) if name == part else content

    return altered(change)


LINK = b'<Relationship Id="r9" Type="http://x/%s" Target="file:///etc/passwd" TargetMode="%s"/></Relationships>'
RELATIONS = "word/_rels/document.xml.rels"
FIELD = b"<w:p><w:r><w:instrText>%s</w:instrText></w:r></w:p></w:body>"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "文件打不开"),
        (b"PK\x03\x04 broken", "文件打不开"),
        (b"%PDF-1.7", "文件打不开"),
        (altered(word__vbaProject_dot_bin=b"x"), "带有宏、控件或嵌入的对象"),
        (altered(word__activeX__activeX1_dot_xml=b"<x/>"), "带有宏、控件或嵌入的对象"),
        (altered(word__embeddings__a_dot_xlsx=b"x"), "带有宏、控件或嵌入的对象"),
        (
            in_part("[Content_Types].xml", b"document.main+xml", b"template.main+xml"),
            "这是 Word 的模板或其他格式",
        ),
        (
            in_part("[Content_Types].xml", b"<Default", b"<!-- macroEnabled --><Default"),
            "带有宏、控件或嵌入的对象",
        ),
        (
            in_part(RELATIONS, b"</Relationships>", LINK % (b"hyperlink", b"External")),
            "指向外部的链接“file:///etc/passwd”",
        ),
        (
            in_part(RELATIONS, b"</Relationships>", LINK % (b"aFChunk", b"Internal")),
            "嵌入了别的文件",
        ),
        (
            in_part("word/document.xml", b"<w:document", b"<!DOCTYPE x><w:document"),
            "不能识别的内容",
        ),
        (in_part("word/document.xml", b"</w:body>", b"</w:bodi>"), "文件已损坏"),
        (in_part("word/document.xml", b"</w:body>", FIELD % b"INCLUDETEXT c:\\x"), "“INCLUDETEXT"),
        (
            in_part(
                "word/document.xml",
                b"</w:body>",
                FIELD % b"DDE</w:instrText></w:r><w:r><w:instrText>AUTO x",
            ),
            "“DDEAUTO x”",
        ),
        # Each of these could be cut in two ways; to try them all would take for ever.
        (
            in_part(
                "word/document.xml", b"</w:body>", FIELD % (b"PAGE \\* MERGEFORMAT" * 99 + b"!")
            ),
            "“PAGE",
        ),
        (
            in_part("word/document.xml", b"</w:body>", b'<w:fldSimple w:instr="LINK x"/></w:body>'),
            "“LINK x”",
        ),
        (altered(lambda name, content: b"" if name == "word/document.xml" else content), "已损坏"),
    ],
)
def test_file_that_may_do_harm_is_refused(content, problem):
    assert problem in template_problems(content, PAPER)[0]


def test_page_numbers_may_stay():
    content = in_part("word/document.xml", b"</w:body>", FIELD % b" PAGE  \\* MERGEFORMAT ")

    assert template_problems(content, PAPER) == []


def test_spreadsheet_is_no_template():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/workbook.xml", "<x/>")

    assert "这不是 Word 文件" in template_problems(out.getvalue(), PAPER)[0]


@pytest.mark.parametrize("limit", ["MAX_PARTS", "MAX_UNPACKED", "MAX_XML"])
def test_file_that_unfolds_too_far_is_refused(monkeypatch, limit):
    monkeypatch.setattr(f"officekit.word_package.{limit}", 3)

    assert "展开后过大" in problems("{{ title }}")[0]


def test_zip_bomb_is_refused_unread():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 50_000_000)

    assert "展开后过大" in template_problems(out.getvalue(), PAPER)[0]


def test_layout_of_the_portal_is_fit():
    layout = WordLayout()
    layout.title()
    with layout.each("line in lines"):
        layout.write(looks.BODY, "{{ line }}")

    assert template_problems(layout.save(), PAPER) == []
