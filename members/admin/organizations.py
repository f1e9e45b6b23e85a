from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from members.back_office.exports import ExportAdmin
from members.back_office.inlines import ReadOnlyInline, ScopedInline
from members.back_office.site import staff
from members.back_office.widgets import RecordForm
from members.models import Appointment, Level, Organization, Person
from members.resources import ORGANIZATIONS
from officekit.personal import check_public_phone

# The district and the street itself are not made by the street's staff.
LEVELS_BELOW_STREET = [level for level in Level if level not in {Level.DISTRICT, Level.STREET}]


class OrganizationForm(RecordForm):
    """Keeps a unit from being entered twice and from standing below itself."""

    street_path = "/"

    class Meta:
        model = Organization
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True
        if isinstance(level := self.fields.get("level"), forms.ChoiceField):
            level.choices = [("", "---------"), *((x.value, x.label) for x in LEVELS_BELOW_STREET)]

    def clean_parent(self) -> Organization | None:
        parent: Organization | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise ValidationError("不能隶属于自己或自己的下级。")
        return parent

    def clean_phone(self) -> str:
        return check_public_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        level = cleaned.get("level", self.instance.level)
        name = cleaned.get("name", "")
        twins = Organization.objects.units().filter(path__startswith=self.street_path, name=name)
        if level == Level.UNIT and twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "本街道已有同名的共建单位，请直接使用，不要重复录入。")
        return cleaned


class PersonInline(ReadOnlyInline):
    model = Person
    readonly_fields = ["name", "title", "masked_phone"]
    fields = tuple(readonly_fields)
    verbose_name_plural = "人员（在“人员”里维护）"
    show_change_link = True
    ordering = [
        "pk",
    ]

    @admin.display(description="电话")
    def masked_phone(self, person: Person) -> str:
        return person.masked_phone


class AppointmentInline(ScopedInline):
    model = Appointment
    fields = ["person", "post", "started_on", "ended_on"]
    autocomplete_fields = [
        "person",
    ]
    list_select_related = [
        "person",
    ]
    may_delete = False
    ordering = ["post", "pk"]


@admin.register(Organization)
class OrganizationAdmin(ExportAdmin):
    """单位与党组织: the street's own tree is kept here; member units that stand elsewhere are read."""

    form = OrganizationForm
    sheet = ORGANIZATIONS
    list_display = ["name", "level", "sector", "parent", "code", "is_active"]
    list_filter = ["level", "sector", "is_active"]
    list_select_related = [
        "parent",
    ]
    ordering = [
        "path",
    ]
    sortable_by = [
        "code",
    ]
    autocomplete_fields = [
        "parent",
    ]
    fixed_fields = ["code", "level"]
    file_pages = {"photo": "members:organization_file"}
    inlines = [PersonInline, AppointmentInline]
    fieldsets = [
        (
            None,
            {"fields": ("name", "short_name", "level", "sector", "parent", "code", "is_active")},
        ),
        ("公开资料", {"fields": ("address", "phone", "office_hours", "intro", "offers", "photo")}),
        (
            "情况",
            {"fields": ("superior", "party_members", "volunteers", "registered_members")},
        ),
    ]

    def rows_of(self, request: HttpRequest) -> models.QuerySet:
        return self.site.organizations_of(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = obj is None or obj.path.startswith(staff(request).organization.path)
        return own and super().has_change_permission(request, obj)

    def is_deletable(self, record: Organization) -> bool:
        return record.level != Level.STREET

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj) and super().has_delete_permission(
            request, obj
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "parent"] if obj and obj.level == Level.STREET else fields

    def choices_of_parent(self, request: HttpRequest) -> models.QuerySet:
        return Organization.objects.overseen_by(staff(request)).exclude(level=Level.UNIT)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.street_path = staff(request).organization.path
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and "parent" in form.changed_data:
            # Takes everything below along.
            obj.move_to(obj.parent)
        else:
            super().save_model(request, obj, form, change)
