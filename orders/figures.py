"""What this app counts for the public: orders by state and by what residents say. One GROUP BY; nobody is ranked."""

from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Count, Q

from alliances.figures import Definition
from alliances.links import public_url
from alliances.models import Alliance
from members.models import Organization
from officekit.figures import Figure, NumberRow, NumberTable
from orders.models import OrderCategory, OrderStatus, ServiceOrder, Solved

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


# What the board is parted by, and what is told of each part: its sum, and the states that list the others.
PARTS = ("category", "host")
TOLD = {"orders": {}, "finished": {"state": "finished"}, "refused": {"state": "refused"}}
COLUMNS = ("点单", "已办结", "不予受理")


def snapshot(alliance: Alliance) -> dict[str, Any]:
    """Sums, the median of the days, and by category and host {its key: [a number for each of `TOLD`]}."""
    rows = ServiceOrder.objects.public(alliance).order_by()
    sums = dict.fromkeys(COUNTS, 0)
    parts: dict[str, dict[str, list[int]]] = {part: {} for part in PARTS}
    groups: Any = rows.values(*PARTS).annotate(**COUNTS)
    for group in groups:
        for name in sums:
            sums[name] += group[name]
        for part in PARTS:
            so_far = parts[part].get(str(group[part]), [0] * len(TOLD))
            added = (group[name] for name in TOLD)
            parts[part][str(group[part])] = [a + b for a, b in zip(so_far, added, strict=True)]
    days = rows.filter(on_time__isnull=False).values_list("days_taken").annotate(n=Count("pk"))
    return {**sums, **parts, "median_days": median(list(days.order_by("days_taken")))}


def tables(alliance: Alliance, values: dict[str, Any]) -> list[NumberTable]:
    """By category and by community, in the alliance's own order; those without any order are left out."""
    categories = {row.pk: row.name for row in OrderCategory.objects.filter(alliance=alliance)}
    hosts = {row.pk: row.label for row in Organization.objects.hosts_of(alliance.pk)}
    return [
        NumberTable(heading, "件", COLUMNS, _rows(alliance, part, labels, values.get(part, {})))
        for part, heading, labels in (("category", "类别", categories), ("host", "社区", hosts))
    ]


def _rows(
    alliance: Alliance, part: str, labels: dict[int, str], known: dict[str, list[int]]
) -> list[NumberRow]:
    return [
        NumberRow(label, list(zip(numbers, _lists(alliance, **{part: key}), strict=True)))
        for key, label in labels.items()
        if (numbers := known.get(str(key)))
    ]


def _lists(alliance: Alliance, **part: int) -> list[str]:
    return [public_url(LIST, alliance, **part, **state) for state in TOLD.values()]


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
