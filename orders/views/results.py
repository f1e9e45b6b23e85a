"""组织晒单 on the desk: what of an order is to be public, in which words, and its way there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alliances.views.published import base_of, step_context, tab_of, take_public_step
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.files import show
from officekit.paging import keyset_page
from orders import actions
from orders.forms.result import ResultForm, findings_in
from orders.models import OrderResult, ResultPhoto, ServiceOrder

SHOWN, TO_SHOW = "shown", "to-show"
TABS = {TO_SHOW: "可以晒单的", SHOWN: "已写好的"}


@requires(Permission.PUBLICATION_PROPOSE)
def desk_result_list(request: AuthedRequest) -> HttpResponse:
    """晒单 of one's own side: orders that could be shown, and results that are written."""
    tab = tab_of(request, TABS)
    rows: QuerySet[Any]
    if tab == SHOWN:
        rows = OrderResult.objects.hosted_by(request.user).listed()
    else:
        rows = OrderResult.objects.to_write(request.user).listed()
    context = {
        "tabs": TABS,
        "tab": tab,
        "page": keyset_page(rows, params=request.GET, order=("-pk",)),
    }
    return render(request, "orders/desk_result_list.html", context)


@requires(Permission.PUBLICATION_PROPOSE)
def desk_result_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One result: the words, what in them tells of somebody, and the way to the public."""
    result = get_object_or_404(OrderResult.objects.editable_by(request.user).for_list(), pk=pk)
    events = list(result.events.select_related("by").order_by("-pk"))
    context = {
        "result": result,
        "findings": findings_in(result),
        "photos": result.photos.all(),
        "events": events,
        **step_context(result, request.user, "orders:result_step", events),
    }
    return render(request, "orders/desk_result_detail.html", context)


@requires(Permission.PUBLICATION_PROPOSE)
def result_edit(request: AuthedRequest, order_pk: int) -> HttpResponseBase:
    """写晒单, or change it, for one order of the user's side."""
    orders = ServiceOrder.objects.dispatchable_by(request.user).for_desk()
    order = get_object_or_404(orders, pk=order_pk)
    result = written_of(order) or OrderResult.objects.start(order)
    if result.is_locked and request.method != "POST":
        messages.info(request, "晒单已提出公开，不能直接修改；请先由街道退回或撤回。")
        return redirect(result)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ResultForm(data, files, instance=result)
    if form.is_valid():
        try:
            actions.keep_result(form, base=base_of(request), by=request.user)
        except StepError as error:
            form.add_error(None, str(error))
        else:
            return _kept(request, result)
    status = 422 if form.is_bound else 200
    context = {"form": form, "order": order, "result": result, "base": result.edits}
    return render(request, "orders/result_edit.html", context, status=status)


def written_of(order: ServiceOrder) -> OrderResult | None:
    return OrderResult.objects.filter(order=order).for_list().first()


def _kept(request: AuthedRequest, result: OrderResult) -> HttpResponseBase:
    AuditLog.write(AuditAction.CHANGE, result, request=request, detail="晒单")
    found = findings_in(result)
    if found:
        messages.warning(
            request, f"已保存。文字里有 {len(found)} 处可能认得出居民，请看下面的提醒。"
        )
    else:
        messages.success(request, "晒单已保存。")
    return redirect(result)


@requires(Permission.PUBLICATION_PROPOSE)
@require_POST
def result_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    rows = OrderResult.objects.editable_by(request.user).for_list()
    return take_public_step(request, get_object_or_404(rows, pk=pk), step)


@login_not_required
def result_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo is public where its result is; until then the side that writes it sees it."""
    results = OrderResult.objects.open_to(request.user)
    shown = get_object_or_404(ResultPhoto.objects.open_in(results), pk=pk)
    return show(shown.result, shown.photo.image)
