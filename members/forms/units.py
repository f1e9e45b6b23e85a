"""Choosing a unit by typing its name, a part of it or its pinyin initials: no page carries a list of hundreds.

With scripts (static/js/units.js) the units that fit are offered while one types; without, what was typed is looked up
when the form is sent. A form's data may also hold a unit's reference, "#12", which is what drafts keep.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from members.models import Organization
from officekit.search import initials, normalise

UNKNOWN_UNIT = "这个单位不在可选的名单里，请重新选择。"
REFERENCE = re.compile(r"#\d{1,18}\Z", re.ASCII)
# Between the names of several units typed in one go.
BETWEEN = re.compile("[、，,；;\n]")
MOST_UNITS, MOST_OFFERED, MOST_NAMED, LONGEST = 30, 20, 5, 130


class Units:
    """The organizations that one may choose from, each under a label of its own; read when first needed.

    `source` is what members/views/units.py is asked for the same organizations.
    """

    def __init__(self, organizations: Iterable[Organization], **source: str | int) -> None:
        self._organizations, self._source = organizations, source

    @cached_property
    def by_reference(self) -> dict[str, Organization]:
        return {f"#{unit.pk}": unit for unit in self._organizations}

    @cached_property
    def labels(self) -> dict[str, str]:
        """By reference: the name, with the parent's where several have the same."""
        named = Counter(unit.name for unit in self.by_reference.values())
        return {
            reference: f"{unit.name}（{unit.parent}）" if named[unit.name] > 1 else unit.name
            for reference, unit in self.by_reference.items()
        }

    @cached_property
    def _texts(self) -> dict[str, str]:
        """By reference: what is searched."""
        return {
            reference: " ".join(
                filter(
                    None,
                    [
                        normalise(f"{label} {unit.short_name}"),
                        initials(unit.name),
                        initials(unit.short_name),
                    ],
                )
            )
            for (reference, unit), label in zip(
                self.by_reference.items(), self.labels.values(), strict=True
            )
        }

    @property
    def url(self) -> str:
        return f"{reverse('members:unit_options')}?{urlencode(self._source)}"

    def reference(self, value: object) -> str:
        """Of an organization, its key, its reference or the words that mean it alone; else "" ."""
        if isinstance(value, Organization):
            return f"#{value.pk}"
        if isinstance(value, int):
            return f"#{value}"
        text = str(value).strip()
        if REFERENCE.match(text):
            return text if text in self.by_reference else ""
        exact = self._exact.get(normalise(text), [])
        found = exact or self.search(text)
        return found[0] if len(found) == 1 else ""

    def label(self, value: object) -> str:
        """As the field shows it: the unit that is meant, else what was typed."""
        if value in (None, ""):
            return ""
        typed = value if isinstance(value, str) and not REFERENCE.match(value) else ""
        return self.labels.get(self.reference(value), typed)

    def search(self, text: str) -> list[str]:
        """References of the units whose name or initials hold every word of the text, those that begin with it first."""
        words = normalise(text[:LONGEST]).split()
        found = [key for key, own in self._texts.items() if all(word in own for word in words)]
        first = words[0] if words else ""
        return sorted(found, key=lambda key: not self._texts[key].startswith(first))

    def settled(self, values: Iterable[str]) -> list[str]:
        """References instead of words, where they mean one unit; several names in one go are taken apart."""
        parts = [
            part
            for value in values
            for part in ([value] if self.reference(value) else BETWEEN.split(value))
        ]
        return [self.reference(part) or part for part in parts if part.strip()]

    def complaint(self, value: str) -> str:
        """Why these words name no unit, and what to do."""
        if REFERENCE.match(value):
            return UNKNOWN_UNIT
        found = [self.labels[key] for key in self.search(value)]
        if not found:
            return f"没有找到“{value[:LONGEST]}”，请换个写法，或写名称里的几个字、拼音首字母。"
        some = "、".join(found[:MOST_NAMED])
        more = "等" if len(found) > MOST_NAMED else ""
        return (
            f"“{value[:LONGEST]}”有 {len(found)} 家符合：{some}{more}。请选其中一家，或写全名称。"
        )

    @cached_property
    def _exact(self) -> dict[str, list[str]]:
        named: dict[str, list[str]] = {}
        for key, label in self.labels.items():
            for name in {normalise(label), normalise(self.by_reference[key].name)}:
                named.setdefault(name, []).append(key)
        return named


class UnitInput(forms.TextInput):
    """One unit."""

    units = Units([])
    placeholder = "名称或拼音首字母"

    def format_value(self, value: Any) -> str:
        return self.units.label(value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        final = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return _box(final, self.units, self.format_value(value), self.placeholder)


class FreeUnitInput(UnitInput):
    """For a filter: any words will do, units are offered."""

    def format_value(self, value: Any) -> str:
        return str(value or "")

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, {**(extra_attrs or {}), "data-free": True})


class UnitsInput(UnitInput):
    """Several units: an input for each one chosen, and an empty one for the next."""

    placeholder = "可不选"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        settled = self.units.settled(map(str, value or []))
        shown = [label for each in settled if (label := self.units.label(each))]
        base = {**(attrs or {}), "name": name}
        boxes = (
            (_box(self._numbered(base, place), self.units, label, self.placeholder),)
            for place, label in enumerate([*shown, ""])
        )
        return format_html("<div data-grows>{}</div>", format_html_join("", "{}", boxes))

    def _numbered(self, attrs: dict[str, Any], place: int) -> dict[str, Any]:
        if not place:
            return attrs
        return {**attrs, "id": f"{attrs.get('id')}_{place}", "aria-label": f"第 {place + 1} 家"}


def _box(attrs: dict[str, Any], units: Units, value: str, placeholder: str) -> SafeString:
    final = {
        "type": "text",
        "placeholder": placeholder,
        "maxlength": LONGEST,
        "autocomplete": "off",
        "data-units": units.url,
        **attrs,
        "value": value,
    }
    return format_html('<span class="units-box"><input{}></span>', flatatt(final))


class UnitField(forms.Field):
    """Cleans to an Organization of `units`."""

    widget = UnitInput

    @property
    def units(self) -> Units:
        return self.widget.units

    @units.setter
    def units(self, units: Units) -> None:
        self.widget.units = units

    def prepare_value(self, value: Any) -> Any:
        """What is stored, as a reference; what was typed, as it is."""
        return (
            f"#{getattr(value, 'pk', value)}" if isinstance(value, (Organization, int)) else value
        )

    def to_python(self, value: Any) -> Organization | None:
        if value in self.empty_values or not str(value).strip():
            return None
        return self._found(value)

    def _found(self, value: Any) -> Organization:
        found = self.units.by_reference.get(self.units.reference(value))
        if found is None:
            raise forms.ValidationError(self.units.complaint(str(value).strip()))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _key(self.units, initial) != _key(self.units, data)


class UnitsField(UnitField):
    """Cleans to a list of Organizations of `units`, each once."""

    widget = UnitsInput

    def prepare_value(self, value: Any) -> Any:
        return [super(UnitsField, self).prepare_value(each) for each in value or []]

    def to_python(self, value: Any) -> list[Organization]:  # type: ignore[override]
        settled = self.units.settled(map(str, value or []))
        found = list(dict.fromkeys(self._found(each) for each in settled))
        if len(found) > MOST_UNITS:
            raise forms.ValidationError(f"最多选 {MOST_UNITS} 家。")
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        before, after = (
            {_key(self.units, each) for each in values or [] if each} for values in (initial, data)
        )
        return before != after


def _key(units: Units, value: Any) -> str:
    return units.reference(value) or str(value) if value else ""
