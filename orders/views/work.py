"""The lead's side of an order: what whoever works on it does next."""

from __future__ import annotations

from typing import Any

from members.models import User
from members.permissions import Permission
from members.views.steps import step_buttons
from orders.models import ServiceOrder


def work_context(order: ServiceOrder, user: User) -> dict[str, Any]:
    """What the page of an order shows of the lead's work; nothing of it to whoever does not do it."""
    if not user.can(Permission.ORDER_WORK):
        return {}
    if not ServiceOrder.objects.filter(pk=order.pk).workable_by(user).exists():
        return {}
    steps = [step for step in order.steps_for(user) if step.permission == Permission.ORDER_WORK]
    return {"work_steps": step_buttons(order, steps, "orders:order_step")}
