"""The filter of the public board."""

from typing import Any

import django_filters as filters

from alliances.models import Alliance
from members.models import Organization
from officekit.filters import YearFilter, choose
from orders.board import STATES, in_state
from orders.models import OrderCategory, ServiceOrder


class BoardFilter(filters.FilterSet):
    """What a visitor may choose by."""

    category = filters.ModelChoiceFilter(label="类别", queryset=None, empty_label="全部类别")
    host = filters.ModelChoiceFilter(label="社区", queryset=None, empty_label="全街道")
    state = filters.ChoiceFilter(
        label="办到哪一步",
        method="with_state",
        choices=[(key, label) for key, (label, _) in STATES.items()],
        empty_label="不限",
    )
    year = YearFilter(field_name="created_at", is_moment=True)

    class Meta:
        model = ServiceOrder
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "category", OrderCategory.objects.filter(alliance=alliance))
        choose(self, "host", Organization.objects.hosts_of(alliance.pk))

    def with_state(self, rows: Any, name: str, value: str) -> Any:
        return in_state(rows, value)
