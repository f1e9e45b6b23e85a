"""Filters that any template may use without loading them."""

from django.template import Library

from officekit import text

register = Library()

register.filter("cn_date", text.cn_date)
register.filter("cn_datetime", text.cn_datetime)
register.filter("cn_month_day", text.cn_month_day)
register.filter("cn_weekday", text.cn_weekday)
register.filter("cn_number", text.cn_number)
register.filter("markdown", text.render_markdown)
