"""What this app counts for the public: orders by state and by what residents say. One GROUP BY; nobody is ranked."""

from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Count, Q

from alliances.figures import Definition, by_month, in_year
from alliances.links import public_url
from alliances.models import Alliance
from officekit.figures import Figure
from orders.models import OrderStatus, ServiceOrder, Solved

KEY = "orders"
LIST = "orders:order_list"
SATISFIED = 4


def _share(part: str, whole: str) -> Any:
    """In per cent, with one decimal; None where there is nothing to divide."""

    def count(values: dict[str, Any]) -> Decimal | None:
        if not values.get(whole):
            return None
        return round(Decimal(100 * int(values[part])) / int(values[whole]), 1)

    return count


def _number(key: str) -> Any:
    return lambda values: values.get(key)


def _definition(key: str, label: str, unit: str, definition: str, count: Any, state: str) -> Any:
    return Definition(
        key=f"orders-{key}" if key else "orders",
        label=label,
        unit=unit,
        definition=definition,
        count=count,
        page=LIST,
        query={"state": state} if state else {},
    )


DEFINITIONS = (
    _definition(
        "",
        "居民点单",
        "件",
        "居民自己点的和工作人员代录的全部订单，包括并单的、撤回的和不予受理的。",
        _number("orders"),
        "",
    ),
    _definition(
        "accepted",
        "已受理",
        "件",
        "社区或街道受理过的订单，不论后来办到哪一步。",
        _number("accepted"),
        "accepted",
    ),
    _definition(
        "finished",
        "已办结",
        "件",
        "承办单位报了办结、没有被退回或重开的订单；是不是真的解决，另看居民的评价。",
        _number("finished"),
        "finished",
    ),
    _definition(
        "on-time",
        "按时办结率",
        "%",
        "已办结的订单里，在时限内办结的占多少。时限按工作日计算，暂停计时的时间不算。",
        _share("punctual", "finished"),
        "on-time",
    ),
    _definition(
        "solved",
        "解决率",
        "%",
        "居民评价过的订单里，居民说“解决了”的占多少；不予受理的不算在内。",
        _share("said_yes", "rated"),
        "solved",
    ),
    _definition(
        "satisfied",
        "满意率",
        "%",
        "居民评价过的订单里，打 4 分或 5 分的占多少；不予受理的不算在内。",
        _share("satisfied", "rated"),
        "satisfied",
    ),
    _definition(
        "days",
        "办结用时",
        "天",
        "已办结的订单从点单到办结的天数的中位数：一半的订单不比它久。",
        _number("median_days"),
        "finished",
    ),
    _definition(
        "refused",
        "不予受理",
        "件",
        "说明了原因、没有受理的订单，原因都公开。",
        _number("refused"),
        "refused",
    ),
)


# What is counted of each category in each community.
COUNTS = {
    "orders": Count("pk"),
    "accepted": Count("pk", filter=Q(accepted_at__isnull=False)),
    "refused": Count("pk", filter=Q(status=OrderStatus.REFUSED)),
    "finished": Count("pk", filter=Q(on_time__isnull=False)),
    "punctual": Count("pk", filter=Q(on_time=True)),
    "rated": Count("pk", filter=~Q(solved="")),
    "said_yes": Count("pk", filter=Q(solved=Solved.YES)),
    "satisfied": Count("pk", filter=Q(stars__gte=SATISFIED)),
}


def snapshot(alliance: Alliance) -> dict[str, Any]:
    """Sums, the median of the days, and {category or community: [orders, finished]}."""
    rows = ServiceOrder.objects.public(alliance).order_by()
    sums = dict.fromkeys(COUNTS, 0)
    parts: dict[str, dict[str, list[int]]] = {"categories": {}, "hosts": {}}
    groups: Any = rows.values("category", "host").annotate(**COUNTS)
    for group in groups:
        for name in sums:
            sums[name] += group[name]
        for part, key in (("categories", "category"), ("hosts", "host")):
            place = parts[part].setdefault(str(group[key]), [0, 0])
            place[0] += group["orders"]
            place[1] += group["finished"]
    days = rows.filter(on_time__isnull=False).values_list("days_taken").annotate(n=Count("pk"))
    return {
        **sums,
        **parts,
        "median_days": median(list(days.order_by("days_taken"))),
        "by_month": by_month(rows, "created_at"),
        "finished_by_month": by_month(rows, "finished_at"),
    }


def median(histogram: list[tuple[int, int]]) -> int | None:
    """Of (days, how many), in the order of the days: the lower one where two are in the middle."""
    sums = list(accumulate(number for _, number in histogram))
    if not sums:
        return None
    half = (sums[-1] + 1) // 2
    return next(days for (days, _), so_far in zip(histogram, sums, strict=True) if so_far >= half)


def figures(alliance: Alliance, values: dict[str, Any]) -> list[Figure]:
    """From a snapshot, in the order of the page."""
    return [definition.figure(alliance, values) for definition in DEFINITIONS]


def of_year(alliance: Alliance, values: dict[str, Any], year: int) -> list[Figure]:
    """What a year is measured by: what was ordered in it."""
    return [
        Figure(
            key="orders",
            label="居民点单",
            value=in_year(values.get("by_month"), year),
            unit="件",
            definition="这一年里居民点的和代录的订单。",
            url=public_url(LIST, alliance, year=year),
        )
    ]
