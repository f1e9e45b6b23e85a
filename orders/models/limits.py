"""By when an order must be answered and done: the street's limits on the Chinese calendar and its own holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from alliances.models import Alliance, Holiday
from officekit.deadlines import Limit, Span, deadline, resumed
from orders.models.item import ServiceItem
from orders.models.settings import OrderCategory, TimeLimit
from orders.models.status import Urgency

DAY = Limit(1, Span.WORKDAYS)
# Until the street sets its own: to answer, and to be done.
USUAL: Mapping[str, tuple[Limit, Limit]] = {
    Urgency.EMERGENCY: (Limit(1, Span.HOURS), Limit(2, Span.HOURS)),
    Urgency.PUBLIC: (Limit(2, Span.HOURS), Limit(24, Span.HOURS)),
    Urgency.NORMAL: (DAY, Limit(7, Span.WORKDAYS)),
    Urgency.HARD: (DAY, Limit(15, Span.WORKDAYS)),
}


@dataclass(frozen=True)
class Limits:
    """Those of one order: how long for an answer, how long until it is done."""

    response: Limit
    resolution: Limit
    holidays: Mapping[date, bool]

    def answer_due(self, start: datetime) -> datetime:
        return deadline(start, self.response, self.holidays)

    def resolve_due(self, start: datetime) -> datetime:
        return deadline(start, self.resolution, self.holidays)

    def due_after(self, start: datetime, workdays: int) -> datetime:
        return deadline(start, Limit(workdays, Span.WORKDAYS), self.holidays)

    def resumed(self, due: datetime, paused_at: datetime, resumed_at: datetime) -> datetime:
        return resumed(due, paused_at, resumed_at, self.resolution.span, self.holidays)


def limits_of(
    alliance: Alliance, category: OrderCategory, urgency: str, item: ServiceItem | None = None
) -> Limits:
    """The category's own limits before those of all; a service of the menu has its own days. Two queries."""
    return limits_by_urgency(alliance, category, item)[urgency]


def limits_by_urgency(
    alliance: Alliance, category: OrderCategory, item: ServiceItem | None = None
) -> dict[str, Limits]:
    """Those of every urgency; two queries as well."""
    rows = TimeLimit.objects.filter(Q(category=category) | Q(category__isnull=True))
    # The last of an urgency wins: the category's own.
    own = rows.filter(alliance=alliance).order_by(F("category").asc(nulls_first=True))
    limits = {**USUAL, **{row.urgency: (row.response, row.resolution) for row in own}}
    holidays = Holiday.objects.changes_of(alliance.pk)
    of_item = Limit(item.workdays, Span.WORKDAYS) if item and item.workdays else None
    return {
        urgency: Limits(response, of_item or resolution, holidays)
        for urgency, (response, resolution) in limits.items()
    }
