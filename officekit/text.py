"""Chinese dates and numbers, and text that people wrote, made fit for a page."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
# What writers need to know of Markdown.
MARKUP_HINT = "空一行另起一段；一行开头写“- ”是列表，写“# ”是小标题；**两边加星号**是加粗。"
# No images: they would be fetched from elsewhere, and tell there who reads the page.
MARKDOWN_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
HEADING_SHIFT = 2  # h1 and h2 belong to the page


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + HEADING_SHIFT, 6)}"


@cache
def _markdown() -> MarkdownIt:
    """Made when the first text is shown: it takes a while to load."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
    markdown.enable(["table", "strikethrough"])
    markdown.core.ruler.push("lower_headings", _lower_headings)
    return markdown


@lru_cache(maxsize=256)
def render_markdown(text: str) -> SafeString:
    """Markdown as clean HTML; its first heading becomes an h3."""
    import nh3  # noqa: PLC0415

    html = nh3.clean(
        _markdown().render(text),
        tags=MARKDOWN_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(html)  # noqa: S308 -- nh3 has just cleaned it


def markdown_lines(text: str) -> list[str]:
    """Its paragraphs as plain text, for paper."""
    lines = unescape(strip_tags(render_markdown(text))).splitlines()
    return [line.strip() for line in lines if line.strip()]


def _local(value: date) -> date:
    aware = isinstance(value, datetime) and timezone.is_aware(value)
    return timezone.localtime(value) if aware else value  # type: ignore[arg-type]


def cn_date(value: date | None) -> str:
    """2026年11月3日; "" for None."""
    if value is None:
        return ""
    day = _local(value)
    return f"{day.year}年{day.month}月{day.day}日"


def cn_datetime(value: datetime | None) -> str:
    """2026年11月3日 14:30."""
    return "" if value is None else f"{cn_date(value)} {_local(value):%H:%M}"


def cn_month_day(value: date | None) -> str:
    """11月3日."""
    return cn_date(value).partition("年")[2]


def cn_weekday(value: date | None) -> str:
    """星期一."""
    return "" if value is None else f"星期{WEEKDAYS[_local(value).weekday()]}"


def cn_number(number: int) -> str:
    """一, 十一, 二十一: as official documents number their paragraphs; 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} is not between 1 and 99.")
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")


def cn_ordinal(number: int) -> str:
    """The same for a list that may be longer: 100 follows 九十九."""
    return cn_number(number) if number <= 99 else str(number)


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, at most length characters, with … where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1].rstrip()}…"


def tidy(text: str) -> str:
    """Its lines without what stands around them, and without empty ones; one kind of line end."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def label_of(short_name: str | None, name: str | None) -> str:
    """What a narrow place shows of an organization; "" for none."""
    return short_name or name or ""
