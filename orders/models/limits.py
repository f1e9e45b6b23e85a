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
    rows = TimeLimit.objects.filter(Q(category=category) | Q(category__isnull=True))
    own = rows.filter(alliance=alliance, urgency=urgency)
    row = own.order_by(F("category").asc(nulls_last=True)).first()
    response, resolution = (row.response, row.resolution) if row else USUAL[urgency]
    if item and item.workdays:
        resolution = Limit(item.workdays, Span.WORKDAYS)
    return Limits(response, resolution, Holiday.objects.changes_of(alliance.pk))
