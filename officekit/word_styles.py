"""Makes the paragraph styles of an official document in a Word file."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from officekit.gongwen import FACES, MEASURES, RED, Face, faces
from officekit.looks import LOOKS, Look

TWIPS = 20  # to a point
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}


def install_styles(document: Document) -> None:
    """Ours, and nothing else but what Word can't do without; no theme font is left to overrule them."""
    styles: Any = document.styles
    for style in list(styles):
        if style.name not in KEPT:
            style.delete()
    for properties in document.styles.element.iter(qn("w:rPr")):
        _drop(properties, "w:rFonts", "w:lang")
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    set_face(default, FACES.body)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "zh-CN")
    lang.set(qn("w:eastAsia"), "zh-CN")
    default.append(lang)
    spacing = document.styles.element.find(f".//{qn('w:pPrDefault')}//{qn('w:spacing')}")
    if spacing is not None:
        spacing.attrib.clear()
    for look in LOOKS:
        _install(styles, look)
    _name_alternates(document)


def set_face(properties: Any, face: Face) -> None:
    """For Chinese and for all else: without w:eastAsia the machine's default font would be taken."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), face.word)
    fonts.set(qn("w:hint"), "eastAsia")


def _install(styles: Any, look: Look) -> None:
    style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(look.size)
    if look.red:
        style.font.color.rgb = RGBColor.from_string(RED)
    set_face(style.element.get_or_add_rPr(), look.face)
    if look.size == MEASURES.body:
        _track(style.element.rPr)
    form = style.paragraph_format
    form.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align)
    if look.line:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(look.line)
    form.space_before = Pt(look.before * MEASURES.line)
    form.space_after = Pt(look.after * MEASURES.line)
    form.keep_with_next = look.with_next
    form.widow_control = False
    form.first_line_indent = Pt(look.first * look.size)
    form.left_indent = Pt(look.left * look.size)
    form.right_indent = Pt(look.right * look.size)
    if look.underlined:
        # Its two parts stand at the two edges of the text.
        width = MEASURES.width - MEASURES.left - MEASURES.right
        form.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)
        _underline(style.element.get_or_add_pPr())


def _track(properties: Any) -> None:
    """Letters a little closer, as in PDF: a grid of characters is read differently by each office program."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(MEASURES.tracking * TWIPS)))
    properties.find(qn("w:sz")).addprevious(spacing)


def _underline(properties: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", RED)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    # The schema wants it before the tabs.
    properties.find(qn("w:tabs")).addprevious(borders)


def _name_alternates(document: Document) -> None:
    """fontTable.xml: what to take where a font is not installed."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = _font_table()


def _font_table() -> bytes:
    rows = "".join(
        f'<w:font w:name="{face.word}"><w:altName w:val="{face.alternate}"/>'
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face in faces().values()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:fonts xmlns:w="{space}">{rows}</w:fonts>'.encode()


def _drop(parent: Any, *names: str) -> None:
    for name in names:
        for child in parent.findall(qn(name)):
            parent.remove(child)
