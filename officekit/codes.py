"""受理编号: what stands on a resident's receipt. Can't be guessed, and can be read aloud and typed again."""

import re
import secrets
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError

from officekit.text import DIGITS

# No two look alike. 23 is prime: with a weight of its own for each place, the check character tells
# every single wrong character and every two that changed places.
ALPHABET = "234679ACDEFHJKMNPQRTWXY"
RANDOM_LENGTH = 8
LENGTH = RANDOM_LENGTH + 1
GROUP = 3
LONGEST_PREFIX = 6
RAW_MAX_LENGTH = 60
# Hyphens as all kinds of keyboards have them, and what comes along unseen when one copies.
SEPARATORS = re.compile(r"[\s\-‐-―−─ー_.,、·/\u200b-\u200f\u2060\ufeff]+")
ADVICE = "请对照回执再核对一遍"


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    body = "".join(choose(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + _check_character(body)


def is_code(text: str) -> bool:
    return (
        len(text) == LENGTH
        and set(text) <= set(ALPHABET)
        and _check_character(text[:-1]) == text[-1]
    )


def read_code(typed: str) -> str:
    """The nine characters of what somebody typed, with or without the alliance's letters; else a ValidationError."""
    text = unicodedata.normalize("NFKC", typed[: RAW_MAX_LENGTH + 1]).upper()
    code = _without_prefix(SEPARATORS.sub("", text))
    if not code:
        raise ValidationError("请填写回执上的受理编号。", code="code")
    if len(code) != LENGTH:
        raise ValidationError(
            f"受理编号除开头的字母外是 {LENGTH} 位，现在是 {len(code)} 位，{ADVICE}。", code="code"
        )
    if strange := next((sign for sign in code if sign not in ALPHABET), ""):
        raise ValidationError(f"受理编号里不会有“{strange}”，{ADVICE}。", code="code")
    if not is_code(code):
        raise ValidationError(f"受理编号有一处对不上，{ADVICE}。", code="code")
    return code


def show_code(code: str, prefix: str) -> str:
    """LX-7K3-M9Q-HD4."""
    return "-".join([prefix, *_groups(code)])


def spell_code(code: str) -> str:
    """七 K 三，M 九 Q，H D 四: a screen reader reads it sign by sign and pauses where a person would."""
    return "，".join(
        " ".join(DIGITS[int(sign)] if sign.isdigit() else sign for sign in group)
        for group in _groups(code)
    )


def _check_character(body: str) -> str:
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, 1))
    return ALPHABET[total % len(ALPHABET)]


def _without_prefix(text: str) -> str:
    """Its letters may be of the alphabet as well, so that only the length tells them from the code."""
    prefix = text[:-LENGTH]
    return text[-LENGTH:] if re.fullmatch(rf"[A-Z]{{1,{LONGEST_PREFIX}}}", prefix) else text


def _groups(code: str) -> list[str]:
    return [code[start : start + GROUP] for start in range(0, len(code), GROUP)]
