"""居民点单: the menu of what can be ordered, and the one page on which one orders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from alliances import page_cache
from alliances.decorators import AllianceRequest, public_page
from members.guard import Guard, Guarded
from members.models import StepError
from officekit.deadlines import due_label
from orders import actions
from orders.forms.placing import OrderForm
from orders.models import OrderCategory, OrderRules, ServiceItem, ServiceOrder
from orders.models.limits import limits_of
from orders.receipts import receipt_url
from orders.similar import Similar, similar_to
from orders.views.sendings import keep_photos

ORDER = Guarded("order", by_address=30, by_contact=5)


@public_page
def service_list(request: AllianceRequest) -> HttpResponse:
    """服务菜单: what can be ordered, by category."""
    items = ServiceItem.objects.offered(request.alliance)
    context = {"alliance": request.alliance, "items": list(items)}
    return render(request, "orders/service_list.html", context)


@public_page
def order_new(request: AllianceRequest) -> HttpResponse:
    """我要点单."""
    return _ordering(request, complaint=False)


@public_page
def complaint_new(request: AllianceRequest) -> HttpResponse:
    """投诉建议: an order to the street itself."""
    return _ordering(request, complaint=True)


def _ordering(request: AllianceRequest, *, complaint: bool) -> HttpResponse:
    """The form; after it a preview; after that the receipt. Each step is a sending of the same fields."""
    page_cache.forget(request)
    alliance, rules = request.alliance, OrderRules.objects.of(request.alliance)
    offered = OrderCategory.objects.offered(alliance)
    categories = [row for row in offered if row.is_complaint == complaint]
    if not (rules.is_open and categories):
        context = {"alliance": alliance, "complaint": complaint}
        return render(request, "orders/order_closed.html", context, status=_closed_status(request))
    guard = Guard(request, ORDER, phone=alliance.phone)
    facts: Any = {
        "alliance": alliance,
        "rules": rules,
        "categories": categories,
        "complaint": complaint,
    }
    if request.method != "POST":
        asked = {"item": request.GET.get("item", "")}
        return _page(request, OrderForm(initial=asked, guard=guard, **facts))
    form = OrderForm(request.POST, request.FILES, guard=guard, **facts)
    return _answer(request, form)


def _closed_status(request: HttpRequest) -> int:
    return 409 if request.method == "POST" else 200


def _answer(request: AllianceRequest, form: OrderForm) -> HttpResponse:
    if known := form.placed_before():
        return redirect(receipt_url(known))
    valid = form.is_valid()
    keep_photos(request, form)
    if not valid or form.errors or "back" in request.POST:
        return _page(request, form)
    similar = similar_to(form.host, form.cleaned_data["category"], form.place.area, now())
    follow = _followed(request, similar)
    if "send" not in request.POST and not follow:
        return _preview(request, form, similar)
    if order := _place(form, follow):
        return redirect(receipt_url(order))
    return _page(request, form)


def _followed(request: AllianceRequest, similar: list[Similar]) -> ServiceOrder | None:
    asked = request.POST.get("follow", "")
    found = (one.order for one in similar if one.can_follow and str(one.order.pk) == asked)
    return next(found, None)


def _place(form: OrderForm, follow: ServiceOrder | None) -> ServiceOrder | None:
    """None where it could not be; the form says why."""
    try:
        with form.opened_photos() as opened:
            order = actions.place(
                count=form.count,
                submission=form.cleaned_data["submission"],
                follow=follow,
                photos=opened,
                **form.facts(),
            )
    except StepError as error:
        form.not_stored(str(error))
        return None
    if order:
        form.drop_photos()
    return order


def _page(request: AllianceRequest, form: OrderForm) -> HttpResponse:
    context = {"alliance": request.alliance, "form": form}
    return form.guard.answer(render(request, "orders/order_new.html", context))


def _preview(request: AllianceRequest, form: OrderForm, similar: list[Similar]) -> HttpResponse:
    """What will be public and what not, who answers when, and whether it is known already."""
    category, item = form.cleaned_data["category"], form.cleaned_data["item"]
    limits, moment = limits_of(request.alliance, category, category.urgency, item), now()
    context = {
        "alliance": request.alliance,
        "form": form,
        "category": category,
        "item": item,
        "similar": similar,
        "answer_by": due_label(limits.answer_due(moment)),
        "done_by": due_label(limits.resolve_due(moment)),
    }
    response = form.guard.answer(render(request, "orders/order_preview.html", context))
    response["Cache-Control"] = "private, no-store"
    return response
