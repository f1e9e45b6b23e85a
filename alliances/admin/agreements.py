from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from alliances.back_office import PUBLICATION, PublishedAdmin
from alliances.models import Agreement, AgreementEvent, AgreementStatus, Clause, Party
from alliances.resources import AGREEMENTS
from members.back_office.exports import ExportAdmin
from members.back_office.inlines import EventInline, ScopedInline
from members.back_office.lists import PeriodFilter


class PartyInline(ScopedInline):
    model = Party
    fields = [
        "order",
        "label",
        "organization",
        "rights",
        "obligations",
        "confirmed_at",
        "signatory",
        "signed_at",
    ]
    readonly_fields = ["confirmed_at", "signatory", "signed_at"]
    autocomplete_fields = [
        "organization",
    ]
    list_select_related = [
        "organization",
    ]


class ClauseInline(ScopedInline):
    model = Clause
    fields = ["order", "project_type", "party", "text", "quantity", "unit", "due_on", "rhythm"]
    list_select_related = ["project_type", "party__organization"]

    def choices_of_party(self, request: HttpRequest) -> models.QuerySet:
        """The parties of this agreement, once it is saved."""
        parties = Party.objects.filter(agreement=self.parent_pk)
        return parties.select_related("organization")


class AgreementEventInline(EventInline):
    model = AgreementEvent


@admin.register(Agreement)
class AgreementAdmin(ExportAdmin, PublishedAdmin):
    """共驻共建协议书: the text is edited as a draft only."""

    sheet = AGREEMENTS
    list_display = ["title", "host", "starts_on", "ends_on", "status", "publication"]
    list_filter = ["status", "publication", ("starts_on", PeriodFilter)]
    list_select_related = [
        "host",
    ]
    ordering = ["-starts_on", "-pk"]
    sortable_by = [
        "starts_on",
    ]
    readonly_fields = [*PublishedAdmin.readonly_fields, "version", "signed_on", "renews"]
    inlines = [PartyInline, ClauseInline, AgreementEventInline]
    fieldsets = [
        (None, {"fields": ("alliance", "title", "host", "preamble", ("starts_on", "ends_on"))}),
        ("状态", {"fields": ("status", ("version", "signed_on"), "renews")}),
        PUBLICATION,
    ]

    def is_open(self, record: Agreement) -> bool:
        return record.status == AgreementStatus.DRAFT and super().is_open(record)

    def is_deletable(self, record: Agreement) -> bool:
        """A draft that nobody was ever sent."""
        return self.is_open(record) and record.version == 1
