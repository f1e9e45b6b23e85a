"""派单: what the receiving side, or the street, does with an order."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.decorators import AuthedRequest, requires
from members.models import Step, User
from members.permissions import Permission
from members.views.steps import StepButton, step_buttons
from orders.alike import alike
from orders.forms.dispatch import DispatchForm, RefuseForm, VerifyForm
from orders.forms.turn import AnswerForm, TurnForm
from orders.models import OrderStatus, RefusalReason, ServiceOrder
from orders.suggestions import Suggestion, suggestions
from orders.views import desk_orders
from orders.views.turns import status_of, taken, with_turn

# Beside the head of the page; what leads on stands in the cards.
ASIDE = frozenset({"escalate", "recall", "split"})
# Taken on a page or in a card of their own.
WITH_FORM = frozenset({"accept", "undertake"})


def dispatch_context(
    order: ServiceOrder, user: User, sent: TurnForm | None = None
) -> dict[str, Any]:
    """What the page of an order shows of this side's work; nothing of it to whoever has not received it.

    `sent` is a form that was not filled in well, or for which somebody was quicker.
    """
    if not user.can(Permission.ORDER_DISPATCH):
        return {}
    if not ServiceOrder.objects.filter(pk=order.pk).dispatchable_by(user).exists():
        return {}
    steps = [step for step in order.steps_for(user) if step.permission != Permission.ORDER_WORK]
    names = {step.name for step in steps}
    forms = _forms(order, names, sent)
    return {
        "can": names,
        "handed_up": order.asked_of_street() if "direct" in names else None,
        "waits_for_street": order.status == OrderStatus.ESCALATED and not names,
        "steps": _buttons(order, _quick(steps, aside=False)),
        "aside": _buttons(order, _quick(steps, aside=True), leads=False),
        "alike": alike(order) if "merge" in names else None,
        "kept": sent if sent and sent not in forms.values() else None,
        **forms,
    }


def _buttons(order: ServiceOrder, steps: list[Step], *, leads: bool = True) -> list[StepButton]:
    return with_turn(order, step_buttons(order, steps, "orders:order_step", leads=leads))


def _forms(order: ServiceOrder, names: set[str], sent: TurnForm | None) -> dict[str, Any]:
    """Those of the steps that can be taken now."""
    if "verify" in names:
        return {"verify_form": sent if isinstance(sent, VerifyForm) else VerifyForm(order=order)}
    if "dispatch" not in names:
        return {}
    form = sent if isinstance(sent, DispatchForm) else DispatchForm(order=order)
    found = suggestions(order)
    return {"dispatch_form": form, "suggestions": found, "chosen": _chosen(form, found)}


def _chosen(form: DispatchForm, found: list[Suggestion]) -> str:
    """Which suggestion is marked: the one that was sent, else the one that fits best and has not returned it."""
    if form.is_bound:
        return str(form["suggested"].value() or "")
    return next((str(one.unit.pk) for one in found if not one.returned), "")


def _quick(steps: list[Step], *, aside: bool) -> list[Step]:
    return [step for step in steps if step.name not in WITH_FORM and (step.name in ASIDE) is aside]


def _received(request: AuthedRequest, pk: int) -> ServiceOrder:
    rows = ServiceOrder.objects.dispatchable_by(request.user).for_desk()
    order: ServiceOrder = get_object_or_404(rows, pk=pk)
    return order


@requires(Permission.ORDER_DISPATCH)
@require_POST
def order_dispatch(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """派单."""
    order = _received(request, pk)
    form = DispatchForm(request.POST, order=order)

    def act(facts: dict[str, Any]) -> None:
        names = ("assistants", "urgency", "note", "answer")
        order.dispatch(facts["lead"], by=request.user, **{name: facts[name] for name in names})

    if taken(request, form, "派单", act):
        return redirect(order)
    return desk_orders.show_order(request, form.order, status=status_of(form), sent=form)


@requires(Permission.ORDER_DISPATCH)
def order_answer(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """受理, 自己办, with words for the resident."""
    if step not in WITH_FORM:
        raise Http404(f"no form for {step}")
    order, label = _received(request, pk), ServiceOrder.step(step).label
    form = AnswerForm(
        request.POST if request.method == "POST" else None, order=order, occasion=step
    )

    def act(facts: dict[str, Any]) -> None:
        getattr(order, step)(by=request.user, note=facts["answer"])

    if taken(request, form, label, act):
        return redirect(order)
    return _form_page(request, form, label, {"step": step})


@requires(Permission.ORDER_DISPATCH)
def order_refuse(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """不予受理: first the reason, then its words for the resident."""
    order = _received(request, pk)
    reasons = list(RefusalReason.objects.active().filter(alliance=order.alliance_id))
    asked = request.GET.get("reason", "")
    reason = next((found for found in reasons if str(found.pk) == asked), None)
    context = {"reasons": reasons, "reason": reason}
    if reason is None:
        return render(request, "orders/order_refuse.html", {"order": order, **context})
    data = request.POST if request.method == "POST" else None
    form = RefuseForm(data, order=order, reason=reason)

    def act(facts: dict[str, Any]) -> None:
        order.refuse(reason, by=request.user, answer=facts["answer"], note=facts["note"])

    if taken(request, form, "不予受理", act):
        return redirect(order)
    context |= {"order": form.order, "form": form}
    return render(request, "orders/order_refuse.html", context, status=status_of(form))


@requires(Permission.ORDER_DISPATCH)
@require_POST
def order_verify(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """核实."""
    order = _received(request, pk)
    form = VerifyForm(request.POST, order=order)

    def act(facts: dict[str, Any]) -> None:
        words = {name: facts[name] for name in ("way", "note", "answer")}
        order.verify(by=request.user, **words)

    if taken(request, form, "核实", act):
        return redirect(order)
    return desk_orders.show_order(request, form.order, status=status_of(form), sent=form)


def _form_page(
    request: AuthedRequest, form: AnswerForm, label: str, more: dict[str, Any]
) -> HttpResponse:
    context = {"order": form.order, "form": form, "label": label, **more}
    return render(request, "orders/order_answer.html", context, status=status_of(form))
