from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from members.back_office.lists import PeriodFilter
from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.models import AuditLog
from members.permissions import Permission


@admin.register(AuditLog)
class AuditLogAdmin(ScopedAdmin):
    """审计日志: read by auditors, changed by nobody."""

    needs = Permission.AUDIT_VIEW
    may_add = False
    list_display = ["at", "actor", "action", "record_label", "detail", "succeeded", "address"]
    list_filter = ["action", "succeeded", ("at", PeriodFilter)]
    list_select_related = [
        "actor",
    ]
    search_fields = [
        "record",
    ]
    search_help_text = "登录名，或者记录编号（例如 members.Person:12）。"
    ordering = ["-at", "-pk"]
    sortable_by = [
        "at",
    ]
    readonly_fields = [
        "at",
        "actor",
        "organization",
        "action",
        "record",
        "record_label",
        "detail",
        "succeeded",
        "address",
    ]
    fields = tuple(readonly_fields)

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return AuditLog.objects.visible_to(staff(request))

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(Q(record=term.strip()) | Q(actor__username=term.strip()))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
