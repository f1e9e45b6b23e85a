from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from officekit.papers import Paper, QrCode, Tag, clean, known, paragraphs, plain


@dataclass(frozen=True)
class Row:
    name: Annotated[str, "名称"]


@dataclass(frozen=True)
class Facts:
    title: Annotated[str, "标题"]
    rows: Annotated[list[Row], "各行"] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    code: Annotated[QrCode, "二维码"] = field(default_factory=QrCode)


def test_tags_are_the_fields_of_the_facts():
    paper = Paper(
        key="p", label="示例", facts=Facts, draw=print, typst=Path(), sample=lambda: Facts("甲")
    )

    assert paper.tags() == [
        Tag("title", "标题"),
        Tag("rows", "各行", is_list=True, fields=(Tag("name", "名称"),)),
        Tag("notes", "", is_list=True),
        Tag("code", "二维码"),
    ]
    assert paper.tags()[0].written == "{{ title }}"


def test_plain_facts_hold_nothing_but_names_and_texts():
    facts = Facts("甲\x0b\x00乙", [Row("丙\x07")], ["丁\r\n戊"], QrCode("https://example.org/"))

    found = plain(facts, lambda code: f"<{code.url}>")

    assert (found.title, found.rows[0].name, found.notes) == ("甲乙", "丙", ["丁\n戊"])
    assert found.code == "<https://example.org/>"
    assert plain(QrCode(), repr) == ""


def test_texts_that_people_wrote_are_made_fit():
    assert clean("a\x0c\ud800b\r\n\tc") == "ab\n\tc"
    assert known(" 甲 \n 乙 ") == "甲 乙"
    assert known(None) == known("\x00 ") == "待补"
    assert paragraphs("一\r\n\r\n 二 \n") == ["一", "二"]
