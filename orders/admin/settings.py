"""What a street sets for its orders."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from alliances.admin.categories import CategoryAdmin
from alliances.back_office import OwnedAdmin
from orders.models import (
    AddressHint,
    AnswerTemplate,
    OrderCategory,
    OrderRules,
    RefusalReason,
    ServiceItem,
    TimeLimit,
)


@admin.register(OrderCategory)
class OrderCategoryAdmin(CategoryAdmin):
    list_display = ["name", "icon", "urgency", "is_complaint", "order", "is_active"]
    fields = [
        *("alliance", "name", "icon", "summary", "urgency", "is_complaint"),
        *("order", "is_active"),
    ]


@admin.register(RefusalReason)
class RefusalReasonAdmin(CategoryAdmin):
    list_display = ["name", "words", "order", "is_active"]
    fields = ["alliance", "name", "words", "order", "is_active"]


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(CategoryAdmin):
    """答复用语: what was sent stays as it was sent."""

    list_display = ["name", "occasion", "words", "order", "is_active"]
    list_filter = ["occasion", "is_active"]
    fields = ["alliance", "name", "occasion", "words", "order", "is_active"]


@admin.register(ServiceItem)
class ServiceItemAdmin(OwnedAdmin):
    """服务菜单: what residents can order now, and what is switched off."""

    list_display = ["title", "category", "provider", "workdays", "order", "is_active"]
    list_editable = ["order", "is_active"]
    list_filter = ["category", "is_active"]
    list_select_related = ["category", "provider"]
    ordering = ["category__order", "category_id", "order", "pk"]
    sortable_by = []
    autocomplete_fields = ["provider"]
    fields = [
        *("alliance", "category", "title", "summary", "provider", "workdays"),
        *("order", "is_active"),
    ]

    def is_deletable(self, record: ServiceItem) -> bool:
        return True


@admin.register(TimeLimit)
class TimeLimitAdmin(OwnedAdmin):
    """办理时限: orders that are on their way keep the due dates that they have."""

    list_display = ["urgency", "category", "response_label", "resolution_label"]
    list_select_related = ["category"]
    search_fields = []
    list_filter = ["urgency"]
    ordering = ["pk"]
    sortable_by = []
    fields = [
        *("alliance", "urgency", "category"),
        ("respond", "respond_span"),
        ("resolve", "resolve_span"),
    ]

    @admin.display(description="响应时限")
    def response_label(self, limit: TimeLimit) -> str:
        return limit.response.label

    @admin.display(description="办结时限")
    def resolution_label(self, limit: TimeLimit) -> str:
        return limit.resolution.label

    def is_deletable(self, record: TimeLimit) -> bool:
        return True


@admin.register(AddressHint)
class AddressHintAdmin(OwnedAdmin):
    """地址对照: residents write their address, and the community is found."""

    list_display = ["name", "community"]
    list_select_related = ["community"]
    list_filter = ["community"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    sortable_by = []
    autocomplete_fields = ["community"]
    fields = ["alliance", "name", "community"]

    def choices_of_community(self, request: HttpRequest) -> models.QuerySet:
        return self.site.organizations_of(request).communities()

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(name__icontains=term.strip())

    def is_deletable(self, record: AddressHint) -> bool:
        return True


@admin.register(OrderRules)
class OrderRulesAdmin(OwnedAdmin):
    """点单规则: one row for each alliance."""

    list_display = ["alliance", "is_open", "verify_workdays", "reopen_days", "keep_months"]
    list_select_related = ["alliance"]
    search_fields = []
    ordering = ["pk"]
    sortable_by = []
    readonly_fields = ["privacy_version"]
    fields = [
        *("alliance", "is_open", "verify_workdays", "reopen_days", "objection_days"),
        *("keep_months", "privacy_notice", "privacy_version"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not self.rows_of(request).exists()

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """For the menu of every page, which need not ask whether there are rules yet."""
        return {"add": False, "change": self.allows(request), "view": self.allows(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            stored = OrderRules.objects.get(pk=obj.pk)
            stored.reword(obj.privacy_notice)
            obj.privacy_version = stored.privacy_version
        super().save_model(request, obj, form, change)
