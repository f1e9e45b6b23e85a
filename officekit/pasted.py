"""Text pasted from a chat, a Word file or a web page: all of its words, without their formatting."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django import forms

# Line ends of all kinds: Word's soft ones, page breaks, those of Unicode.
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f"
# What takes no room, or is the place of a picture. A joiner between two emojis makes one of them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064"
    f"\u2066-\u2069\ufeff\ufffc]|(?<![{EMOJI}])\u200d|\u200d(?![{EMOJI}])"
)
BLANKS = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# A bullet stands before a blank; those of Word's symbol fonts are private characters.
BULLETS = re.compile("^(?:(?:[•●○◦▪▫■□◆◇▶►➢➤✓✔☐☑*–-] |· ?|[\ue000-\uf8ff]) ?)+")
QUOTES = str.maketrans("„‟‚‛", "“”‘’")
# 张三 10:32 alone on its line, with a day before the time where the chat is older.
SPOKEN = re.compile(
    r"[^\s:：,，。；;、（）()]{1,12}(?: \d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)? \d{1,2}:\d{2}(?::\d{2})?"
)
# Tags that editors and chats write. Anything else in angle brackets is somebody's words.
LINES = "p|div|li|tr|h[1-6]|table|ul|ol|blockquote|br|hr"
PIECES = "td|th"
INLINE = "a|b|i|u|s|em|strong|span|font|sub|sup|tbody|thead|o:p|html|head|body|meta|img|del|ins"
# So that “若 a<b 且 c>d” is none of them.
ATTRIBUTES = r"(?:\s+[a-z][-\w:]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"'=]+))?)*+\s*+"
NEW_LINE = re.compile(rf"</?(?:{LINES}){ATTRIBUTES}/?>", re.IGNORECASE)
NEW_CELL = re.compile(rf"</?(?:{PIECES}){ATTRIBUTES}>", re.IGNORECASE)
IN_LINE = re.compile(rf"</?(?:{INLINE}){ATTRIBUTES}/?>", re.IGNORECASE)
# What nobody sees, each with what stands before its last end.
NOT_SHOWN = [
    tuple(re.compile(part, re.IGNORECASE | re.DOTALL) for part in (f"{begin}.*?{end}", f".*{end}"))
    for begin, end in (("<!--", "-->"), (r"<style\b[^<>]*>", "</style>"))
]


def unformatted(text: str) -> str:
    """Its lines one by one: without tags, bullets, odd blanks and what nobody sees. Done twice, it changes nothing."""
    text = _without_tags(LINE_END.sub("\n", text))
    lines = [_line(line) for line in LINE_END.sub("\n", text).split("\n")]
    return "\n".join(_paragraphs(lines)).strip("\n")


def _without_tags(text: str) -> str:
    if not NEW_LINE.search(text) and not IN_LINE.search(text) and not NEW_CELL.search(text):
        return text.replace("&nbsp;", " ")
    text = NEW_LINE.sub("\n", _shown(text))
    return unescape(IN_LINE.sub("", NEW_CELL.sub(" ", text)))


def _shown(text: str) -> str:
    """What begins behind the last end hides nothing; to look for its end would take as long as the text, each time."""
    for hidden, until_last in NOT_SHOWN:
        last = until_last.match(text)
        end = last.end() if last else 0
        text = hidden.sub("", text[:end]) + text[end:]
    return text


def _line(line: str) -> str:
    line = BLANKS.sub(" ", INVISIBLE.sub("", line)).strip(" ").translate(QUOTES)
    return BULLETS.sub("", line).strip(" ")


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """One empty line at most between two others; who spoke and when stands before what was said."""
    speaker = ""
    empty = True  # so that none comes first
    for line in lines:
        if speaker and line and not SPOKEN.fullmatch(line):
            line, speaker = f"{speaker}：{line}", ""  # noqa: PLW2901
        elif speaker and line:
            yield speaker
            speaker = ""
        if line and SPOKEN.fullmatch(line):
            speaker, empty = line, False
        elif line or not (empty or speaker):
            yield line
            empty = not line
    if speaker:
        yield speaker


class PastedTextField(forms.CharField):
    """Long text, whatever it was pasted from."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(unformatted(value) if isinstance(value, str) else value)


class PastedLineField(forms.CharField):
    """The same on one line."""

    def to_python(self, value: Any) -> Any:
        line = " ".join(unformatted(value).split()) if isinstance(value, str) else value
        return super().to_python(line)
