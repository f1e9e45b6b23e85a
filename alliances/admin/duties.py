from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localdate

from alliances.back_office import OwnedStepAdmin, own_alliance
from alliances.models import Duty, DutyEvent, DutyNote, Extension
from alliances.models.duty_status import UNFINISHED
from alliances.resources import DUTIES
from members.back_office.exports import ExportAdmin
from members.back_office.inlines import EventInline, ReadOnlyInline
from members.back_office.lists import PeriodFilter
from members.back_office.site import staff
from members.back_office.widgets import file_link


class NoteInline(ReadOnlyInline):
    model = DutyNote
    readonly_fields = ["at", "text", "by", "shown_file"]
    fields = tuple(readonly_fields)
    list_select_related = [
        "by",
    ]
    verbose_name_plural = "进展"

    @admin.display(description="附件")
    def shown_file(self, note: DutyNote) -> str:
        return file_link(note, "alliances:duty_note_file") if note.file else ""


class ExtensionInline(ReadOnlyInline):
    model = Extension
    readonly_fields = ["asked_at", "due_before", "until", "reason", "status", "decided_by"]
    fields = tuple(readonly_fields)
    list_select_related = ["decided_by"]
    verbose_name_plural = "延期申请"


class DutyEventInline(EventInline):
    model = DutyEvent


@admin.register(Duty)
class DutyAdmin(ExportAdmin, OwnedStepAdmin):
    """责任事项: edited until it is reported done."""

    sheet = DUTIES
    list_display = ["title", "lead", "host", "due_on", "status", "is_late"]
    list_filter = ["status", ("due_on", PeriodFilter)]
    list_select_related = ["lead", "host"]
    ordering = ["due_on", "pk"]
    sortable_by = [
        "due_on",
    ]
    autocomplete_fields = ["host", "lead", "assistants"]
    readonly_fields = ["resolution", "clause", "set_by", "set_at", "done_at", "verified_at"]
    inlines = [NoteInline, ExtensionInline, DutyEventInline]
    # From then on only a granted extension changes it.
    fixed_fields = ["due_on"]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    *("alliance", "title", "detail", "lead", "assistants", "due_on", "host"),
                    ("rhythm", "repeats_until"),
                )
            },
        ),
        (
            "办理情况",
            {
                "fields": (
                    "status",
                    "resolution",
                    "clause",
                    ("set_by", "set_at"),
                    ("done_at", "verified_at"),
                )
            },
        ),
    ]

    @admin.display(description="逾期")
    def is_late(self, duty: Duty) -> str:
        return "逾期" if duty.is_overdue(localdate()) else ""

    def is_open(self, record: Duty) -> bool:
        return record.status in UNFINISHED

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What comes from a clause has its rhythm there, what a meeting agreed on has none."""
        fields = super().get_readonly_fields(request, obj)
        has_source = obj and (obj.clause_id or obj.resolution_id)
        return [*fields, "rhythm", "repeats_until"] if has_source else fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        alliance = own_alliance(request)
        host = {"host": alliance.anchor_id} if alliance else {}
        return {**host, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.set_by = staff(request)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.tell_set(by=staff(request))
