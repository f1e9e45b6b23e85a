"""可能是同一件事: what the same community received lately that reads like this order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from officekit.likeness import telling_pairs
from officekit.queries import LABEL, narrow
from orders.models import ServiceOrder
from orders.models.status import NOT_TAKING

WITHIN = timedelta(days=180)
# So many of the newest orders of a community are looked through, however many there are.
LOOKED_THROUGH, MOST = 300, 5
# Pairs of signs that two orders must share, within a category and across.
SHARED, SHARED_ACROSS = 2, 3


@dataclass(frozen=True)
class Alike:
    """An order that may be the same matter."""

    order: ServiceOrder
    is_near: bool


def alike(order: ServiceOrder) -> list[Alike]:
    """Of the same category and place, or of much the same words; the likest first. Two queries."""
    pairs = telling_pairs(f"{order.title} {order.words}")
    near, shared = {}, {}
    for pk, title, words, area, category in _recent(order):
        near[pk] = bool(area) and area == order.area
        common = len(pairs & telling_pairs(f"{title} {words}"))
        same = category == order.category_id
        if common >= (SHARED if same else SHARED_ACROSS) or (same and near[pk]):
            shared[pk] = common
    likest = sorted(shared, key=lambda pk: (not near[pk], -shared[pk], -pk))[:MOST]
    found = _shown(likest) if likest else {}
    return [Alike(found[pk], near[pk]) for pk in likest]


def _recent(order: ServiceOrder) -> Iterable[tuple[int, str, str, str, int]]:
    """Plain values: most of them are not shown."""
    rows = ServiceOrder.objects.filter(
        host=order.host_id, created_at__gte=order.created_at - WITHIN
    )
    rows = rows.exclude(status__in=NOT_TAKING).exclude(pk=order.pk).order_by("-pk")
    return rows.values_list("pk", "title", "words", "area", "category")[:LOOKED_THROUGH]


def _shown(pks: list[int]) -> dict[int, ServiceOrder]:
    own = ("title", "area", "status", "solved", "created_at")
    return narrow(ServiceOrder.objects.filter(pk__in=pks), *own, lead=LABEL).in_bulk()
