"""Reads papers again: what stands in a Word file and in a PDF."""

import re
import shutil
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
import zxingcpp
from docx import Document
from docx.oxml.ns import qn
from PIL import Image, ImageOps

needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="PDF can't be read: apt-get install poppler-utils"
)
PNG = b"\x89PNG\r\n\x1a\n"
PAGE_NUMBER = re.compile(r"^\s*— ?\d+ ?—\s*$", re.M)


def poppler(tool, pdf, *options):
    done = subprocess.run([tool, *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def word_lines(content):
    """The paragraphs of the body in reading order, those of tables too."""
    body = Document(BytesIO(content)).element.body
    lines = [
        "".join(
            {qn("w:t"): node.text or "", qn("w:br"): "\n", qn("w:tab"): "\t"}.get(node.tag, "")
            for node in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"))
        )
        for paragraph in body.iter(qn("w:p"))
    ]
    return [line for line in lines if line]


def word_text(content):
    return squeezed("".join(word_lines(content)))


def pdf_text(content):
    return squeezed(PAGE_NUMBER.sub("", poppler("pdftotext", content, "-raw")))


def codes_in_pdf(content):
    """What a phone reads in the QR codes of a PDF."""
    pages = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-"], input=content, capture_output=True, check=True
    )
    return codes_in(pages.stdout)


def codes_in_word(content):
    """The same for the pictures in a Word file."""
    with ZipFile(BytesIO(content)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        return [text for name in pictures for text in codes_in(archive.read(name))]


def codes_in(pictures):
    """In one picture after another, as pdftoppm writes them."""
    found = []
    for start in [match.start() for match in re.finditer(re.escape(PNG), pictures)]:
        with Image.open(BytesIO(pictures[start:])) as picture:
            on_paper = ImageOps.expand(picture.convert("L"), border=40, fill="white")
            found += [code.text for code in zxingcpp.read_barcodes(on_paper)]
    return found


def squeezed(text):
    """Without white space, which each kind of document sets in its own way."""
    return re.sub(r"[\s\u200b]+", "", text)
