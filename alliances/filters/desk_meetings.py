"""The filters of the desk's meeting lists."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.timezone import make_aware, now

from alliances.models import Meeting, MeetingKind, MeetingStatus
from alliances.models.meeting_status import HELD
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
    held_since = filters.DateFilter(method="own_held", widget=forms.HiddenInput)
    year = YearFilter(field_name="starts_at", is_moment=True)
    q = SearchFilter(placeholder="会议、地点或拼音首字母")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.filters["kind"].queryset = MeetingKind.objects.of_user(user)

    def own_held(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """What 已开 counts: called by the user's own organization, and held since that day."""
        since = make_aware(datetime.combine(value, time.min))
        return queryset.filter(
            host=self.user.organization_id, status__in=HELD, starts_at__range=(since, now())
        )

    def ignore(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        return queryset
