"""Two texts, line by line: what stayed, what is gone, what is new; and within a line that was reworded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW, CHANGED = "same", "gone", "new", "changed"
# A number changes as a whole, and so does a word of letters.
WORD = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)
# Below this, a line is another line, not the same one reworded.
ALIKE = 0.5
# Comparing letter by letter takes longer the longer both lines are.
MOST_COMPARED = 4_000_000


@dataclass(frozen=True)
class DiffLine:
    """`parts` only of a line that was reworded: its pieces in order, each with its kind."""

    kind: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()


def diff_words(old: str, new: str) -> list[DiffLine]:
    """The new text, with what is gone of the old one where it stood; a line that was reworded is one line of parts."""
    return list(_reworded(old.splitlines(), new.splitlines()))


def _reworded(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    for kind, gone, come in _pieces(old, new):
        waiting = list(gone)
        for line in come:
            before = None if kind == SAME else _earlier(line, waiting)
            if before is None:
                yield DiffLine(kind if kind == SAME else NEW, line)
                continue
            place = waiting.index(before)
            yield from (DiffLine(GONE, other) for other in waiting[:place])
            waiting = waiting[place + 1 :]
            yield DiffLine(CHANGED, line, tuple(_parts(before, line)))
        if kind != SAME:
            yield from (DiffLine(GONE, other) for other in waiting)


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        yield SAME if kind == "equal" else CHANGED, old[i:j], new[k:m]


def _earlier(line: str, waiting: Sequence[str]) -> str | None:
    """The first of these that this line may have been made of."""
    for before in waiting:
        matcher = SequenceMatcher(a=before, b=line, autojunk=False)
        if len(before) * len(line) > MOST_COMPARED or matcher.real_quick_ratio() < ALIKE:
            continue
        if matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            return before
    return None


def _parts(before: str, line: str) -> Iterator[tuple[str, str]]:
    old, new = WORD.findall(before), WORD.findall(line)
    for kind, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield SAME, "".join(new[k:m])
            continue
        if i < j:
            yield GONE, "".join(old[i:j])
        if k < m:
            yield NEW, "".join(new[k:m])
