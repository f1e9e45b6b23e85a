"""Word by docxtpl: a template with tags, filled with facts that can't be more than text."""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import segno
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError
from markupsafe import Markup, escape

from officekit.gongwen import MEASURES, balance
from officekit.papers import BadTemplateError, QrCode, plain

FILTERS = ("join", "length", "trim")
OPENING, CLOSING = Markup("&#123;"), Markup("&#125;")
FOOTNOTES = "wordprocessingml.footnotes+xml"


def fill_word(template: bytes, facts: Any) -> bytes:
    document = DocxTemplate(BytesIO(template))
    values = plain(facts, lambda code: _picture(document, code))
    try:
        document.render(vars(values), environment())
    except (TemplateError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        raise BadTemplateError(str(error)) from error
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def render_parts(document: DocxTemplate) -> Iterator[str]:
    """The parts that docxtpl fills, as it reads them: body, headers, footers, footnotes."""
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))
    for part in document.docx.part.package.parts:
        if part.content_type.endswith(FOOTNOTES):
            yield document.patch_xml(part.blob.decode())


@lru_cache(maxsize=1)
def environment() -> SandboxedEnvironment:
    """Jinja without functions and with four filters; word_check says what a template may write."""
    made = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_text)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS} | {"balance": balance}
    return made


def _text(value: Any) -> Any:
    """docxtpl reads braces once more after the tags are filled: those in a fact are hidden from it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return escape(value).replace("{", OPENING).replace("}", CLOSING)
    return value


def _picture(document: DocxTemplate, code: QrCode) -> InlineImage:
    png = BytesIO()
    segno.make(code.url, error="m").save(png, kind="png", scale=8, border=1)
    png.seek(0)
    return InlineImage(document, png, width=Mm(MEASURES.qr))
