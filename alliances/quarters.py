"""Quarters as (year, quarter): such tuples compare in time."""

from datetime import date, datetime, timedelta

from django.utils.timezone import get_current_timezone

Quarter = tuple[int, int]
NUMERALS = "一二三四"


def quarter_of(day: date) -> Quarter:
    return day.year, (day.month - 1) // 3 + 1


def quarter_after(quarter: Quarter, steps: int = 1) -> Quarter:
    """`steps` quarters later; earlier for negative steps."""
    index = quarter[0] * 4 + quarter[1] - 1 + steps
    return index // 4, index % 4 + 1


def quarter_label(quarter: Quarter) -> str:
    return f"{quarter[0]}年第{NUMERALS[quarter[1] - 1]}季度"


def quarter_start(quarter: Quarter) -> datetime:
    """The first moment of it, in the portal's time zone."""
    return datetime(quarter[0], quarter[1] * 3 - 2, 1, tzinfo=get_current_timezone())


def quarter_days(quarter: Quarter) -> tuple[date, date]:
    """Its first and its last day."""
    first, following = quarter_start(quarter), quarter_start(quarter_after(quarter))
    return first.date(), following.date() - timedelta(days=1)
