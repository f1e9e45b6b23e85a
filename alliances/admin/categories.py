from django.contrib import admin
from django.db import models

from alliances.back_office import OwnedAdmin
from alliances.models import (
    AgreementTemplate,
    BulletinColumn,
    Category,
    Holiday,
    MeetingKind,
    ProjectType,
    TemplateClause,
    TemplateSide,
)
from members.back_office.inlines import ScopedInline


class CategoryAdmin(OwnedAdmin):
    """设置: what is in use is switched off, what was never used may be deleted."""

    list_editable = ["order", "is_active"]
    list_filter = [
        "is_active",
    ]
    search_fields = [
        "name",
    ]
    ordering = ["order", "pk"]
    sortable_by = []

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(name__icontains=term)

    def is_deletable(self, record: Category) -> bool:
        return True


@admin.register(ProjectType)
class ProjectTypeAdmin(CategoryAdmin):
    list_display = ["name", "icon", "summary", "order", "is_active"]
    fields = ["alliance", "name", "icon", "summary", "order", "is_active"]


@admin.register(MeetingKind)
class MeetingKindAdmin(CategoryAdmin):
    list_display = ["name", "level", "notice_days", "rhythm", "times", "order", "is_active"]
    list_filter = ["level", "is_active"]
    fields = [
        "alliance",
        "name",
        "level",
        "notice_days",
        "quorum",
        "rhythm",
        "times",
        "standing_items",
        "hears_residents",
        "order",
        "is_active",
    ]


@admin.register(BulletinColumn)
class BulletinColumnAdmin(CategoryAdmin):
    list_display = ["name", "slug", "order", "is_active"]
    fields = ["alliance", "name", "slug", "order", "is_active"]
    fixed_fields = [
        "slug",
    ]


@admin.register(Holiday)
class HolidayAdmin(OwnedAdmin):
    """放假与上班日: where the street departs from the published calendar."""

    list_display = ["day", "is_off", "name"]
    list_filter = ["is_off"]
    search_fields = []
    ordering = ["-day"]
    sortable_by = []
    fields = ["alliance", "day", "is_off", "name"]

    def is_deletable(self, record: Holiday) -> bool:
        return True


class TemplateSideInline(ScopedInline):
    model = TemplateSide
    fields = ["label", "rights", "obligations"]


class TemplateClauseInline(ScopedInline):
    model = TemplateClause
    fields = ["order", "project_type", "side", "text", "quantity", "unit", "rhythm"]
    list_select_related = [
        "project_type",
    ]


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(CategoryAdmin):
    """协议模板: what drafts start from; agreements that were drafted keep their own text."""

    list_display = ["name", "title", "months", "order", "is_active"]
    fields = ["alliance", "name", "title", "preamble", "months", "order", "is_active"]
    inlines = [TemplateSideInline, TemplateClauseInline]
