from typing import Any

from django import forms
from django.db import models
from django_filters import CharFilter, FilterSet

from members.forms.units import LONGEST, FreeUnitInput, Units
from members.models import Organization, Person


class UnitFilter(CharFilter):
    """Rows of one unit, or of all that the words fit; `of` is the set whose units are offered while one types."""

    def __init__(self, *, of: str, **kwargs: Any) -> None:
        widget = FreeUnitInput()
        widget.units = Units([], of=of)
        super().__init__(max_length=LONGEST, widget=widget, **kwargs)

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__in": Organization.objects.meant_by(value)})


class PersonFilter(FilterSet):
    """人员."""

    q = CharFilter(
        label="姓名或职务",
        method="by_text",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "文字或拼音首字母", "maxlength": 60}),
    )
    unit = UnitFilter(label="单位", field_name="organization", of="own")

    class Meta:
        model = Person
        fields: list[str] = []

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(search_text__has=value)
