"""Random orders of residents, in batches."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from alliance_portal.demo.street import LAST_DAY, Street, at_nine
from officekit.codes import new_code
from officekit.crypto import blind_index
from orders.models import OrderCategory, OrderEvent, OrderStatus, RefusalReason, ServiceOrder
from orders.models.status import AWAITING, CLOSED, DONE, WITH_LEAD

# Most are over; of a hundred, six wait for somebody.
STATES = (
    *["rated"] * 56,
    *["verified"] * 24,
    *["refused"] * 6,
    *["withdrawn"] * 4,
    *["working"] * 4,
    *["finished", "placed", "accepted", "dispatched", "escalated", "paused"],
)
# Of what is open, the oldest is as old as this.
OPEN_DAYS = 40
LIMIT_DAYS = 9


def make_orders(street: Street, count: int) -> None:
    categories = list(OrderCategory.objects.filter(alliance=street.alliance, is_complaint=False))
    reasons = list(RefusalReason.objects.filter(alliance=street.alliance))
    orders = [_order(street, categories, reasons, code) for code in _codes(count)]
    ServiceOrder.objects.bulk_create(orders)
    OrderEvent.objects.bulk_create(event for order in orders for event in _story(street, order))


def _codes(count: int) -> set[str]:
    """That nobody has yet: of some hundred thousand orders, two would draw the same by chance."""
    codes: set[str] = set()
    while len(codes) < count:
        drawn = {new_code() for _ in range(count - len(codes))}
        taken = ServiceOrder.objects.filter(code__in=drawn).values_list("code", flat=True)
        codes |= drawn - set(taken)
    return codes


def _order(street: Street, categories: list[Any], reasons: list[Any], code: str) -> ServiceOrder:
    rng, status = street.rng, street.rng.choice(STATES)
    is_open = status not in CLOSED
    day = LAST_DAY - timedelta(days=rng.randrange(OPEN_DAYS)) if is_open else street.day()
    made = min(at_nine(day), now() - timedelta(minutes=rng.randrange(600)))
    host, phone = rng.choice(street.hosts), f"138000{rng.randrange(100_000):05}"
    return ServiceOrder(
        alliance=street.alliance,
        host=host,
        code=code,
        category=rng.choice(categories),
        title=street.title(),
        words="请帮忙看看，谢谢。",
        area="示例巷一带",
        name="示例居民",
        phone=phone,
        contact_key=blind_index(phone),
        consent_version=1,
        consented_at=made,
        status=status,
        responsible=host,
        created_at=made,
        resolve_due=made + timedelta(days=LIMIT_DAYS),
        **_facts(street, status, made, reasons),
    )


def _facts(street: Street, status: str, made: Any, reasons: list[Any]) -> dict[str, Any]:
    """What each state must have, by the constraints of the table."""
    rng, done = street.rng, made + timedelta(days=street.rng.randrange(1, 12))
    facts: dict[str, Any] = {}
    if status in WITH_LEAD | DONE:
        facts |= {"lead": rng.choice(street.units), "accepted_at": made}
    if status in AWAITING:
        facts["answer_due"] = now() + timedelta(days=2)
    if status in DONE:
        days = (done - made).days
        facts |= {
            "finished_at": done,
            "result": "已办好。",
            "days_taken": days,
            "on_time": days < LIMIT_DAYS,
        }
    if status in CLOSED:
        facts["closed_at"] = done
    if status == OrderStatus.RATED:
        facts |= {"solved": "yes", "stars": rng.randrange(3, 6), "rated_on": done.date()}
    if status == OrderStatus.REFUSED:
        facts["refusal"] = rng.choice(reasons)
    if status == OrderStatus.PAUSED:
        facts["paused_at"] = made
    return facts


def _story(street: Street, order: ServiceOrder) -> list[OrderEvent]:
    """Where it began, and where it stands."""
    begun = OrderEvent(
        order=order,
        step="place",
        label="居民点单",
        target="placed",
        from_resident=True,
        is_shown=True,
        at=order.created_at,
    )
    if order.status == OrderStatus.PLACED:
        return [begun]
    stands = OrderEvent(
        order=order,
        step=order.status,
        label=order.get_status_display(),
        source="placed",
        target=order.status,
        by=street.user,
        office=order.host,
        answer="请放心，我们在办。",
        is_shown=True,
        at=order.closed_at or order.created_at,
    )
    return [begun, stands]
