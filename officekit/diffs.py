"""Two texts, line by line: what stayed, what is gone, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class DiffLine:
    kind: str
    text: str


def diff_lines(old: str, new: str) -> list[DiffLine]:
    """The new text, with what is gone of the old one before what took its place."""
    return list(_lines(old.splitlines(), new.splitlines()))


def _lines(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (DiffLine(SAME, line) for line in new[k:m])
            continue
        yield from (DiffLine(GONE, line) for line in old[i:j])
        yield from (DiffLine(NEW, line) for line in new[k:m])
