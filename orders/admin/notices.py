"""短信通知 that did not reach a resident's phone: why, and once more."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from alliances.back_office import own_alliance
from members.back_office.scoped import ScopedAdmin
from members.models import AuditAction, AuditLog
from officekit.codes import read_code
from orders.models import OrderNotice


@admin.register(OrderNotice)
class OrderNoticeAdmin(ScopedAdmin):
    """Those that were given up. Their words stand in the order's story: neither they nor the phone are shown here."""

    may_add = False
    actions = ("try_again",)
    list_display = ["code", "step", "tries", "last_error", "created_at"]
    list_select_related = ["order__alliance", "event"]
    search_fields = ["order"]
    search_help_text = "受理编号。"
    ordering = ["-pk"]
    sortable_by = ()
    readonly_fields = ["code", "step", "tries", "last_error", "created_at"]
    fields = tuple(readonly_fields)

    @admin.display(description="受理编号")
    def code(self, notice: OrderNotice) -> str:
        return notice.order.shown_code

    @admin.display(description="办理步骤")
    def step(self, notice: OrderNotice) -> str:
        return notice.event.label

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        alliance = own_alliance(request)
        rows = OrderNotice.objects.given_up().select_related("order__alliance", "event")
        return rows.filter(order__alliance=alliance.pk) if alliance else rows.none()

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        try:
            return rows.filter(order__code=read_code(term))
        except ValidationError:
            return rows.none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="再发一次所选的")
    def try_again(self, request: HttpRequest, queryset: models.QuerySet[OrderNotice]) -> None:
        tried = [notice for notice in queryset if notice.try_again()]
        for notice in tried:
            AuditLog.write(AuditAction.CHANGE, notice, request=request, detail="再发一次")
        messages.success(request, f"{len(tried)} 条会在一分钟内再发。")
