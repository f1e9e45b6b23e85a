"""What waits for a user in this app: orders to dispatch, to coordinate, to answer, to work on, to verify."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from members.models import Organization, User
from members.permissions import Permission
from officekit.deadlines import END_OF_DAY
from officekit.figures import Todo, TodoSource
from officekit.links import address_of
from officekit.queries import first_of_any
from officekit.text import cn_date
from orders.models import OrderExtension, OrderNotice, OrderStatus, ServiceOrder

# The limit that runs: of those in work the one to be done, else the one to answer.
SOONEST = (Coalesce("answer_due", "resolve_due"), "pk")
# By state: what is to be done, and the words on the button.
CALLED = {
    OrderStatus.PLACED: ("受理", "去受理"),
    OrderStatus.ACCEPTED: ("派单", "去派单"),
    OrderStatus.ESCALATED: ("协调", "去协调"),
    OrderStatus.DISPATCHED: ("接单", "去接单"),
    OrderStatus.WORKING: ("办理", "去办理"),
    OrderStatus.FINISHED: ("核实", "去核实"),
}


def sources(user: User) -> list[TodoSource]:
    """One for all orders: they are rows of one table, and the desk asks once. One more for what is asked of them."""
    own = ServiceOrder.objects
    kinds: list[Any] = []
    if user.can(Permission.ORDER_DISPATCH):
        kinds += [own.to_dispatch(user), own.to_verify(user)]
    if user.can(Permission.ORDER_COORDINATE):
        kinds += [own.to_coordinate(user)]
    if user.can(Permission.ORDER_WORK):
        kinds += [own.to_answer(user), own.to_work_on(user)]
    if not kinds:
        return []
    found: list[TodoSource] = [_undelivered(user)] if user.can(Permission.BACK_OFFICE) else []
    rows = first_of_any(own.listed(), *kinds, order=SOONEST)
    found.insert(0, TodoSource(section="orders", rows=rows, tell=_tell, kinds=kinds))
    if user.can(Permission.ORDER_DISPATCH):
        asked = OrderExtension.objects.to_decide(user)
        found.append(TodoSource(section="orders", rows=asked, tell=_tell_extension))
    return found


def _undelivered(user: User) -> TodoSource:
    """One line however many they are: a service that is down fails them all."""
    failed = OrderNotice.objects.given_up().filter(order__alliance__anchor=OuterRef("pk"))
    rows = Organization.objects.filter(Exists(failed), pk=user.organization_id)
    return TodoSource(section="admin", rows=rows, tell=_tell_undelivered)


def _tell_undelivered(street: Organization) -> Todo:
    return Todo(
        kind="notice",
        label="短信",
        title="有居民短信没有发出",
        detail="试过多次都没有发出去，请看原因，改好以后再发一次",
        due=None,
        url=reverse("admin:orders_ordernotice_changelist"),
        action="去看看",
    )


def _tell(order: ServiceOrder) -> Todo:
    label, action = CALLED[OrderStatus(order.status)]
    due = order.due()
    return Todo(
        kind=order.status,
        label=label,
        title=order.title,
        detail=" · ".join([str(order.category), order.host.label, *_extra(order)]),
        due=due and localdate(due),
        url=address_of(order),
        action=action,
    )


def _extra(order: ServiceOrder) -> list[str]:
    """What the day alone does not say."""
    due = order.due()
    return [
        *([f"{localtime(due):%H:%M}前"] if due and localtime(due).time() != END_OF_DAY else []),
        *([f"第 {order.reopened + 1} 次办理"] if order.reopened else []),
    ]


def _tell_extension(extension: OrderExtension) -> Todo:
    order = extension.order
    return Todo(
        kind="extension",
        label="延期",
        title=order.title,
        detail=f"{order.lead.label}申请延到{cn_date(extension.until)}",
        due=localdate(extension.due_before),
        url=address_of(extension),
        action="去答复",
    )
