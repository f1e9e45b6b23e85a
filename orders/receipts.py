"""回执: what a resident takes home, on a screen or on paper, whoever has written the order down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from officekit.codes import spell_code
from officekit.deadlines import due_label
from officekit.personal import mask_phone
from officekit.qr import qr_data_uri
from orders.models import OrderStatus, ServiceOrder

SALT = "orders.receipt"
SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Receipt:
    """What templates/orders/_receipt.html shows. `qr` leads to `address`, the tracking page `site` with the code."""

    order: ServiceOrder
    spoken: str
    site: str
    address: str
    qr: str
    phone: str
    tail: str
    call: str
    answer_by: str
    done_by: str
    follows: bool


def receipt_of(order: ServiceOrder, request: HttpRequest) -> Receipt:
    """Needs a row with its alliance, host, category and item."""
    page = reverse("orders:order_track", args=[order.alliance.slug])
    site = request.build_absolute_uri(page)
    address = f"{site}?{urlencode({'code': order.shown_code})}"
    return Receipt(
        order=order,
        spoken=spell_code(order.code),
        site=site,
        address=address,
        qr=qr_data_uri(address),
        phone=mask_phone(order.phone),
        tail="商定的四位数字" if order.follow_number else "电话后四位",
        call=order.host.phone or order.alliance.phone,
        answer_by=due_label(order.answer_due) if order.answer_due else "",
        done_by=due_label(order.resolve_due),
        follows=order.status == OrderStatus.MERGED,
    )


def receipt_url(order: ServiceOrder) -> str:
    """Opens for a day, and for whoever was led to it alone."""
    token = signing.dumps(order.pk, salt=SALT)
    return reverse("orders:order_receipt", args=[order.alliance.slug, token])


def read_receipt(token: str) -> int | None:
    """The order's number; None where the day is over. BadSignature where it was never ours."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=SHOWN_FOR))
    except signing.SignatureExpired:
        return None
