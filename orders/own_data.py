"""我的信息: a copy of all that is kept about the person who ordered, as a page shows it and as a file."""

from __future__ import annotations

from django.urls import reverse

from members.models import AuditLog
from officekit.text import cn_datetime
from orders.models import OrderRules, ServiceOrder

PHOTOS = "您的照片"

Value = str | list[str]


def copy_of(order: ServiceOrder) -> dict[str, Value]:
    """By the names that the pages use; what is empty says so."""
    own = order.events.filter(from_resident=True).order_by("pk")
    rating = f"{order.get_solved_display()}，{order.stars} 分" if order.stars else ""
    facts: dict[str, Value] = {
        "受理编号": order.shown_code,
        "受理组织": order.host.name,
        "服务类别": str(order.category),
        "事项": order.title,
        "您说的情况": order.words,
        "大致位置": order.area,
        "称呼": order.name,
        "联系电话": order.phone,
        "详细地址": order.address,
        "渠道": order.get_channel_display(),
        "点单时间": cn_datetime(order.created_at),
        "同意个人信息处理说明": f"{cn_datetime(order.consented_at)}，第 {order.consent_version} 版",
        "您的评价": rating,
        "您做过什么": [
            f"{cn_datetime(event.at)} {event.label} {event.answer}".strip() for event in own
        ],
        PHOTOS: _photos_of(order),
        "谁看过您的完整联系方式": looks_at(order),
        "保留多久": _kept(order),
    }
    return {name: value or "无" for name, value in facts.items()}


def looks_at(order: ServiceOrder) -> list[str]:
    """Which organizations and when; never which of their people."""
    return [
        f"{cn_datetime(look.at)} {look.organization.label}（{look.organization.get_level_display()}）"
        for look in AuditLog.objects.looks_at(order)
        if look.organization
    ]


def _photos_of(order: ServiceOrder) -> list[str]:
    photos = order.photos.of_resident().values_list("pk", flat=True)
    slug = order.alliance.slug
    return [reverse("orders:order_photo", args=[slug, order.code, pk]) for pk in photos]


def _kept(order: ServiceOrder) -> str:
    months = OrderRules.objects.of(order.alliance).keep_months
    return f"办结满 {months} 个月后，称呼、电话、地址和您的照片自动清除"
