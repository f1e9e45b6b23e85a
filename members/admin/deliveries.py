from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.models import AuditAction, AuditLog, Delivery


@admin.register(Delivery)
class DeliveryAdmin(ScopedAdmin):
    """送达: what left the portal for the street's people, what could not be delivered and why."""

    may_add = False
    actions = ("try_again", "give_up")
    list_display = ["about", "user", "unit", "channel", "state", "tries", "last_error", "sent_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["user__organization", "message", "digest"]
    search_fields = ["user"]
    search_help_text = "收件人的姓名或登录名。"
    ordering = ["-pk"]
    sortable_by = ()
    readonly_fields = [
        *("about", "user", "unit", "channel", "state", "tries", "next_try_at"),
        *("last_error", "sent_at"),
    ]
    fields = tuple(readonly_fields)

    @admin.display(description="内容")
    def about(self, delivery: Delivery) -> str:
        return str(delivery.message or delivery.digest)

    @admin.display(description="单位")
    def unit(self, delivery: Delivery) -> str:
        return delivery.user.organization.label

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return Delivery.objects.to_people_of(staff(request).organization)

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(Q(user__name=term.strip()) | Q(user__username=term.strip()))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="再试一次所选的")
    def try_again(self, request: HttpRequest, queryset: models.QuerySet[Delivery]) -> None:
        tried = [delivery for delivery in queryset if delivery.try_again()]
        self._told(request, tried, "再试一次", "会在一分钟内再发")

    @admin.action(description="不再发送所选的")
    def give_up(self, request: HttpRequest, queryset: models.QuerySet[Delivery]) -> None:
        """On the desk the message stays."""
        dropped = [delivery for delivery in queryset if delivery.give_up()]
        self._told(request, dropped, "不再发送", "不再发送，消息仍在收件人的工作台上")

    def _told(self, request: HttpRequest, done: list[Delivery], deed: str, outcome: str) -> None:
        for delivery in done:
            AuditLog.write(AuditAction.CHANGE, delivery, request=request, detail=deed)
        if done:
            messages.success(request, f"{len(done)} 条{outcome}。")
        else:
            messages.warning(request, "所选的里面没有“没有送达”的，不用办。")
