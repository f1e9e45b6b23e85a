"""派单: what the receiving side, or the street, does with an order."""

from __future__ import annotations

from typing import Any

from members.models import Step, User
from members.permissions import Permission
from members.views.steps import step_buttons
from orders.models import ServiceOrder

ASIDE = frozenset({"escalate", "recall", "split"})


def dispatch_context(order: ServiceOrder, user: User) -> dict[str, Any]:
    """What the page of an order shows of this side's work; nothing of it to whoever has not received it."""
    if not user.can(Permission.ORDER_DISPATCH):
        return {}
    if not ServiceOrder.objects.filter(pk=order.pk).dispatchable_by(user).exists():
        return {}
    steps = [step for step in order.steps_for(user) if step.permission != Permission.ORDER_WORK]
    return {
        "dispatches": True,
        "steps": step_buttons(order, _those(steps, aside=False), "orders:order_step"),
        "aside": step_buttons(order, _those(steps, aside=True), "orders:order_step", leads=False),
    }


def _those(steps: list[Step], *, aside: bool) -> list[Step]:
    return [step for step in steps if (step.name in ASIDE) is aside]
