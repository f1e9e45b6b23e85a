"""晒单: what the public board says of an order, in words that tell of nobody."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from officekit.text import cn_date, label_of
from orders.models import OrderStatus, ServiceOrder
from orders.models.status import OPEN, RUNNING

ORDER_COLUMNS = (
    *("id", "status", "created_at", "resolve_due", "on_time", "days_taken", "solved"),
    *("category__name", "host__short_name", "host__name", "refusal__name"),
    "shown_title",
)

# What a visitor may choose by, and what the figures lead to.
STATES: dict[str, tuple[str, Q]] = {
    "open": ("正在办理", Q(status__in=sorted(OPEN))),
    "late": ("超期未办结", Q(status__in=sorted(RUNNING))),
    "accepted": ("已受理", Q(accepted_at__isnull=False)),
    "finished": ("已办结", Q(on_time__isnull=False)),
    "on-time": ("按时办结", Q(on_time=True)),
    "overdue": ("超期办结", Q(on_time=False)),
    "rated": ("居民已评价", ~Q(solved="")),
    "solved": ("居民说解决了", Q(solved="yes")),
    "unsolved": ("居民说没解决", Q(solved="no")),
    "satisfied": ("打 4 分或 5 分", Q(stars__gte=4)),
    "refused": ("不予受理", Q(status=OrderStatus.REFUSED)),
    "reopened": ("重开过", Q(reopened__gt=0)),
}


def in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    found = rows.filter(STATES[state][1])
    return found.filter(resolve_due__lt=now()) if state == "late" else found


class OrderRow(NamedTuple):
    pk: int
    address: str  # below the list's
    title: str
    detail: str
    category: str
    status: str
    status_label: str
    term: str
    tone: str


def order_row(found: Any) -> OrderRow:
    """From a row of ORDER_COLUMNS, which `with_shown_title()` has."""
    host = label_of(found.host__short_name, found.host__name)
    term, tone = _term(found)
    if found.status == OrderStatus.REFUSED:
        term = f"原因：{found.refusal__name}"
    return OrderRow(
        pk=found.id,
        address=f"{found.id}/",
        title=found.shown_title or f"{found.category__name}点单",
        detail=f"{host} · {cn_date(found.created_at)}点单",
        category=found.category__name,
        status=found.status,
        status_label=_state(found),
        term=term,
        tone=tone,
    )


def _state(found: Any) -> str:
    said = {"yes": "居民说解决了", "no": "居民说没解决"}.get(found.solved)
    if found.status == OrderStatus.RATED and said:
        return said
    return str(OrderStatus(found.status).label)


def _term(found: Any) -> tuple[str, str]:
    """How long it took or may take, and its colour."""
    if found.on_time is not None:
        days = f"用了 {found.days_taken} 天" if found.days_taken else "当天办结"
        return (days, "green") if found.on_time else (f"{days}，超过了时限", "amber")
    if found.status not in OPEN:
        return "", ""
    if found.status in RUNNING and found.resolve_due < now():
        return "已超期", "red"
    return f"时限{cn_date(found.resolve_due)}", ""


class Passed(NamedTuple):
    """One of the steps that anybody may know of, with its day."""

    day: str
    words: str


def progress_of(order: ServiceOrder) -> list[Passed]:
    """The days of the order's story. Needs a row with its category, host, lead and refusal; no query."""
    passed = [Passed(cn_date(order.created_at), "居民点单")]
    if order.accepted_at:
        passed.append(Passed(cn_date(order.accepted_at), f"{order.host.label}受理"))
    if order.finished_at:
        passed.append(Passed(cn_date(order.finished_at), f"办结，{_term(order)[0]}"))
    if order.verified_on:
        way = order.get_verified_way_display()
        passed.append(Passed(cn_date(order.verified_on), f"{order.host.label}核实（{way}）"))
    if order.rated_on and order.solved:
        said = order.get_solved_display()
        passed.append(Passed(cn_date(order.rated_on), f"居民评价：{said}，{order.stars} 分"))
    if order.status == OrderStatus.REFUSED and order.refusal:
        passed.append(Passed(cn_date(order.closed_at), f"不予受理：{order.refusal}"))
    return passed
