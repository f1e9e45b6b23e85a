"""并入相似单: two orders side by side, and which goes into which."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from members.decorators import AuthedRequest, requires
from members.models import StepError
from members.permissions import Permission
from officekit.paging import keyset_page
from orders.alike import alike
from orders.filters.desk import MergeFilter
from orders.forms.dispatch import MergeForm
from orders.models import ServiceOrder
from orders.views.turns import NOT_TAKEN, quicker, status_of, taken

MERGED_LABEL = "并单"


@requires(Permission.ORDER_DISPATCH)
def order_merge(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Choosing the other one: those that read alike, or any that one looks for."""
    rows = ServiceOrder.objects.dispatchable_by(request.user)
    order = get_object_or_404(rows.for_desk(), pk=pk)
    found = MergeFilter(request.GET, rows.mergeable_with(order).listed())
    asked = bool(request.GET.get("q"))
    context = {
        "order": order,
        "alike": alike(order),
        "filter": found,
        "page": keyset_page(found.qs, params=request.GET, order=("-pk",), size=10)
        if asked
        else None,
    }
    return render(request, "orders/order_merge.html", context)


@requires(Permission.ORDER_DISPATCH)
def order_compare(request: AuthedRequest, pk: int, other: int) -> HttpResponseBase:
    """两单对照, and the merging of one into the other."""
    rows = ServiceOrder.objects.dispatchable_by(request.user).for_desk()
    order = get_object_or_404(rows, pk=pk)
    second = get_object_or_404(rows.filter(alliance=order.alliance_id).exclude(pk=pk), pk=other)
    ways = _ways(request, order, second)
    form = MergeForm(_posted(request), order=order, other=second, ways=ways)

    def act(facts: dict[str, Any]) -> None:
        if facts["other_turn"] != second.turn:
            raise StepError(f"{quicker(second)}{NOT_TAKEN}填的内容还在。")
        source, target = (order, second) if facts["way"] == MergeForm.INTO else (second, order)
        source.merge(target, by=request.user, answer=facts["answer"])

    if taken(request, form, MERGED_LABEL, act, "两单已并成一单，各自的编号都还能查。"):
        return redirect(order)
    context: dict[str, Any] = {"order": form.order, "other": second}
    context |= {"form": form if ways else None}
    return render(request, "orders/order_compare.html", context, status=status_of(form))


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _ways(
    request: AuthedRequest, order: ServiceOrder, other: ServiceOrder
) -> list[tuple[str, str]]:
    """Those that the states of the two allow."""
    name = f"{other.shown_code}（{other.title}）"
    ways = (
        (MergeForm.INTO, f"这一单并进 {name}", order, other),
        (MergeForm.FROM, f"{name}并进这一单", other, order),
    )
    return [
        (way, label)
        for way, label, source, target in ways
        if target.takes_others and "merge" in {step.name for step in source.steps_for(request.user)}
    ]
