"""A question for people, asked in words: no picture, so that a screen reader reads it and a phone loads nothing."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.crypto import salted_hmac

DIGITS = "零一二三四五六七八九"
SMALLEST, LARGEST = 2, 9
ORDINALS = ("第一", "第二", "第三", "第四")
WORDS = (
    "社区服务",
    "邻里互助",
    "春风化雨",
    "楼院门前",
    "花草树木",
    "东南西北",
    "柴米油盐",
    "山水田园",
)
# What people write beside the answer itself.
AROUND = " 。.，,！!=＝“”\"'个"
VARIANTS = str.maketrans("〇两俩", "零二二")


class Riddle(NamedTuple):
    question: str
    answers: frozenset[str]

    def is_answered_by(self, text: str) -> bool:
        plain = unicodedata.normalize("NFKC", text).strip(AROUND).translate(VARIANTS)
        return plain.removeprefix("等于").removeprefix("是").strip(AROUND) in self.answers


def riddle_of(seed: str) -> Riddle:
    """Always the same for a seed, and not to be foretold from it: nothing has to be stored."""
    dice = salted_hmac("members.riddles", seed, algorithm="sha256").digest()
    kind = (_sum, _difference, _sign)[dice[0] % 3]
    return kind(dice[1:])


def _sum(dice: Sequence[int]) -> Riddle:
    first, second = (_number(die) for die in dice[:2])
    return Riddle(f"{DIGITS[first]}加{DIGITS[second]}等于几？", _written(first + second))


def _difference(dice: Sequence[int]) -> Riddle:
    small, rest = (_number(die) for die in dice[:2])
    return Riddle(f"{_chinese(small + rest)}减{DIGITS[small]}等于几？", _written(rest))


def _sign(dice: Sequence[int]) -> Riddle:
    word = WORDS[dice[0] % len(WORDS)]
    place = dice[1] % len(word)
    return Riddle(f"“{word}”的{ORDINALS[place]}个字是什么？", frozenset({word[place]}))


def _number(die: int) -> int:
    return SMALLEST + die % (LARGEST - SMALLEST + 1)


def _chinese(number: int) -> str:
    """Below twenty, as one says it."""
    tens, ones = divmod(number, 10)
    return f"{'十' if tens else ''}{DIGITS[ones] if ones or not tens else ''}"


def _written(number: int) -> frozenset[str]:
    text = _chinese(number)
    return frozenset({str(number), text, f"一{text}" if number >= 10 else text})
