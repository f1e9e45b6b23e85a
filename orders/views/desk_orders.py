"""The desk's orders: what waits for whom, the page of one, and its steps."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from members.decorators import AuthedRequest, requires
from members.models import Step
from members.permissions import Permission
from members.views.steps import step_buttons, take_step
from orders.models import ServiceOrder


@requires(Permission.ORDER_VIEW)
def desk_order_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """订单: what the resident said, where it stands, and what to do next."""
    order = get_object_or_404(ServiceOrder.objects.visible_to(request.user).for_desk(), pk=pk)
    steps = [step for step in order.steps_for(request.user) if _is_theirs(order, step, request)]
    context = {
        "order": order,
        "steps": step_buttons(order, steps, "orders:order_step"),
        "events": list(order.events.for_desk()),
    }
    return render(request, "orders/desk_order_detail.html", context)


def _is_theirs(order: ServiceOrder, step: Step, request: AuthedRequest) -> bool:
    """Whether the row is theirs to move by this step: the host's side dispatches, the lead's side works."""
    rows = ServiceOrder.objects.filter(pk=order.pk)
    if step.permission is Permission.ORDER_WORK:
        return rows.workable_by(request.user).exists()
    return rows.dispatchable_by(request.user).exists()


@requires(Permission.ORDER_VIEW)
@require_POST
def order_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    moves = {found.name: found for found in ServiceOrder.STEPS}
    at_work = step in moves and moves[step].permission is Permission.ORDER_WORK
    rows = ServiceOrder.objects
    own = rows.workable_by(request.user) if at_work else rows.dispatchable_by(request.user)
    return take_step(request, get_object_or_404(own.for_desk(), pk=pk), step)
