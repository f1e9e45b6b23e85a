"""我的信息: what is kept about the person who ordered, to read, to take along, to correct and to delete."""

import json

from django.http import HttpResponse
from django.shortcuts import render

from alliances.decorators import AllianceRequest
from orders.acts import OWN_ACTS
from orders.models import ServiceOrder
from orders.own_data import PHOTOS, copy_of
from orders.views.proved import for_its_resident


@for_its_resident
def order_own(request: AllianceRequest, order: ServiceOrder) -> HttpResponse:
    facts = [(name, value) for name, value in copy_of(order).items() if name != PHOTOS]
    context = {
        "order": order,
        "alliance": request.alliance,
        "facts": [(name, value if isinstance(value, list) else [value]) for name, value in facts],
        "photos": order.photos.of_resident(),
        "acts": OWN_ACTS,
    }
    return render(request, "orders/order_own.html", context)


@for_its_resident
def order_copy(request: AllianceRequest, order: ServiceOrder) -> HttpResponse:
    """下载, as a text file that any computer and any program reads."""
    text = json.dumps(copy_of(order), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{order.shown_code}.json"'
    return response
