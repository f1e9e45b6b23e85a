"""Choosing units in a page with many such fields: the options are rendered once for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from members.models import Organization

UNKNOWN_UNIT = "这个单位不在可选的名单里，请重新选择。"
MOST_ASSISTANTS = 30


class Units:
    """The organizations that a page may name."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self.by_pk = {str(unit.pk): unit for unit in organizations}
        self._options = format_html_join(
            "", '<option value="{}">{}</option>', ((pk, u.name) for pk, u in self.by_pk.items())
        )

    def select(self, attrs: dict[str, Any], chosen: str, empty_label: str) -> SafeString:
        options: str = self._options
        if chosen in self.by_pk:
            options = options.replace(f'value="{chosen}"', f'value="{chosen}" selected', 1)
        return format_html(
            '<select{}><option value="">{}</option>{}</select>',
            flatatt(attrs),
            empty_label,
            mark_safe(options),  # noqa: S308 -- escaped when it was joined; `chosen` is one of our keys
        )


class UnitSelect(forms.Select):
    """One unit."""

    units = Units([])
    empty_label = "选择单位"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        final = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return self.units.select(final, str(value or ""), self.empty_label)


class UnitSelectMultiple(forms.SelectMultiple):
    """Several units: a select for each one chosen, and an empty one for the next."""

    units = Units([])

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = [pk for pk in map(str, value or []) if pk in self.units.by_pk]
        base = {**(attrs or {}), "name": name}
        selects = [
            self.units.select(self._numbered(base, place), pk, "可不选")
            for place, pk in enumerate([*chosen, ""])
        ]
        return format_html("<div data-grows>{}</div>", mark_safe("".join(selects)))  # noqa: S308

    def _numbered(self, attrs: dict[str, Any], place: int) -> dict[str, Any]:
        if not place:
            return attrs
        return {**attrs, "id": f"{attrs.get('id')}_{place}", "aria-label": f"配合单位 {place + 1}"}


class UnitField(forms.Field):
    """Cleans to an Organization of `units`."""

    widget = UnitSelect

    def to_python(self, value: Any) -> Organization | None:
        if value in self.empty_values:
            return None
        if str(value) not in self.widget.units.by_pk:
            raise forms.ValidationError(UNKNOWN_UNIT)
        return self.widget.units.by_pk[str(value)]


class UnitsField(forms.Field):
    """Cleans to a list of Organizations of `units`, each once."""

    widget = UnitSelectMultiple

    def to_python(self, value: Any) -> list[Organization]:
        pks = list(dict.fromkeys(pk for pk in map(str, value or []) if pk))
        if any(pk not in self.widget.units.by_pk for pk in pks):
            raise forms.ValidationError(UNKNOWN_UNIT)
        if len(pks) > MOST_ASSISTANTS:
            raise forms.ValidationError(f"配合单位最多 {MOST_ASSISTANTS} 家。")
        return [self.widget.units.by_pk[pk] for pk in pks]
