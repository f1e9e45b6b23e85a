"""The lead's side of an order: accept or return it, say how it goes, stop the clock, ask for time, finish, hand over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now

from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError, User
from members.permissions import Permission
from orders.forms import work as forms
from orders.forms.usual import Usual, usual_words
from orders.models import OrderExtension, OrderStatus, ServiceOrder, ServiceOrderQuerySet
from orders.models.status import IN_WORK, OPEN
from orders.views.turns import after

ASK, REMARK, HAND_OVER, RETITLE = "ask_time", "remark", "hand_over", "retitle"
FORMS: dict[str, type[forms.WorkForm]] = {
    "take": forms.TakeForm,
    "give_back": forms.GiveBackForm,
    "progress": forms.ProgressForm,
    "resume": forms.ResumeForm,
    "finish": forms.FinishForm,
    "pause": forms.PauseForm,
    ASK: forms.AskTimeForm,
    HAND_OVER: forms.HandOverForm,
    REMARK: forms.RemarkForm,
    RETITLE: forms.RetitleForm,
}
# What moves nothing, and where it is possible; the steps say it themselves.
BESIDE: dict[str, tuple[str, Collection[str]]] = {
    ASK: ("申请延期", IN_WORK),
    REMARK: ("内部记录", OPEN),
    RETITLE: ("改写事项", OrderStatus.values),
}
# What else is linked, for whom.
LINKS = (
    ("contact_url", "orders:order_contact", "contact"),
    ("paper_url", "orders:order_paper", "name"),
)
LOOKS = {"take": "primary", "progress": "primary", "resume": "primary"}
ANSWERS: dict[str, type[forms.AnswerForm]] = {
    "grant": forms.GrantForm,
    "refuse": forms.RefuseForm,
    "retract": forms.RetractForm,
}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One form on the page of an order, folded away behind its button."""

    label: str
    form: Any
    url: str
    look: str = "quiet"


def work_context(order: ServiceOrder, user: User) -> dict[str, Any]:
    """What the page of an order shows of the work on it: to its lead, to whoever helps, and to whoever may hand it over."""
    parts = ServiceOrder.objects.parts_of(order, user)
    works, moves = "work" in parts, "move" in parts
    asked = order.extensions.asked().select_related("asked_by").first() if works or moves else None
    shown = {HAND_OVER: moves, RETITLE: "name" in parts, REMARK: True, ASK: works and not asked}
    possible = [name for name in FORMS if order.status in _sources(name) and shown.get(name, works)]
    words = usual_words(order)
    return {
        "works": works,
        "panels": [_panel(order, name, words) for name in possible],
        "asked": asked,
        "answers": _answers(asked, user) if asked else [],
        "is_lead": order.lead_id in user.working_for,
        "is_late": order.is_late(now()),
        **{
            name: reverse(page, args=[order.pk]) if part in parts else ""
            for name, page, part in LINKS
        },
    }


def _sources(name: str) -> Collection[str]:
    return BESIDE[name][1] if name in BESIDE else ServiceOrder.step(name).sources


def _label(name: str) -> str:
    return BESIDE[name][0] if name in BESIDE else ServiceOrder.step(name).label


def _panel(order: ServiceOrder, name: str, words: Usual) -> Panel:
    return Panel(
        label=_label(name),
        form=FORMS[name](order=order, words=words),
        url=reverse("orders:order_work", args=[order.pk, name]),
        look=LOOKS.get(name, "quiet"),
    )


def _answers(asked: OrderExtension, user: User) -> list[Panel]:
    """What either side can do with a request for more time."""
    return [
        Panel(
            label=asked.step(name).label,
            form=form(extension=asked),
            url=reverse("orders:order_extension_answer", args=[asked.pk, name]),
            look="primary" if name == "grant" else "quiet",
        )
        for name, form in ANSWERS.items()
        if _askings(name, user).filter(pk=asked.pk).exists()
    ]


def _askings(answer: str, user: User) -> Any:
    rows = OrderExtension.objects
    return rows.retractable_by(user) if answer == "retract" else rows.decidable_by(user)


def _rows(name: str, user: User) -> ServiceOrderQuerySet:
    rows = ServiceOrder.objects
    if name == HAND_OVER:
        return rows.transferable_by(user)
    if name == RETITLE:
        return rows.dispatchable_by(user)
    return rows.visible_to(user) if name == REMARK else rows.workable_by(user)


@requires(Permission.ORDER_VIEW)
def order_work(request: AuthedRequest, pk: int, work: str) -> HttpResponseBase:
    """One step of the work. What was typed stays where it cannot be taken."""
    if work not in FORMS:
        raise Http404(f"no such work {work}")
    order = get_object_or_404(_rows(work, request.user).for_desk(), pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = FORMS[work](sent, request.FILES or None, order=order, words=usual_words(order))
    status = 200
    if sent is not None:
        if form.is_valid() and _do(request, form, work):
            form.drop_photos()
            return after(order, request.user)
        form.keep_photos()
        status = 409 if form.non_field_errors() else 422
    context = {"order": order, "label": _label(work), "form": form}
    return render(request, "orders/order_work.html", context, status=status)


def _do(request: AuthedRequest, form: forms.WorkForm, work: str) -> bool:
    """Whether it is done; else the form says why not."""
    order, user, typed = form.order, request.user, dict(form.cleaned_data)
    seen = typed.pop("turn")
    try:
        with form.opened_photos() as photos:
            if "photos" in typed:
                typed["photos"] = photos
            _work(order, work, seen, user, typed)
    except StepError as error:
        order.refresh_from_db()
        words = {value.strip() for value in typed.values() if isinstance(value, str)}
        if not order.is_last(work, by=user, words=words):
            form.add_error(None, str(error))
            return False
    else:
        AuditLog.write(AuditAction.STEP, order, request=request, detail=_label(work))
    messages.success(request, f"“{_label(work)}”已办好。")
    return True


def _work(order: ServiceOrder, work: str, seen: int, user: User, typed: dict[str, Any]) -> None:
    if work == ASK:
        OrderExtension.objects.ask(order, typed["until"], by=user, reason=typed["reason"])
        return
    # Whatever has happened since the page was made, the step finds out by this number.
    order.turn = seen
    getattr(order, work)(by=user, **typed)


@requires(Permission.ORDER_VIEW)
def order_extension_answer(request: AuthedRequest, pk: int, answer: str) -> HttpResponseBase:
    """Whoever has received the order answers; whoever asked takes back."""
    if answer not in ANSWERS:
        raise Http404(f"no such answer {answer}")
    rows = _askings(answer, request.user).select_related(
        "order__alliance__anchor", "order__host", "order__lead", "order__category"
    )
    asked = get_object_or_404(rows, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form, label = ANSWERS[answer](sent, extension=asked), asked.step(answer).label
    if form.is_valid():
        try:
            getattr(asked, answer)(by=request.user, **form.cleaned_data)
        except StepError as error:
            form.add_error(None, str(error))
        else:
            AuditLog.write(AuditAction.STEP, asked, request=request, detail=label)
            messages.success(request, f"“{label}”已办好。")
            return redirect(asked)
    status = 200 if sent is None else 409 if form.non_field_errors() else 422
    context = {"order": asked.order, "label": label, "form": form}
    return render(request, "orders/order_work.html", context, status=status)
