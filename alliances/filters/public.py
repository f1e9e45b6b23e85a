"""Filters of the public lists: agreements, meetings and bulletins of one alliance."""

from typing import Any

import django_filters as filters
from django.forms import HiddenInput

from alliances.models import (
    Agreement,
    AgreementStatus,
    Alliance,
    Bulletin,
    BulletinColumn,
    Meeting,
    MeetingKind,
    ProjectType,
)
from members.models import Organization
from officekit.filters import SearchFilter, YearFilter, choose

PUBLIC_AGREEMENT_STATES = [
    (state.value, state.label)
    for state in AgreementStatus
    if state not in {AgreementStatus.DRAFT, AgreementStatus.CONFIRMING}
]


class AgreementFilter(filters.FilterSet):
    q = SearchFilter(placeholder="协议名称或拼音首字母")
    # Reached by links from a unit's page: a list to choose from would hold hundreds of units.
    party = filters.ModelChoiceFilter(
        label="签约单位", field_name="parties__organization", queryset=None, widget=HiddenInput
    )
    type = filters.ModelChoiceFilter(
        label="类型", method="with_type", queryset=None, empty_label="全部类型"
    )
    status = filters.ChoiceFilter(
        label="状态", choices=PUBLIC_AGREEMENT_STATES, empty_label="全部状态"
    )
    year = YearFilter(field_name="starts_on", label="生效年份")

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "party", Organization.objects.members_of(alliance.pk))
        choose(self, "type", ProjectType.objects.filter(alliance=alliance))

    def with_type(self, rows: Any, name: str, value: ProjectType) -> Any:
        # A subquery: an agreement with two clauses of the type is one row.
        return rows.filter(pk__in=value.clauses.values("agreement"))


class MeetingFilter(filters.FilterSet):
    q = SearchFilter(placeholder="会议名称、地点或拼音首字母")
    host = filters.ModelChoiceFilter(label="召集单位", queryset=None, empty_label="全部召集单位")
    kind = filters.ModelChoiceFilter(label="会议类型", queryset=None, empty_label="全部类型")
    year = YearFilter(field_name="starts_at", is_moment=True)

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "host", Organization.objects.hosts_of(alliance.pk))
        choose(self, "kind", MeetingKind.objects.filter(alliance=alliance))


class BulletinFilter(filters.FilterSet):
    q = SearchFilter(placeholder="标题、正文或拼音首字母")
    # Chosen by the chips above the list.
    column = filters.ModelChoiceFilter(
        label="栏目", queryset=None, to_field_name="slug", widget=HiddenInput
    )
    year = YearFilter(field_name="dated_on")

    class Meta:
        model = Bulletin
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "column", BulletinColumn.objects.filter(alliance=alliance))
