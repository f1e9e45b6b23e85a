"""Working days of the Chinese calendar, moved weekends (调休) included."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

import chinese_calendar

SATURDAY = 5
NO_CHANGES: Mapping[date, bool] = MappingProxyType({})


def is_workday(day: date, holidays: Mapping[date, bool] = NO_CHANGES) -> bool:
    """Whether offices work on this day.

    holidays is what the street has entered itself and comes first: True is a day off, False a day worked.
    Years that the published calendar does not hold yet know only weekends.
    """
    if day in holidays:
        return not holidays[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def add_workdays(start: date, n: int, holidays: Mapping[date, bool] = NO_CHANGES) -> date:
    """The n-th working day after start (before it where n is negative); start itself for 0."""
    step = timedelta(days=1 if n > 0 else -1)
    day, left = start, abs(n)
    while left:
        day += step
        left -= is_workday(day, holidays)
    return day
