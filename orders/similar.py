"""Orders that may be the same matter as a new one: shown without anything that tells of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from members.models import Organization
from orders.models import OrderCategory, OrderStatus, ServiceOrder
from orders.models.status import OPEN

LOOKED_AT, SHOWN = 30, 5
FOLLOWED = OPEN | {OrderStatus.FINISHED}


@dataclass(frozen=True)
class Similar:
    """One of them. `can_follow`: it is not over, so whoever follows it will hear more."""

    order: ServiceOrder
    is_near: bool

    @property
    def month(self) -> str:
        day = localdate(self.order.created_at)
        return f"{day.year}年{day.month}月"

    @property
    def can_follow(self) -> bool:
        return self.order.status in FOLLOWED


def similar_to(
    host: Organization, category: OrderCategory, area: str, moment: datetime
) -> list[Similar]:
    """A few, those of the same street or compound first, then the newest. One query."""
    rows = ServiceOrder.objects.similar_to(host, category, moment).select_related("category")
    found = [
        Similar(order, is_near=bool(area) and order.area == area) for order in rows[:LOOKED_AT]
    ]
    return sorted(found, key=lambda one: not one.is_near)[:SHOWN]
