"""What is said of the limits of an order: 剩 1 个工作日, 超期 2 个工作日, 暂停计时."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from alliances.models import Holiday
from officekit.deadlines import END_OF_DAY, Span, due_label, time_left
from orders.models import OrderStatus, ServiceOrder
from orders.models.status import AWAITING, OPEN

Holidays = Mapping[date, bool]
# What is awaited in a state, as its limit is called.
ANSWERS = {
    OrderStatus.PLACED: "响应时限",
    OrderStatus.ACCEPTED: "响应时限",
    OrderStatus.DISPATCHED: "接单时限",
    OrderStatus.ESCALATED: "街道答复时限",
    OrderStatus.FINISHED: "核实时限",
}
DONE_BY = "办结时限"
PAUSED = "暂停计时"


@dataclass(frozen=True, kw_only=True)
class Due:
    """One limit: its name, its moment, how much is left, and the colour of its tag."""

    name: str
    at: datetime
    left: str
    state: str

    @property
    def when(self) -> str:
        return due_label(self.at)


def dues_of(order: ServiceOrder, moment: datetime, holidays: Holidays) -> list[Due]:
    """The limits that still mean something: for an answer, and for the result."""
    found = []
    if order.answer_due and order.status in ANSWERS:
        name = ANSWERS[OrderStatus(order.status)]
        found.append(_due(name, order.answer_due, moment, holidays))
    if order.status == OrderStatus.PAUSED:
        found.append(Due(name=DONE_BY, at=order.resolve_due, left=PAUSED, state="paused"))
    elif order.status in OPEN:
        found.append(_due(DONE_BY, order.resolve_due, moment, holidays))
    return found


def due_of(order: ServiceOrder, moment: datetime, holidays: Holidays) -> Due | None:
    """The one that presses now: what is past comes before what is awaited."""
    dues = dues_of(order, moment, holidays)
    late = order.status in AWAITING and order.is_late(moment)
    return (dues[-1] if late else dues[0]) if dues else None


def holidays_of(alliances: Iterable[int]) -> dict[int, dict[date, bool]]:
    """By alliance, on which days it departs from the published calendar; one query."""
    found: dict[int, dict[date, bool]] = {alliance: {} for alliance in alliances}
    rows: Any = Holiday.objects.filter(alliance__in=found).values_list("alliance", "day", "is_off")
    for alliance, day, is_off in rows:
        found[alliance][day] = is_off
    return found


def _due(name: str, at: datetime, moment: datetime, holidays: Holidays) -> Due:
    span = Span.WORKDAYS if localtime(at).time() == END_OF_DAY else Span.HOURS
    left = time_left(at, moment, span, holidays)
    soon = localtime(at).date() == localtime(moment).date()
    state = "red" if at < moment else "amber" if soon else "blue"
    return Due(name=name, at=at, left=left, state=state)
