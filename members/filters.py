from typing import Any

from django import forms
from django_filters import CharFilter, FilterSet

from members.models import Organization, Person


class PersonFilter(FilterSet):
    """人员."""

    q = CharFilter(
        label="姓名或职务",
        method="by_text",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "文字或拼音首字母", "maxlength": 60}),
    )
    unit = CharFilter(
        label="单位",
        method="by_unit",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "名称或拼音首字母", "maxlength": 60}),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def by_text(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(search_text__has=value)

    def by_unit(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(organization__in=Organization.objects.filter(search_text__has=value))
