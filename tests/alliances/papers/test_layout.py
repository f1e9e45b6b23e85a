"""Every paper opened again: the same words in Word and PDF, and the layout of GB/T 9704 (N9, N11)."""

import json
import logging
import re
from collections import Counter
from dataclasses import fields, is_dataclass, replace

import pytest

from alliance_portal.papers import PAPERS
from officekit.papers import QrCode, clean, plain
from officekit.word_check import emptied, template_problems
from tests.papers import needs_poppler, pdf_text, poppler, squeezed, word_text

POINTS = 72 / 25.4  # to a millimetre
papers = pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.key)


def first_page(pdf):
    """Its size, and each word as (text, left, top, right, bottom); in millimetres."""
    page = poppler("pdftotext", pdf, "-bbox", "-l", "1")
    size = re.search(r'<page width="(.*?)" height="(.*?)"', page).groups()
    pattern = r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>'
    words = [
        (found[4], *(float(n) / POINTS for n in found[:4])) for found in re.findall(pattern, page)
    ]
    return [round(float(n) / POINTS) for n in size], words


def texts_of(facts):
    """Every text in the facts of a paper."""
    found = json.loads(json.dumps(plain(facts, lambda code: ""), default=vars))
    waiting, texts = [found], []
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            texts.append("".join(value.split()))
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
    return [text for text in texts if text]


@papers
def test_default_template_holds_every_fact_and_no_tag(paper):
    text = word_text(paper.word(paper.sample()))

    assert [fact for fact in texts_of(paper.sample()) if fact not in text] == []
    assert not re.search(r"[{}]|%}", text)


@papers
@needs_poppler
def test_pdf_says_what_word_says(paper):
    assert pdf_text(paper.pdf(paper.sample())) == word_text(paper.word(paper.sample()))


@papers
@needs_poppler
def test_pdf_has_the_official_page(paper):
    size, words = first_page(paper.pdf(paper.sample()))
    left, top, right = (35, 28, 297 - 37) if paper.landscape else (28, 37, 210 - 26)

    assert size == ([297, 210] if paper.landscape else [210, 297])
    *body, _dash, number, dash = words
    assert (number[0], dash[0]) == ("1", "—")
    assert min(word[1] for word in body) >= left - 1
    assert max(word[3] for word in body) <= right + 3  # the empty half of a full stop
    assert min(word[2] for word in body) >= top - 3  # a line is less high than what the font says


@papers
def test_pdf_lacks_no_font(paper, caplog):
    with caplog.at_level(logging.WARNING):
        paper.pdf(paper.sample())

    assert caplog.messages == []


HOSTILE = '\x0b\x00{{ host }}{% for x in y %}{_{ <w:p> &amp; "“”’ # $x$ *粗* _斜_ @引用 \\ /* */ #eval("1") 😀 \ud800甲'


def spoilt(value):
    """The same facts with a text in each place that no template language may take for its own."""
    if isinstance(value, str):
        return f"{value}{HOSTILE}"
    if isinstance(value, list):
        return [spoilt(row) for row in value]
    if not is_dataclass(value) or isinstance(value, QrCode):
        return value
    return replace(value, **{row.name: spoilt(getattr(value, row.name)) for row in fields(value)})


@papers
@needs_poppler
def test_hostile_facts_come_out_as_plain_text(paper):
    facts = spoilt(paper.sample())
    word, pdf = word_text(paper.word(facts)), pdf_text(paper.pdf(facts))

    assert [fact for fact in texts_of(facts) if fact not in word] == []
    assert squeezed(clean(HOSTILE)) in pdf
    # A table that goes on has its heading on each page, so that PDF may say more.
    assert Counter(word) - Counter(pdf) == Counter()


@papers
@needs_poppler
def test_very_long_text_is_set_on_more_pages(paper):
    long = "甲乙丙丁戊己庚辛壬癸" * 1000
    facts = replace(paper.sample(), title=long)

    assert long in word_text(paper.word(facts))
    assert long in pdf_text(paper.pdf(facts))


@papers
def test_default_template_can_be_uploaded_as_it_is(paper):
    assert template_problems(paper.word_template(), paper) == []


@papers
@needs_poppler
def test_paper_without_any_fact_opens(paper):
    facts = emptied(paper.sample())

    assert Counter(word_text(paper.word(facts))) - Counter(pdf_text(paper.pdf(facts))) == Counter()


@papers
def test_every_tag_is_explained(paper):
    tags = [inner for tag in paper.tags() for inner in (tag, *tag.fields)]

    assert [tag.name for tag in tags if not tag.help] == []
