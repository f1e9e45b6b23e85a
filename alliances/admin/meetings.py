from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F
from django.http import HttpRequest

from alliances.back_office import PUBLICATION, PublishedAdmin
from alliances.models import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    MeetingEvent,
    MinutesVersion,
    Resolution,
)
from alliances.resources import MEETINGS
from members.back_office.exports import ExportAdmin
from members.back_office.inlines import EventInline, ReadOnlyInline, ScopedInline
from members.back_office.lists import PeriodFilter
from members.back_office.widgets import RecordForm


class MeetingForm(RecordForm):
    """Refuses a save on top of minutes that somebody else has saved meanwhile."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen_version") != self.instance.version:
            self.add_error(
                None, "刚刚有人改过这次会议。请另开一页核对最新内容，再把您的改动填进去。"
            )
        return cleaned


class AgendaInline(ScopedInline):
    model = AgendaItem
    fields = ["order", "title", "fourfold", "proposer", "discussion"]
    autocomplete_fields = [
        "proposer",
    ]
    list_select_related = [
        "proposer",
    ]


class AttendanceInline(ScopedInline):
    model = Attendance
    fields = ["organization", "guest_role", "person_name", "status"]
    autocomplete_fields = [
        "organization",
    ]
    list_select_related = [
        "organization",
    ]


class InvitationInline(ReadOnlyInline):
    """Who was invited, has read and answered; people change it on the desk."""

    model = Invitation
    fields = [
        "organization",
        "sent_at",
        "read_by",
        "read_at",
        "answer",
        "proxy_name",
        "answered_by",
    ]
    readonly_fields = [
        *("organization", "sent_at", "read_by", "read_at", "answer", "proxy_name", "answered_by"),
    ]
    list_select_related = ["organization", "read_by", "answered_by"]


class ResolutionInline(ScopedInline):
    """Below an agenda item that is saved already."""

    model = Resolution
    fields = ["agenda_item", "order", "text", "lead", "assistants", "due_on"]
    autocomplete_fields = ["lead", "assistants"]
    list_select_related = ["lead", "agenda_item"]
    list_prefetch_related = [
        "assistants",
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Without what a correction has struck."""
        return super().get_queryset(request).filter(agenda_item__isnull=False)

    def choices_of_agenda_item(self, request: HttpRequest) -> models.QuerySet:
        return AgendaItem.objects.filter(meeting=self.parent_pk)


class MeetingEventInline(EventInline):
    model = MeetingEvent


@admin.register(Meeting)
class MeetingAdmin(ExportAdmin, PublishedAdmin):
    """会议: read only once the minutes are final."""

    form = MeetingForm
    sheet = MEETINGS
    list_display = ["title", "kind", "host", "starts_at", "status", "publication"]
    list_filter = ["status", "kind", "publication", ("starts_at", PeriodFilter)]
    list_select_related = ["kind", "host"]
    ordering = ["-starts_at", "-pk"]
    sortable_by = [
        "starts_at",
    ]
    readonly_fields = [*PublishedAdmin.readonly_fields, "number_label", "finalized_at"]
    inlines = [
        AgendaInline,
        InvitationInline,
        AttendanceInline,
        ResolutionInline,
        MeetingEventInline,
    ]
    fieldsets = [
        (
            None,
            {"fields": ("alliance", "seen_version", "kind", "title", "host", "starts_at", "place")},
        ),
        ("纪要", {"fields": ("chair", "recorder", "opening")}),
        ("状态", {"fields": ("status", "number_label", "finalized_at")}),
        PUBLICATION,
    ]

    @admin.display(description="纪要编号")
    def number_label(self, meeting: Meeting) -> str:
        return meeting.number_label

    def is_open(self, record: Meeting) -> bool:
        return record.is_editable and super().is_open(record)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        inlines = super().get_inlines(request, obj)
        return inlines if obj else [inline for inline in inlines if inline is not ResolutionInline]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            # What the pages that are open now were written on.
            MinutesVersion.objects.keep(Meeting.objects.get(pk=obj.pk), obj.version)
        super().save_model(request, obj, form, change)
        if change:
            Meeting.objects.filter(pk=obj.pk).update(version=F("version") + 1)
