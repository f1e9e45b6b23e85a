from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from members.back_office.exports import ExportAdmin
from members.back_office.imports import ImportAdmin
from members.back_office.inlines import ScopedInline
from members.back_office.lists import PeriodFilter
from members.back_office.personal_exports import PersonalExportAdmin, ReasonForm
from members.back_office.site import staff
from members.back_office.steps import AT_ONCE
from members.back_office.widgets import RecordForm
from members.imports import PersonImport
from members.models import Appointment, AuditAction, AuditLog, Person
from members.permissions import Permission
from members.resources import APPOINTMENTS, PEOPLE
from officekit.personal import PhoneField


class PersonForm(RecordForm):
    """A phone is replaced or removed here without being shown."""

    new_phone = PhoneField(label="新电话", required=False, help_text="不填就保持原来的电话。")
    no_phone = forms.BooleanField(label="删除电话", required=False)

    class Meta:
        model = Person
        fields = ["name", "organization", "title", "note"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new_phone") and cleaned.get("no_phone"):
            self.add_error("no_phone", "要么填新电话，要么删除电话，请只选一项。")
        return cleaned


class PersonAppointmentInline(ScopedInline):
    model = Appointment
    fields = ["organization", "post", "started_on", "ended_on"]
    autocomplete_fields = [
        "organization",
    ]
    list_select_related = [
        "organization",
    ]
    may_delete = False
    ordering = ["-started_on", "pk"]


@admin.register(Person)
class PersonAdmin(ImportAdmin, PersonalExportAdmin):
    """人员: phones are masked; a full one is shown once, with the reason in the audit log."""

    form = PersonForm
    sheet = PEOPLE
    personal_needs = Permission.PHONE_VIEW
    importer = PersonImport
    list_display = ["name", "title", "organization", "masked_phone"]
    list_filter = [
        "organization__level",
    ]
    list_select_related = [
        "organization",
    ]
    ordering = ["organization__path", "pk"]
    sortable_by = []
    autocomplete_fields = [
        "organization",
    ]
    readonly_fields = [
        "masked_phone",
    ]
    fields = ["name", "organization", "title", "masked_phone", "new_phone", "no_phone", "note"]
    inlines = [
        PersonAppointmentInline,
    ]

    @admin.display(description="电话")
    def masked_phone(self, person: Person) -> str:
        return person.masked_phone

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return Person.objects.overseen_by(staff(request))

    def is_deletable(self, record: Person) -> bool:
        return True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        unneeded = set() if obj else {"masked_phone", "no_phone"}
        return [name for name in self.fields if name not in unneeded]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.cleaned_data.get("new_phone") or form.cleaned_data.get("no_phone"):
            obj.phone = form.cleaned_data.get("new_phone", "")
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        one = self.admin_site.admin_view(self.phone_view)
        return [
            path("<path:object_id>/phone/", one, name=self.url_name("phone")),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if (person := context.get("original")) and person.phone:
            url = reverse(f"admin:{self.url_name('phone')}", args=[person.pk])
            context["record_links"] = [{"label": "查看完整电话", "url": url}]
        return super().render_change_form(request, context, *args, **kwargs)

    def phone_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The full number, once a reason is given and written down."""
        person = self.get_object(request, unquote(object_id))
        if person is None:
            return self.missing(request, object_id)
        form = ReasonForm(request.POST if request.method == "POST" else None)
        context = {"form": form, "object": person, "back": self.change_url(person)}
        if form.is_valid():
            AuditLog.write(
                AuditAction.VIEW_PHONE, person, request=request, detail=form.cleaned_data["reason"]
            )
            context["phone"] = person.phone
        return self.render(request, "admin/person_phone.html", f"查看完整电话：{person}", context)


@admin.register(Appointment)
class AppointmentAdmin(ExportAdmin):
    """任职: ended, never deleted."""

    sheet = APPOINTMENTS
    list_display = ["person", "post", "organization", "started_on", "ended_on"]
    list_filter = ["post", ("started_on", PeriodFilter), ("ended_on", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "organization"]
    search_fields = [
        "person__search_text",
    ]
    ordering = ["-started_on", "-pk"]
    sortable_by = [
        "started_on",
    ]
    autocomplete_fields = ["person", "organization"]
    fixed_fields = ["person", "organization", "post"]
    fields = ["person", "organization", "post", "started_on", "ended_on"]
    actions = [
        "end_today",
    ]

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return Appointment.objects.overseen_by(staff(request))

    def search(self, rows: models.QuerySet, term: str) -> models.QuerySet:
        return rows.filter(
            Q(person__search_text__has=term) | Q(organization__search_text__has=term)
        )

    @admin.action(description="今天离任：所选的任职")
    def end_today(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Ends the chosen appointments that still run, after one more question."""
        running = list(queryset.filter(ended_on__isnull=True)[: AT_ONCE + 1])
        if len(running) > AT_ONCE:
            messages.error(request, f"一次最多办理 {AT_ONCE} 条，请先筛选。")
            return None
        if "confirmed" not in request.POST:
            context = {"records": running, "action": "end_today", "label": "今天离任"}
            return self.render(request, "admin/bulk_confirm.html", "今天离任", context)
        for appointment in running:
            appointment.end(localdate())
            self.log_change(request, appointment, "离任")
        messages.success(request, f"已办好 {len(running)} 条离任。")
        return redirect(request.get_full_path())
