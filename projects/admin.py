from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from alliances.back_office import PUBLICATION, OwnedAdmin, PublishedAdmin, own_alliance
from members.back_office.exports import ExportAdmin
from members.back_office.inlines import EventInline, ReadOnlyInline
from members.back_office.lists import PeriodFilter
from members.back_office.widgets import file_link
from projects.models import Claim, Project, ProjectEvent, ProjectStatus, Target, Update
from projects.resources import PROJECTS


class ClaimInline(ReadOnlyInline):
    model = Claim
    readonly_fields = ["organization", "note", "at", "given"]
    fields = tuple(readonly_fields)
    list_select_related = [
        "organization",
    ]
    list_prefetch_related = [
        "contributions",
    ]
    verbose_name_plural = "认领和投入"

    @admin.display(description="投入")
    def given(self, claim: Claim) -> str:
        return "；".join(map(str, claim.contributions.all()))


class UpdateInline(ReadOnlyInline):
    model = Update
    readonly_fields = ["at", "organization", "text", "progress", "shown_photo", "is_public"]
    fields = tuple(readonly_fields)
    list_select_related = [
        "organization",
    ]
    verbose_name_plural = "进展"

    @admin.display(description="照片")
    def shown_photo(self, update: Update) -> str:
        return file_link(update, "projects:update_file") if update.photo else ""


class ProjectEventInline(EventInline):
    model = ProjectEvent


@admin.register(Project)
class ProjectAdmin(ExportAdmin, PublishedAdmin):
    sheet = PROJECTS
    list_display = [
        "title",
        "type",
        "host",
        "lead",
        "starts_on",
        "progress",
        "status",
        "publication",
    ]
    list_filter = ["status", "type", "publication", ("starts_on", PeriodFilter)]
    list_select_related = ["type", "host", "lead"]
    ordering = ["-starts_on", "-pk"]
    sortable_by = [
        "starts_on",
    ]
    autocomplete_fields = ["host", "lead"]
    readonly_fields = [
        *PublishedAdmin.readonly_fields,
        "progress",
        "partner_count",
        "finished_on",
        "resolution",
        "clause",
        "duty",
    ]
    inlines = [ClaimInline, UpdateInline, ProjectEventInline]
    fieldsets = [
        (
            None,
            {"fields": ("alliance", "type", "title", "summary", "body", "place", "wanted")},
        ),
        ("安排", {"fields": ("host", "lead", ("starts_on", "due_on"))}),
        (
            "进度和成效",
            {
                "fields": (
                    "status",
                    ("progress", "partner_count", "finished_on"),
                    "result",
                    "resolution",
                    "clause",
                    "duty",
                )
            },
        ),
        PUBLICATION,
    ]

    def is_open(self, record: Project) -> bool:
        ended = {ProjectStatus.VERIFIED, ProjectStatus.CANCELLED}
        return record.status not in ended and super().is_open(record)


@admin.register(Update)
class UpdateAdmin(OwnedAdmin):
    """项目进展: units report it, the street decides which of it the public sees."""

    may_add = False
    list_display = ["at", "project", "organization", "progress", "is_public"]
    list_editable = [
        "is_public",
    ]
    list_filter = ["is_public"]
    list_select_related = ["project", "organization"]
    search_fields = [
        "project__search_text",
    ]
    ordering = [
        "-pk",
    ]
    sortable_by = []
    readonly_fields = ["project", "organization", "text", "progress", "by", "at"]
    fields = [*readonly_fields, "photo", "photo_alt", "is_public"]
    file_pages = {"photo": "projects:update_file"}

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        alliance = own_alliance(request)
        # Not a join: the newest rows are read first, and each is asked whose it is.
        mine = Project.objects.filter(pk=OuterRef("project"), alliance=alliance and alliance.pk)
        return Update.objects.filter(Exists(mine))

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(project__search_text__has=term)

    def has_add_permission(self, request: HttpRequest) -> Any:
        return False


@admin.register(Target)
class TargetAdmin(OwnedAdmin):
    """年度目标: shown on the page of figures beside what was reached."""

    list_display = ["figure", "year", "goal"]
    search_fields = []
    list_filter = ["year"]
    ordering = ["-year", "figure"]
    sortable_by = []
    fields = ["alliance", "year", "figure", "goal"]

    def is_deletable(self, record: Target) -> bool:
        return True
