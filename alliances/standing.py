"""固定议程 of a kind of meeting: lines with placeholders that the day of the meeting fills."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

PLACEHOLDER = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
PLACEHOLDERS = ("上季度", "下季度", "落实情况", "本季轮值", "下季轮值")
LINE_LENGTH = 100  # of an agenda item's title
MOST_LINES = 20


def check_placeholders(text: str) -> None:
    """Raises ValidationError with the line and what may stand there."""
    lines = lines_of(text)
    if len(lines) > MOST_LINES:
        raise ValidationError(f"固定议程最多 {MOST_LINES} 项，请减少几项。")
    for number, line in enumerate(lines, 1):
        unknown = [name for name in PLACEHOLDER.findall(line) if name not in PLACEHOLDERS]
        if unknown:
            known = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise ValidationError(f"第 {number} 项里的 {{{unknown[0]}}} 认不出来，只能用 {known}。")
        if len(line) > LINE_LENGTH:
            raise ValidationError(f"第 {number} 项超过 {LINE_LENGTH} 个字，请写短一些。")


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def fill(text: str, values: Mapping[str, str]) -> list[str]:
    """The lines with their placeholders filled."""
    filled = (
        PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), line)
        for line in lines_of(text)
    )
    return [line[:LINE_LENGTH] for line in filled]
