"""可能是同一件事: what the same community received lately that reads like this order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from officekit.likeness import telling_pairs
from officekit.queries import LABEL, narrow
from orders.models import OrderStatus, ServiceOrder

WITHIN = timedelta(days=180)
# So many of the newest orders of a community are looked through, however many there are.
LOOKED_THROUGH, MOST = 300, 5
# Pairs of signs that two orders must share, within a category and across.
SHARED, SHARED_ACROSS = 2, 3


@dataclass(frozen=True)
class Alike:
    """An order that may be the same matter, and how many pairs of signs it shares."""

    order: ServiceOrder
    shared: int
    is_near: bool


def alike(order: ServiceOrder) -> list[Alike]:
    """Of the same category and place, or of much the same words; the likest first. One query."""
    pairs = telling_pairs(f"{order.title} {order.words}")
    found = [_compared(other, order, pairs) for other in _recent(order)]
    likely = [one for one in found if _is_alike(one, order)]
    likely.sort(key=lambda one: (-one.is_near, -one.shared, -one.order.pk))
    return likely[:MOST]


def _recent(order: ServiceOrder) -> list[ServiceOrder]:
    rows = ServiceOrder.objects.filter(
        host=order.host_id, created_at__gte=order.created_at - WITHIN
    )
    rows = rows.exclude(status__in=[OrderStatus.MERGED, OrderStatus.WITHDRAWN])
    own = ("code", "title", "words", "area", "status", "solved", "created_at")
    newest: Any = narrow(rows, *own, category=("name",), lead=LABEL, alliance=("order_prefix",))
    return list(newest.exclude(pk=order.pk).order_by("-pk")[:LOOKED_THROUGH])


def _compared(other: ServiceOrder, order: ServiceOrder, pairs: frozenset[str]) -> Alike:
    shared = len(pairs & telling_pairs(f"{other.title} {other.words}"))
    is_near = bool(order.area) and other.area == order.area
    return Alike(other, shared, is_near)


def _is_alike(one: Alike, order: ServiceOrder) -> bool:
    if one.order.category_id != order.category_id:
        return one.shared >= SHARED_ACROSS
    return one.is_near or one.shared >= SHARED
