"""Orders that may be the same matter as a new one: shown without anything that tells of a person.

Found by kind and place alone. Were words compared, whoever types a name would learn whether an order holds it.
"""

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
    def label(self) -> str:
        """维修改造 · 楼道灯小修 · 后铁匠巷."""
        kinds = (self.order.category.name, str(self.order.item or ""), self.order.area)
        return " · ".join(filter(None, kinds))

    @property
    def can_follow(self) -> bool:
        return self.order.status in FOLLOWED


def similar_to(
    host: Organization, category: OrderCategory, area: str, moment: datetime
) -> list[Similar]:
    """A few that one can recognise, those of the same street or compound first, then the newest. One query."""
    rows = ServiceOrder.objects.similar_to(host, category, moment)
    found = [
        Similar(order, is_near=bool(area) and order.area == area)
        for order in rows.select_related("category", "item")[:LOOKED_AT]
        if order.area or order.item
    ]
    return sorted(found, key=lambda one: not one.is_near)[:SHOWN]
