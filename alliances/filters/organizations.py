"""The filter of an alliance's members."""

from typing import Any

import django_filters as filters

from alliances.models import Alliance, Membership
from members.models import Organization, Sector
from officekit.filters import SearchFilter, choose


class UnitFilter(filters.FilterSet):
    """成员 of one alliance. What a visitor may choose comes from the alliance of the page."""

    q = SearchFilter(
        placeholder="名称、能提供的服务或拼音首字母", field_name="organization__search_text"
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
        members = Organization.objects.members_of(alliance.pk)
        choose(self, "tier", alliance.tiers.all())
        choose(self, "community", members.communities().order_by("pk"))
