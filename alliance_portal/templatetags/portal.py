"""Filters and tags that any template may use without loading them."""

from functools import lru_cache

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from officekit import text
from officekit.deadlines import due_label

register = Library()

register.filter("cn_date", text.cn_date)
register.filter("cn_datetime", text.cn_datetime)
register.filter("cn_month_day", text.cn_month_day)
register.filter("cn_weekday", text.cn_weekday)
register.filter("due_label", due_label)
register.filter("cn_number", text.cn_number)
register.filter("markdown", text.render_markdown)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """One icon of the sprite, always beside a word. Remembered: a page shows dozens."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}" /></svg>',
        static("img/icons.svg"),
        name,
    )
