"""What a paper is: a kind of document, the facts it is made of, and how it looks in Word and as PDF."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from officekit.gongwen import MISSING

if TYPE_CHECKING:
    from officekit.word_layout import WordLayout

# What XML can't hold, and what docxtpl would take for a page break.
UNFIT = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DRAFT = "草稿"


class BadTemplateError(Exception):
    """A Word template can't be filled with the facts of its paper."""


@dataclass(frozen=True)
class QrCode:
    """A code that leads to an address; nothing where there is no address."""

    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """文书: `facts` is the dataclass whose fields are the tags of its templates, each Annotated with what it is.

    `draw` lays out the Word template that every street starts from, `typst` is the page of its PDF,
    `sample` an invented example that a template of a street's own is tried out with.
    """

    key: str
    label: str
    facts: type
    draw: "Callable[[WordLayout], None]"
    typst: Path
    sample: Callable[[], Any]
    landscape: bool = False

    def word_template(self) -> bytes:
        return _drawn(self)

    def word(self, facts: Any, template: bytes | None = None) -> bytes:
        """As Word, from a street's own template where there is one."""
        from officekit.word import fill_word  # noqa: PLC0415 -- slow to import, and most requests make no paper

        return fill_word(template or self.word_template(), facts)

    def pdf(self, facts: Any) -> bytes:
        from officekit.pdf import make_pdf  # noqa: PLC0415

        return make_pdf(self.typst, facts)

    def tags(self) -> "list[Tag]":
        return list(_tags_of(self.facts))


@lru_cache(maxsize=32)
def _drawn(paper: Paper) -> bytes:
    from officekit.word_layout import WordLayout  # noqa: PLC0415

    layout = WordLayout(landscape=paper.landscape)
    paper.draw(layout)
    return layout.save()


@dataclass(frozen=True)
class Tag:
    """One tag of a template, for whoever edits it; `fields` are those of each row of a list."""

    name: str
    help: str
    is_list: bool = False
    fields: "tuple[Tag, ...]" = ()

    @property
    def written(self) -> str:
        return f"{{{{ {self.name} }}}}"


def _tags_of(facts: Any) -> Iterator[Tag]:
    for name, hint in get_type_hints(facts, include_extras=True).items():
        kind, *notes = get_args(hint) if get_origin(hint) is Annotated else (hint,)
        item = item_type(kind)
        inner = tuple(_tags_of(item)) if is_dataclass(item) else ()
        yield Tag(name, notes[0] if notes else "", item is not None, inner)


def item_type(hint: Any) -> Any:
    """Of what a list is; None for what is no list."""
    return get_args(hint)[0] if get_origin(hint) is list else None


# --- texts that people wrote ---


def clean(text: str) -> str:
    """Without what an office document can't hold; one kind of line end."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def known(text: str | None) -> str:
    """One line of text, or 待补."""
    return " ".join(clean(text or "").split()) or MISSING


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in clean(text).split("\n") if line.strip()]


def plain(value: Any, draw_code: Callable[[QrCode], Any]) -> Any:
    """Facts as names and texts alone: what a template may reach."""
    if isinstance(value, QrCode):
        return draw_code(value) if value.url else ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [plain(item, draw_code) for item in value]
    if is_dataclass(value):
        rows = {row.name: plain(getattr(value, row.name), draw_code) for row in fields(value)}
        return SimpleNamespace(**rows)
    return value
