"""回执 of the one who has just ordered."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.decorators import AllianceRequest, public_page
from orders.models import ServiceOrder
from orders.receipts import read_receipt, receipt_of
from orders.views.proved import private


@public_page
@private
def order_receipt(request: AllianceRequest, token: str) -> HttpResponse:
    """回执: the code, what happens next, and how to follow it."""
    try:
        pk = read_receipt(token)
    except signing.BadSignature as error:
        raise Http404("no such receipt") from error
    if pk is None:
        return render(request, "orders/receipt_over.html", status=410)
    rows = ServiceOrder.objects.for_desk().filter(alliance=request.alliance)
    order = get_object_or_404(rows, pk=pk)
    context = {"alliance": request.alliance, "receipt": receipt_of(order, request)}
    return render(request, "orders/order_receipt.html", context)
