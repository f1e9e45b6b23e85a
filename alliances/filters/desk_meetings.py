"""The filters of the desk's meeting lists."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from alliances.models import Meeting, MeetingKind, MeetingStatus
from members.models import User
from officekit.filters import SearchFilter, YearFilter


class DeskMeetingFilter(filters.FilterSet):
    """类型、状态、年份、关键词."""

    tab = filters.CharFilter(method="ignore", widget=forms.HiddenInput)
    kind = filters.ModelChoiceFilter(
        label="类型", queryset=MeetingKind.objects.none(), empty_label="全部类型"
    )
    status = filters.ChoiceFilter(
        label="状态", choices=MeetingStatus.choices, empty_label="全部状态"
    )
    year = YearFilter(field_name="starts_at", is_moment=True)
    q = SearchFilter(placeholder="会议、地点或拼音首字母")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["kind"].queryset = MeetingKind.objects.of_user(user)

    def ignore(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        return queryset
