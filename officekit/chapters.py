"""The body of an official document: 一、 chapters in 黑体, （一） parts in 楷体, and their paragraphs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from officekit.text import cn_ordinal


@dataclass(frozen=True)
class Part:
    """二级标题 and what stands below it."""

    heading: Annotated[str, "二级标题，例如：（一）甲方的权利"]
    lines: Annotated[list[str], "各段"]


@dataclass(frozen=True)
class Chapter:
    """一级标题 and what stands below it."""

    heading: Annotated[str, "一级标题，例如：一、时间"]
    lines: Annotated[list[str], "标题下的各段"] = field(default_factory=list)
    parts: Annotated[list[Part], "二级标题和它们的各段"] = field(default_factory=list)


def chapters(*rows: tuple[str, Sequence[str | Part]]) -> list[Chapter]:
    """Numbered in their order, without those that are empty."""
    filled = [(name, lines) for name, lines in rows if lines]
    return [
        Chapter(
            f"{cn_ordinal(number)}、{name}",
            [line for line in content if isinstance(line, str)],
            [part for part in content if isinstance(part, Part)],
        )
        for number, (name, content) in enumerate(filled, 1)
    ]


def parts(rows: Iterable[tuple[str, list[str]]]) -> list[Part]:
    """The same for parts."""
    filled = [(name, lines) for name, lines in rows if lines]
    return [
        Part(f"（{cn_ordinal(number)}）{name}", lines)
        for number, (name, lines) in enumerate(filled, 1)
    ]


def points(lines: Iterable[str]) -> list[str]:
    """1. 2. 3. before each."""
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]
