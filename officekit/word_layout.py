"""Draws the Word templates that every street starts from: pages, paragraphs, tables and tags in the official layout."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from officekit import looks
from officekit.gongwen import MEASURES, Face
from officekit.looks import Column, Look
from officekit.word_styles import install_styles, set_face

CELL_MARGIN = 57  # a millimetre, in twentieths of a point


class WordLayout:
    """One template, drawn from top to bottom."""

    def __init__(self, *, landscape: bool = False) -> None:
        self.document = Document()
        install_styles(self.document)
        self._set_page(landscape=landscape)
        self._number_pages()
        # python-docx signs its template; a paper of the street's is its own.
        self.document.core_properties.author = self.document.core_properties.comments = ""
        self.document.core_properties.title = ""

    def write(self, look: Look, *parts: str | tuple[Face, str]) -> Paragraph:
        """A paragraph; a part with a typeface of its own is a pair."""
        paragraph = self.document.add_paragraph(style=look.name)
        for part in parts:
            face, text = (None, part) if isinstance(part, str) else part
            run = paragraph.add_run(text)
            if face:
                set_face(run._element.get_or_add_rPr(), face)
        return paragraph

    def mark(self) -> None:
        """草稿 at the top of what is not final."""
        with self.when("mark"):
            self.write(looks.MARK, "{{ mark }}")

    def title(self) -> None:
        self.write(looks.TITLE, "{{ title|balance }}")

    @contextmanager
    def each(self, loop: str) -> Iterator[None]:
        """What stands inside, once for each row: "row in rows"."""
        self.write(looks.BODY, f"{{%p for {loop} %}}")
        yield
        self.write(looks.BODY, "{%p endfor %}")

    @contextmanager
    def when(self, test: str) -> Iterator[None]:
        self.write(looks.BODY, f"{{%p if {test} %}}")
        yield
        self.write(looks.BODY, "{%p endif %}")

    def chapters(self) -> None:
        """The `chapters` of the facts."""
        with self.each("chapter in chapters"):
            self.write(looks.HEADING, "{{ chapter.heading }}")
            with self.each("line in chapter.lines"):
                self.write(looks.BODY, "{{ line }}")
            with self.each("part in chapter.parts"):
                self.write(looks.SUBHEADING, "{{ part.heading }}")
                with self.each("line in part.lines"):
                    self.write(looks.BODY, "{{ line }}")

    def signed(self) -> None:
        """署名 and 成文日期."""
        self.write(looks.SIGNED, "{{ host }}")
        self.write(looks.DATED, "{{ date }}")

    def table(self, columns: Sequence[Column], loop: str, *, height: float = 0) -> None:
        """A row for each of the loop, at least so many millimetres high, below headings that each page repeats."""
        table = self.document.add_table(rows=0, cols=len(columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _draw_lines(table)
        widths = self._widths(columns)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        heads = self._row(table, widths, [(looks.CELL_HEAD, column.heading) for column in columns])
        _mark_row(heads, "w:tblHeader")
        self._row(table, widths, [(looks.CELL, f"{{%tr for {loop} %}}")])
        cells = self._row(table, widths, [(column.look, column.cell) for column in columns])
        _mark_row(cells, "w:cantSplit")
        if height:
            cells.height = Mm(height)
        self._row(table, widths, [(looks.CELL, "{%tr endfor %}")])

    def save(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _row(self, table: Any, widths: list[int], cells: Sequence[tuple[Look, str]]) -> Any:
        row = table.add_row()
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for cell, (look, text) in zip(row.cells, cells, strict=False):
            cell.paragraphs[0].style = self.document.styles[look.name]
            cell.paragraphs[0].add_run(text)
        return row

    def _widths(self, columns: Sequence[Column]) -> list[int]:
        page = self.document.sections[0]
        text: int = page.page_width - page.left_margin - page.right_margin  # type: ignore[operator]
        total = sum(column.share for column in columns)
        return [int(text * column.share / total) for column in columns]

    def _set_page(self, *, landscape: bool) -> None:
        page, m = self.document.sections[0], MEASURES
        page.page_width, page.page_height = Mm(m.width), Mm(m.height)
        page.top_margin, page.bottom_margin = Mm(m.top), Mm(m.bottom)
        page.left_margin, page.right_margin = Mm(m.left), Mm(m.right)
        if landscape:
            # The sheet is turned, its edges keep their margins.
            page.orientation = WD_ORIENT.LANDSCAPE
            page.page_width, page.page_height = Mm(m.height), Mm(m.width)
            page.top_margin, page.right_margin = Mm(m.left), Mm(m.top)
            page.bottom_margin, page.left_margin = Mm(m.right), Mm(m.bottom)
        number_height = Pt(looks.PAGE_ODD.line)
        page.footer_distance = max(page.bottom_margin - Mm(m.number_gap) - number_height, Mm(5))

    def _number_pages(self) -> None:
        """— 1 — outside: right on odd pages, left on even ones."""
        self.document.settings.odd_and_even_pages_header_footer = True
        page = self.document.sections[0]
        for footer, look in (
            (page.footer, looks.PAGE_ODD),
            (page.even_page_footer, looks.PAGE_EVEN),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.style = self.document.styles[look.name]
            paragraph.add_run("— ")
            _add_field(paragraph, "PAGE")
            paragraph.add_run(" —")


def _add_field(paragraph: Paragraph, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")._element
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = f" {text} "
        run.append(element)


def _draw_lines(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_MARGIN))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The schema wants the borders before the layout, the margins after it.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def _mark_row(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
