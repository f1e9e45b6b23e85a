"""晒单: the public board of all orders, and what came of one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from alliances.decorators import AllianceRequest, public_page
from alliances.listing import crumb, public_list
from orders.board import ORDER_COLUMNS, order_row, progress_of
from orders.feeds import OrderFeed
from orders.filters.board import BoardFilter
from orders.models import OrderResult, ServiceOrder


@public_page
def order_list(request: AllianceRequest) -> HttpResponse:
    """Every order of the alliance, the newest first: solved, refused and overdue ones alike."""
    context = public_list(
        request,
        BoardFilter,
        ServiceOrder.objects.public(request.alliance).with_shown_title(),
        order=("-pk",),
        columns=ORDER_COLUMNS,
        tell=order_row,
    )
    context["feed_url"] = reverse("orders:order_feed", args=[request.alliance.slug])
    return render(request, "orders/order_list.html", context)


@public_page
def order_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """One order without anybody in it: its steps by day, and the published result."""
    orders = ServiceOrder.objects.public(request.alliance).select_related(
        "category", "host", "lead", "refusal"
    )
    order = get_object_or_404(orders, pk=pk)
    results = OrderResult.objects.public(request.alliance).filter(order=order)
    result = results.prefetch_related("photos").first()
    context = {
        "order": order,
        "result": result,
        "photos": result.photos.all() if result else [],
        "title": result.title if result else f"{order.category}点单",
        "progress": progress_of(order),
        "crumbs": [crumb("晒单", reverse("orders:order_list", args=[request.alliance.slug]))],
    }
    return render(request, "orders/order_detail.html", context)


order_feed = public_page(OrderFeed())
