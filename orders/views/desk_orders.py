"""The desk's orders: what waits for whom, the page of one, and its quick steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from alliances.views.published import tab_of
from members.decorators import AuthedRequest, requires
from members.models import User
from members.permissions import Permission, Role
from members.views.steps import take_step
from officekit.filters import reset_url
from officekit.paging import Page, keyset_page
from orders.dues import due_of, dues_of, holidays_of
from orders.filters.desk import DeskOrderFilter
from orders.forms.turn import TurnForm
from orders.models import ServiceOrder, ServiceOrderQuerySet
from orders.models.result import SHOWABLE
from orders.views import dispatch, work
from orders.views.turns import is_old

DISPATCH, COORDINATE, ANSWER, WORK = "dispatch", "coordinate", "answer", "work"
VERIFY, HELP, EVERY = "verify", "help", "all"
TABS = {
    DISPATCH: "待派单",
    COORDINATE: "待街道协调",
    ANSWER: "待接单",
    WORK: "办理中",
    VERIFY: "待核实",
    HELP: "我协办的",
    EVERY: "全部",
}
OWN_TABS = {
    Role.STREET: (COORDINATE, DISPATCH, WORK, VERIFY, EVERY),
    Role.COMMUNITY: (DISPATCH, ANSWER, WORK, VERIFY, EVERY),
    Role.UNIT: (ANSWER, WORK, HELP, EVERY),
}
# The limit by which a list is ordered, the soonest first; the others begin with the newest.
BY_LIMIT = {
    DISPATCH: "answer_due",
    COORDINATE: "answer_due",
    ANSWER: "answer_due",
    WORK: "resolve_due",
    VERIFY: "answer_due",
}


@requires(Permission.ORDER_VIEW)
def desk_order_list(request: AuthedRequest) -> HttpResponse:
    """服务订单, in tabs by what waits for this user."""
    tabs = {name: TABS[name] for name in OWN_TABS[request.user.role]}
    tab = tab_of(request, tabs)
    found = DeskOrderFilter(request.GET, _rows(tab, request.user).listed(), user=request.user)
    page = _page(found.qs, tab, request)
    context = {
        "tabs": tabs,
        "tab": tab,
        "filter": found,
        "page": page,
        "lines": _lines(page.rows),
        "records": request.user.can(Permission.ORDER_RECORD),
        "shows": request.user.can(Permission.PUBLICATION_PROPOSE),
        "shows_host": request.user.role is not Role.COMMUNITY,
        "reset_url": reset_url(request.GET, found, tab),
    }
    return render(request, "orders/desk_order_list.html", context)


def _rows(tab: str, user: User) -> ServiceOrderQuerySet:
    rows = ServiceOrder.objects
    if tab == EVERY:
        return rows.led_by(user) if user.role is Role.UNIT else rows.received_by(user)
    return {
        DISPATCH: rows.to_dispatch,
        COORDINATE: rows.to_coordinate,
        ANSWER: rows.to_answer,
        WORK: rows.at_work,
        VERIFY: rows.to_verify,
        HELP: rows.assisted_by,
    }[tab](user)


def _page(rows: ServiceOrderQuerySet, tab: str, request: HttpRequest) -> Page[ServiceOrder]:
    limit = BY_LIMIT.get(tab)
    order = (limit, "pk") if limit else ("-pk",)
    return keyset_page(rows, params=request.GET, order=order, filled=["answer_due"])


def _lines(orders: Iterable[ServiceOrder]) -> list[tuple[ServiceOrder, Any]]:
    """Each with the limit that presses."""
    moment, holidays = now(), holidays_of({order.alliance_id for order in orders})
    return [(order, due_of(order, moment, holidays[order.alliance_id])) for order in orders]


@requires(Permission.ORDER_VIEW)
def desk_order_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """订单: what the resident said, where it stands, and what to do next."""
    rows = ServiceOrder.objects.visible_to(request.user).for_desk()
    return show_order(request, get_object_or_404(rows, pk=pk))


def show_order(
    request: AuthedRequest,
    order: ServiceOrder,
    *,
    status: int = 200,
    sent: TurnForm | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of one, also with a form that was `sent` and not taken."""
    holidays = holidays_of([order.alliance_id])[order.alliance_id]
    context = {
        "order": order,
        "dues": dues_of(order, now(), holidays),
        "events": list(order.events.for_desk()),
        "photos": order.photos.filter(Q(event=None) | Q(event__step="place")),
        "assistants": order.assistants.all() if order.lead_id else [],
        "follower_count": order.followers.count(),
        "result_url": _result_url(order, request.user),
        **dispatch.dispatch_context(order, request.user, sent),
        **work.work_context(order, request.user),
        **more,
    }
    return render(request, "orders/desk_order_detail.html", context, status=status)


def _result_url(order: ServiceOrder, user: User) -> str:
    """Where its 晒单 is written, for the side that writes it."""
    if order.status not in SHOWABLE or not user.can(Permission.PUBLICATION_PROPOSE):
        return ""
    own = ServiceOrder.objects.filter(pk=order.pk).dispatchable_by(user)
    return reverse("orders:result_edit", args=[order.pk]) if own.exists() else ""


@requires(Permission.ORDER_VIEW)
@require_POST
def order_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步, on top of what its page showed."""
    own = ServiceOrder.objects.dispatchable_by(request.user).for_desk()
    order = get_object_or_404(own, pk=pk)
    return redirect(order) if is_old(request, order) else take_step(request, order, step)
