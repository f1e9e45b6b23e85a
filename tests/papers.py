"""Reads papers again: what stands in a Word file and in a PDF."""

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

needs_poppler = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="PDF can't be read: apt-get install poppler-utils"
)
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


def squeezed(text):
    """Without white space, which each kind of document sets in its own way."""
    return re.sub(r"[\s\u200b]+", "", text)
