from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from alliances.back_office import OwnedAdmin, OwnedStepAdmin, own_alliance
from alliances.imports import UnitImport
from alliances.models import (
    Committee,
    Membership,
    MembershipEvent,
    MembershipStage,
    Seat,
    Tier,
)
from alliances.resources import MEMBERSHIPS
from members.back_office.exports import ExportAdmin
from members.back_office.imports import ImportAdmin
from members.back_office.inlines import EventInline, ScopedInline
from members.back_office.lists import PeriodFilter


class MembershipEventInline(EventInline):
    model = MembershipEvent


@admin.register(Membership)
class MembershipAdmin(ImportAdmin, ExportAdmin, OwnedStepAdmin):
    """成员单位: found, talked to, admitted, left."""

    sheet = MEMBERSHIPS
    importer = UnitImport
    list_display = ["organization", "tier", "stage", "joined_on", "left_on", "admitted_through"]
    list_filter = ["stage", "tier", "organization__sector", ("joined_on", PeriodFilter)]
    list_select_related = ["organization", "tier"]
    search_fields = [
        "organization__search_text",
    ]
    ordering = ["tier__order", "pk"]
    sortable_by = ["joined_on", "left_on"]
    autocomplete_fields = ["organization", "communities"]
    fixed_fields = [
        "organization",
    ]
    readonly_fields = [
        "left_on",
    ]
    inlines = [
        MembershipEventInline,
    ]
    fields = [
        "alliance",
        "organization",
        "tier",
        "communities",
        "stage",
        "joined_on",
        "left_on",
        "how_found",
        "admitted_through",
    ]

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(organization__search_text__has=term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = super().get_readonly_fields(request, obj)
        is_member = obj is not None and obj.stage == MembershipStage.MEMBER
        return fields if is_member else [*fields, "joined_on"]

    def is_open(self, record: Membership) -> bool:
        return record.stage != MembershipStage.LEFT

    def is_deletable(self, record: Membership) -> bool:
        return record.stage in {MembershipStage.FOUND, MembershipStage.TALKING}

    def choices_of_tier(self, request: HttpRequest) -> models.QuerySet:
        return Tier.objects.filter(alliance=own_alliance(request))

    def choices_of_communities(self, request: HttpRequest) -> models.QuerySet:
        return self.site.organizations_of(request).communities()


class SeatInline(ScopedInline):
    model = Seat
    fields = ["person", "post", "order", "started_on", "ended_on"]
    autocomplete_fields = [
        "person",
    ]
    list_select_related = [
        "person",
    ]
    may_delete = False
    ordering = ["order", "pk"]


@admin.register(Committee)
class CommitteeAdmin(OwnedAdmin):
    """委员会 with its seats, which are ended and never deleted."""

    list_display = ["name", "organization"]
    list_select_related = [
        "organization",
    ]
    search_fields = [
        "name",
    ]
    ordering = ["organization__path", "pk"]
    sortable_by = []
    autocomplete_fields = [
        "organization",
    ]
    fields = ["alliance", "organization", "name", "duties"]
    inlines = [
        SeatInline,
    ]

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        named = models.Q(name__icontains=term)
        return rows.filter(named | models.Q(organization__search_text__has=term))

    def is_deletable(self, record: Committee) -> bool:
        return True
