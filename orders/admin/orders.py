"""The street's look at all orders; they are worked on at the desk."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from alliances.back_office import OwnedAdmin, own_alliance
from members.back_office.inlines import ReadOnlyInline
from members.back_office.lists import PeriodFilter
from members.back_office.personal_exports import PersonalExportAdmin
from members.models import Organization
from members.permissions import Permission
from officekit.codes import read_code
from officekit.personal import mask_name, mask_phone
from officekit.redaction import redact_homes
from orders.models import OrderEvent, ServiceOrder
from orders.resources import ORDERS


class OrderEventInline(ReadOnlyInline):
    """What was said by residents may hold a phone or a door: it is shown without."""

    model = OrderEvent
    readonly_fields = ["at", "label", "doer", "to", "note", "told"]
    fields = tuple(readonly_fields)
    list_select_related = ["by", "office", "to"]
    verbose_name_plural = "办理记录"
    ordering = ["-pk"]

    @admin.display(description="办理人")
    def doer(self, event: OrderEvent) -> str:
        if event.from_resident:
            return "居民"
        return f"{event.office or ''} {event.by or ''}".strip() or "系统"

    @admin.display(description="给居民的话，或居民的话")
    def told(self, event: OrderEvent) -> str:
        return redact_homes(event.answer)


@admin.register(ServiceOrder)
class ServiceOrderAdmin(PersonalExportAdmin, OwnedAdmin):
    """服务订单, to be looked at: who ordered it is masked, and nothing is changed here."""

    sheet = ORDERS
    personal_needs = Permission.ORDER_EXPORT_CONTACT
    personal_words, personal_label = "联系方式", "导出（含联系方式）"
    may_add = False
    list_display = [
        *("shown_code", "title", "category", "host", "lead", "status"),
        *("created_at", "resolve_due"),
    ]
    list_filter = [
        *("status", "category", "host", "urgency", "channel"),
        ("created_at", PeriodFilter),
    ]
    list_select_related = ["alliance", "category", "host", "lead"]
    search_help_text = "受理编号，或者事项里的字。"
    ordering = ["-created_at", "-pk"]
    sortable_by = []
    readonly_fields = [
        *("shown_code", "category", "item", "title", "said", "area", "channel", "urgency"),
        *("masked_name", "masked_phone", "wiped_on"),
        *("status", "host", "responsible", "lead", "helpers", "handler", "escalations"),
        *("reopened", "refusal", "merged_into", "created_at", "accepted_at", "answer_due"),
        *("resolve_due", "paused_at", "finished_at", "closed_at", "result"),
        *("verified_way", "verified_on", "solved", "stars", "rated_on"),
    ]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    ("shown_code", "channel"),
                    *("category", "item", "title", "said", "area"),
                    ("masked_name", "masked_phone", "wiped_on"),
                )
            },
        ),
        (
            "办理",
            {
                "fields": (
                    ("status", "urgency"),
                    ("host", "responsible"),
                    ("lead", "helpers", "handler"),
                    ("escalations", "reopened"),
                    ("refusal", "merged_into"),
                )
            },
        ),
        (
            "时间",
            {
                "fields": (
                    ("created_at", "accepted_at"),
                    ("answer_due", "resolve_due", "paused_at"),
                    ("finished_at", "closed_at"),
                )
            },
        ),
        (
            "结果",
            {
                "fields": (
                    "result",
                    ("verified_way", "verified_on"),
                    ("solved", "stars", "rated_on"),
                )
            },
        ),
    ]
    inlines = [OrderEventInline]

    @admin.display(description="受理编号")
    def shown_code(self, order: ServiceOrder) -> str:
        return order.shown_code

    @admin.display(description="居民怎么说")
    def said(self, order: ServiceOrder) -> str:
        return order.searched_words

    @admin.display(description="称呼")
    def masked_name(self, order: ServiceOrder) -> str:
        return mask_name(order.name)

    @admin.display(description="联系电话")
    def masked_phone(self, order: ServiceOrder) -> str:
        return mask_phone(order.phone)

    @admin.display(description="协办单位")
    def helpers(self, order: ServiceOrder) -> str:
        return "、".join(unit.label for unit in order.assistants.order_by("pk"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def choices_of_host(self, request: HttpRequest) -> models.QuerySet:
        """Who receives orders: the street and its communities."""
        alliance = own_alliance(request)
        if alliance is None:
            return Organization.objects.none()
        return Organization.objects.hosts_of(alliance.pk)

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        """A code is found as it stands on the receipt."""
        try:
            return rows.filter(code=read_code(term))
        except ValidationError:
            return super().search(rows, term)
