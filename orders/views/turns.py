"""Taking a step with a form, on top of what its page showed; whoever comes second is told who was quicker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from members.decorators import AuthedRequest
from members.models import AuditAction, AuditLog, StepError, User
from members.views.steps import NOTE_LENGTH, StepButton
from orders.forms.turn import TurnForm
from orders.models import OrderEvent, ServiceOrder

INVALID, CONFLICT = 422, 409
NOT_TAKEN = "您的这一步没有办，"


def with_turn(order: ServiceOrder, buttons: list[StepButton]) -> list[StepButton]:
    """Buttons that carry what their page showed."""
    return [replace(button, url=f"{button.url}?turn={order.turn}") for button in buttons]


def is_old(request: AuthedRequest, order: ServiceOrder) -> bool:
    """Whether a button was pressed on a page that the order has left behind; it is told so, with what was typed."""
    if request.GET.get("turn", str(order.turn)) == str(order.turn):
        return False
    typed = request.POST.get("note", "").strip()[:NOTE_LENGTH]
    kept = f"您填的是：“{typed}”" if typed else "请看清楚再办。"
    messages.error(request, f"{quicker(order)}{NOT_TAKEN}{kept}")
    return True


def taken(
    request: AuthedRequest,
    form: TurnForm,
    label: str,
    act: Callable[[dict[str, Any]], None],
    done: str = "",
) -> bool:
    """Whether the step was taken; else the form says why not, on top of the order as it is now (`form.order`)."""
    if not form.is_valid():
        return False
    order, facts = form.order, form.cleaned_data
    try:
        if facts["turn"] != order.turn:
            raise StepError
        act(facts)
    except StepError as error:
        fresh = ServiceOrder.objects.for_desk().get(pk=order.pk)
        first = f"{quicker(fresh)}{NOT_TAKEN}填的内容还在。"
        form.refuse(fresh, str(error) if fresh.turn == facts["turn"] else first)
        return False
    AuditLog.write(AuditAction.STEP, order, request=request, detail=label)
    messages.success(request, done or f"“{label}”已办好。")
    return True


def after(order: ServiceOrder, user: User) -> HttpResponse:
    """To the order, or to the list for whoever has just given it away."""
    own = ServiceOrder.objects.visible_to(user).filter(pk=order.pk)
    return redirect(order) if own.exists() else redirect("orders:desk_order_list")


def status_of(form: TurnForm) -> int:
    if form.is_refused:
        return CONFLICT
    return INVALID if form.errors else 200


def quicker(order: ServiceOrder) -> str:
    """Who has moved it meanwhile, and to whom it went."""
    rows = OrderEvent.objects.filter(order=order.pk).select_related("by", "office", "to")
    last = rows.order_by("-pk").first()
    if last is None:
        return "这一单刚刚有变动，请看清楚再办。"
    who = (
        "居民"
        if last.from_resident
        else f"{last.office.label} {last.by}"
        if last.office
        else "系统"
    )
    to = f"给{last.to.label}" if last.to else ""
    return f"{who}先办了一步：{last.label}{to}，现在是“{order.get_status_display()}”。"
