"""Personal data of orders that were closed long ago is wiped; the orders stay (个人信息保护法)."""

from __future__ import annotations

import logging
from calendar import monthrange
from collections import defaultdict
from datetime import datetime

from django.utils.timezone import localtime

from alliances.models import Alliance
from orders.models import OrderRules, ServiceOrder

logger = logging.getLogger(__name__)

CHUNK = 200
# A run ends some time, whatever has piled up; the next one goes on.
AT_MOST = 20_000


def wipe(moment: datetime) -> int:
    """Of orders that were closed so many months ago as their street keeps contacts."""
    return sum(
        _wipe_some(alliances, months_before(moment, months))
        for months, alliances in _by_months().items()
    )


def _by_months() -> dict[int, list[int]]:
    own = dict(OrderRules.objects.values_list("alliance", "keep_months"))
    usual = OrderRules().keep_months
    found = defaultdict(list)
    for alliance in Alliance.objects.order_by("pk").values_list("pk", flat=True):
        found[own.get(alliance, usual)].append(alliance)
    return found


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last one."""
    local = localtime(moment)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def _wipe_some(alliances: list[int], before: datetime) -> int:
    rows = ServiceOrder.objects.to_wipe(alliances, before)
    done, failed = 0, set[int]()
    while done + len(failed) < AT_MOST:
        chunk = list(rows.exclude(pk__in=failed)[:CHUNK])
        if not chunk:
            break
        for order in chunk:
            try:
                done += order.wipe()
            except Exception:
                # One that cannot be read must not keep the others.
                logger.exception("wiping order %s", order.pk)
                failed.add(order.pk)
    return done
