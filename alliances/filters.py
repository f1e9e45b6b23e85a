"""The filters of this app's lists. What a visitor may choose comes from the alliance of the page."""

from typing import Any

import django_filters as filters
from django import forms

from alliances.models import Alliance, Membership
from members.models import Organization, Sector


class UnitFilter(filters.FilterSet):
    """成员单位 of one alliance."""

    q = filters.CharFilter(
        label="名称或服务",
        field_name="organization__search_text",
        lookup_expr="has",
        widget=forms.TextInput(attrs={"placeholder": "名称、地址、能提供的服务，或拼音首字母"}),
        max_length=60,
    )
    tier = filters.ModelChoiceFilter(label="层级", queryset=None, empty_label="全部层级")
    sector = filters.ChoiceFilter(
        label="单位性质",
        field_name="organization__sector",
        choices=Sector.choices,
        empty_label="全部性质",
    )
    community = filters.ModelChoiceFilter(
        label="服务的社区", field_name="communities", queryset=None, empty_label="全部社区"
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = alliance.memberships.live()
        communities = Organization.objects.communities().filter(pk__in=live.values("organization"))
        self.filters["tier"].field.queryset = alliance.tiers.all()
        self.filters["community"].field.queryset = communities.order_by("pk")
