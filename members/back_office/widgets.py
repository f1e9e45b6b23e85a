"""Form fields of the back office: quick in long inlines, and safe for files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminFileWidget,
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceField
from django.forms.widgets import Select
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


class _Loaded(AutocompleteMixin, Select):
    """Names the chosen rows from what the form has loaded anyway: no query for every line of an inline."""

    loaded: Sequence[models.Model] = ()

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        known = {str(row.pk): str(row) for row in self.loaded}
        chosen = [str(v) for v in value if v not in (None, "")]
        if not set(chosen) <= set(known):
            return super().optgroups(name, value, attr)
        options = [
            self.create_option(name, pk, known[pk], True, index) for index, pk in enumerate(chosen)
        ]
        if not self.allow_multiple_selected and not self.is_required:
            options.insert(0, self.create_option(name, "", "", not chosen, 0))
        return [(None, options, 0)]


class LoadedSelect(_Loaded, AutocompleteSelect):
    pass


class LoadedSelectMultiple(_Loaded, AutocompleteSelectMultiple):
    pass


class RecordForm(forms.ModelForm):
    """Checks every constraint of the model, also those that touch fields which this page doesn't show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, field in self.fields.items():
                widget = getattr(field.widget, "widget", field.widget)
                if isinstance(widget, _Loaded) and isinstance(field, ModelChoiceField):
                    widget.loaded = _chosen(self.instance, name)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        derived = {field.name for field in self.instance._meta.fields if not field.editable}
        try:
            self.instance.validate_constraints(exclude=derived)
        except ValidationError as error:
            self.add_error(None, error)


def _chosen(instance: models.Model, name: str) -> list[models.Model]:
    """The related rows, if reading them costs no query."""
    field = instance._meta.get_field(name)
    if field.many_to_many:
        prefetched = getattr(instance, "_prefetched_objects_cache", {})
        return list(prefetched.get(name, []))
    row = instance._state.fields_cache.get(name)
    return [row] if row else []


def name_field(field: forms.Field | None) -> forms.Field | None:
    """For a field in a cell of a table, whose column heading is no label to a screen reader."""
    if field:
        inner: forms.Widget = getattr(field.widget, "widget", None) or field.widget
        inner.attrs["aria-label"] = str(field.label)
    return field


class StoredFileWidget(AdminFileWidget):
    """Links to the page that hands the file out; its storage has no address that anybody could open."""

    template_name = "admin/widgets/stored_file.html"
    page = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if context["widget"]["is_initial"] and self.page:
            context["widget"]["link"] = file_link(value.instance, self.page)
        return context


def file_link(record: models.Model, page: str) -> SafeString:
    return format_html('<a href="{}">打开文件</a>', reverse(page, args=[record.pk]))
