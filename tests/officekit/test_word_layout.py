"""The template that a street starts from, opened again: GB/T 9704 (N9, N11)."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from officekit import looks
from officekit.gongwen import FACES, faces
from officekit.word_layout import WordLayout

FONTS = [qn(f"w:{name}") for name in ("ascii", "hAnsi", "eastAsia", "cs")]


@pytest.fixture(scope="module")
def document():
    layout = WordLayout()
    layout.write(looks.TITLE, "{{ title }}")
    with layout.each("line in lines"):
        layout.write(looks.BODY, (FACES.hei, "一、"), "{{ line }}")
    layout.table(
        [looks.Column("甲", "{{ row.a }}", 1), looks.Column("乙", "{{ row.b }}", 2)], "row in rows"
    )
    return Document(BytesIO(layout.save()))


def millimetres(length):
    return round(length.mm, 1)


def test_page_is_a4_with_the_official_margins(document):
    page = document.sections[0]

    assert (millimetres(page.page_width), millimetres(page.page_height)) == (210, 297)
    edges = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [millimetres(edge) for edge in edges] == [37, 35, 28, 26]


def test_turned_page_keeps_its_edges():
    page = Document(BytesIO(WordLayout(landscape=True).save())).sections[0]

    assert (millimetres(page.page_width), millimetres(page.page_height)) == (297, 210)
    edges = (page.top_margin, page.right_margin, page.bottom_margin, page.left_margin)
    assert [millimetres(edge) for edge in edges] == [28, 37, 26, 35]


@pytest.mark.parametrize("style", looks.LOOKS, ids=lambda style: style.name)
def test_style_names_its_chinese_font(document, style):
    fonts = document.styles[style.name].element.rPr.find(qn("w:rFonts"))

    assert [fonts.get(name) for name in FONTS] == [style.face.word] * 4


def test_no_theme_font_overrules_the_named_ones(document):
    parts = [document.styles.element, document.element]
    names = {name for part in parts for node in part.iter(qn("w:rFonts")) for name in node.attrib}

    assert not {name for name in names if name.lower().endswith("theme")}


@pytest.mark.parametrize(
    ("style", "size", "line"),
    [
        (looks.BODY, 16, 28.95),
        (looks.TITLE, 22, 34),
        (looks.HEADING, 16, 28.95),
        (looks.CELL, 12, 20),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_type_stands_on_fixed_lines(document, style, size, line):
    found = document.styles[style.name]

    assert found.font.size == Pt(size)
    assert found.paragraph_format.line_spacing_rule == 4  # exactly
    assert found.paragraph_format.line_spacing == Pt(line)


def test_paragraph_begins_two_characters_in(document):
    assert document.styles[looks.BODY.name].paragraph_format.first_line_indent == Pt(32)


def test_title_is_centred_and_of_its_own_face(document):
    style = document.styles[looks.TITLE.name]

    assert style.paragraph_format.alignment == 1
    assert style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"


def test_run_with_its_own_face_has_it_for_chinese_too(document):
    run = next(run for line in document.paragraphs for run in line.runs if run.text == "一、")

    assert [run._element.rPr.find(qn("w:rFonts")).get(name) for name in FONTS] == ["黑体"] * 4


def test_pages_are_numbered_on_their_outer_edge(document):
    page = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer
    odd, even = page.footer.paragraphs[0], page.even_page_footer.paragraphs[0]
    assert [line.text for line in (odd, even)] == ["— 1 —", "— 1 —"]
    assert [line.style.paragraph_format.alignment for line in (odd, even)] == [2, 0]
    assert [node.text.strip() for node in odd._p.iter(qn("w:instrText"))] == ["PAGE"]
    assert odd.style.font.size == Pt(14)


def test_font_that_is_not_installed_has_a_substitute(document):
    table = next(
        rel.target_part.blob.decode()
        for rel in document.part.rels.values()
        if rel.reltype.endswith("/fontTable")
    )

    for face in faces().values():
        assert f'w:name="{face.word}"><w:altName w:val="{face.alternate}"/>' in table


def test_table_fills_the_width_and_repeats_its_heading(document):
    table = document.tables[0]

    assert [cell.text for cell in table.rows[0].cells] == ["甲", "乙"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    widths = [cell.width for cell in table.rows[0].cells]
    assert sum(widths) == pytest.approx(Mm(156), rel=0.001)
    assert widths[1] == pytest.approx(2 * widths[0], rel=0.001)


def test_file_says_nothing_of_how_it_was_made(document):
    properties = document.core_properties

    assert (properties.author, properties.comments, properties.title) == ("", "", "")
