"""The filters of the desk's topic lists."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from alliances.models import Fourfold, Topic, TopicStatus
from officekit.filters import SearchFilter


class TopicFilter(filters.FilterSet):
    """状态、四共、关键词."""

    tab = filters.CharFilter(method="ignore", widget=forms.HiddenInput)
    status = filters.ChoiceFilter(label="状态", choices=TopicStatus.choices, empty_label="全部状态")
    fourfold = filters.ChoiceFilter(label="四共", choices=Fourfold.choices, empty_label="全部")
    q = SearchFilter(placeholder="议题、说明或拼音首字母")

    class Meta:
        model = Topic
        fields: list[str] = []

    def ignore(self, queryset: QuerySet, name: str, value: object) -> QuerySet:
        return queryset
