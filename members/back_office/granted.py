"""What pages and inlines of the back office share: who may, which choices are offered, how files are kept."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.forms.models import ModelChoiceField
from django.http import HttpRequest

from members.back_office.site import StreetSite, staff
from members.back_office.widgets import (
    LoadedSelect,
    LoadedSelectMultiple,
    RecordForm,
    StoredFileWidget,
)
from members.permissions import Permission
from officekit.uploads import DocumentUploadField, ImageUploadField


class GrantedAdmin(BaseModelAdmin):
    """Of a page of one model, and of an inline."""

    needs = Permission.BACK_OFFICE
    form = RecordForm
    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = {
        models.ImageField: {"form_class": ImageUploadField, "widget": StoredFileWidget},
        models.FileField: {"form_class": DocumentUploadField, "widget": StoredFileWidget},
    }
    # By file field, the page that hands the file out to those who may see its record.
    file_pages: ClassVar[Mapping[str, str]] = {}

    @property
    def site(self) -> StreetSite:
        return cast(StreetSite, self.admin_site)

    def allows(self, request: HttpRequest) -> bool:
        return staff(request).can(self.needs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allows(request)

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> models.QuerySet:
        """What a foreign key may point to: rows that this staff member may open, or `choices_of_<field>`."""
        own = getattr(self, f"choices_of_{db_field.name}", None)
        if own:
            return cast(models.QuerySet, own(request))
        try:
            related = self.admin_site.get_model_admin(db_field.remote_field.model)
        except NotRegistered:
            return models.QuerySet(db_field.remote_field.model).none()
        return related.get_queryset(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, forms.MultiWidget):
            for part, word in zip(field.widget.widgets, ("日期", "时间"), strict=True):
                part.attrs["aria-label"] = f"{field.label}：{word}"
        if field and db_field.name in self.file_pages:
            field.widget.page = self.file_pages[db_field.name]
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LoadedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LoadedSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
