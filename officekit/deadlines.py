"""Until when something is to be done: hours of the clock, or working days of the Chinese calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import models
from django.utils import timezone

from officekit.text import cn_date, cn_datetime, cn_month_day
from officekit.workdays import add_workdays, is_workday

END_OF_DAY = time(23, 59, 59)
ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)


class Span(models.TextChoices):
    """What a limit is counted in."""

    HOURS = "hours", "小时"
    WORKDAYS = "workdays", "个工作日"


@dataclass(frozen=True)
class Limit:
    """办理时限: 2 小时, 7 个工作日."""

    amount: int
    span: Span

    @property
    def label(self) -> str:
        return f"{self.amount} {Span(self.span).label}"


def deadline(start: datetime, limit: Limit, holidays: Mapping[date, bool]) -> datetime:
    """Hours run day and night; of working days the day of the start is not one, and the last counts to its end."""
    if limit.span == Span.HOURS:
        return timezone.localtime(start.astimezone(UTC) + limit.amount * ONE_HOUR)
    last = add_workdays(timezone.localdate(start), limit.amount, holidays)
    return datetime.combine(last, END_OF_DAY, tzinfo=timezone.get_default_timezone())


def resumed(
    due: datetime,
    paused_at: datetime,
    resumed_at: datetime,
    span: Span,
    holidays: Mapping[date, bool],
) -> datetime:
    """The due moment after a pause: moved on by the working days that passed whole.

    A pause from evening to morning moves none, or somebody who pauses every evening would never be late.
    """
    if span == Span.HOURS:
        return timezone.localtime(due.astimezone(UTC) + (resumed_at - paused_at))
    first, last = timezone.localtime(paused_at), timezone.localtime(resumed_at)
    whole = last.date() - (last.timetz() < first.timetz()) * ONE_DAY
    passed = workdays_between(first.date(), whole, holidays)
    before = timezone.localtime(due)
    return datetime.combine(add_workdays(before.date(), passed, holidays), before.timetz())


def workdays_between(start: date, end: date, holidays: Mapping[date, bool]) -> int:
    """The working days after start, up to and including end; none where end is not later."""
    days = (end - start).days
    return sum(is_workday(start + passed * ONE_DAY, holidays) for passed in range(1, days + 1))


def time_left(due: datetime, moment: datetime, span: Span, holidays: Mapping[date, bool]) -> str:
    """剩 3 个工作日, 今天到期, 剩 5 小时, 超期 2 个工作日: only whole ones are counted."""
    if span == Span.HOURS:
        return _hours_left(due - moment)
    today, last = timezone.localdate(moment), timezone.localdate(due)
    if moment > due:
        late = workdays_between(last, today, holidays)
        return f"超期 {late} 个工作日" if late else "已超期"
    if today == last:
        return "今天到期"
    left = workdays_between(today, last, holidays)
    # None is left where the last day has become a holiday afterwards.
    return f"剩 {left} 个工作日" if left else f"{cn_month_day(due)}到期"


def _hours_left(left: timedelta) -> str:
    word = "超期" if left < timedelta() else "剩"
    hours = abs(left) // ONE_HOUR
    return f"{word} {hours} 小时" if hours else f"{word}不到 1 小时"


def due_label(due: datetime) -> str:
    """2026年11月24日, 2026年11月24日 16:30: limits in working days end with their day, those in hours at a minute."""
    ends_with_day = timezone.localtime(due).time() == END_OF_DAY
    return cn_date(due) if ends_with_day else cn_datetime(due)
