from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet, ModelChoiceField
from django.http import HttpRequest

from members.back_office.granted import GrantedAdmin
from members.back_office.widgets import LoadedSelect, LoadedSelectMultiple, name_field


class Lines(BaseInlineFormSet):
    """Rows of a table, each of whose boxes says what it is for."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            box = form.fields[DELETION_FIELD_NAME].widget
            box.attrs["aria-label"] = "删除新的一行" if index is None else f"删除第 {index + 1} 行"


class ScopedInline(GrantedAdmin, admin.TabularInline):  # type: ignore[misc]
    """Rows below a record: edited as long as the record itself is."""

    formset = Lines
    extra = 0
    may_add = True
    may_delete = True
    list_select_related: list[str] = []
    list_prefetch_related: list[str] = []
    parent: models.Model | None = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request).select_related(*self.list_select_related)
        return rows.prefetch_related(*self.list_prefetch_related)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._page.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_add and self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and self.has_change_permission(request, obj)

    @property
    def _page(self) -> admin.ModelAdmin:
        return self.site.get_model_admin(self.parent_model)

    @property
    def parent_pk(self) -> int | None:
        return self.parent.pk if self.parent else None

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet]:
        # An inline is made anew for every request, so it may remember the record.
        self.parent = obj
        return super().get_formset(request, obj, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return name_field(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and not isinstance(field.widget, LoadedSelect | LoadedSelectMultiple):
            # Asked once for all lines.
            rows = [(row.pk, str(row)) for row in field.queryset or ()]
            field.choices = [("", "---------"), *rows]
        return field


class ReadOnlyInline(ScopedInline):
    """Rows that are looked at only."""

    may_add = may_delete = False
    max_num = 0
    # Their own pages are on the desk, where Django's way to them doesn't lead.
    view_on_site = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventInline(ReadOnlyInline):
    """办理记录 of a record with steps."""

    fields = ["at", "label", "by", "note"]
    readonly_fields = ["at", "label", "by", "note"]
    list_select_related = [
        "by",
    ]
    verbose_name_plural = "办理记录"
    ordering = [
        "-pk",
    ]
