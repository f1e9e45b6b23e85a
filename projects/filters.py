"""Filters of the project lists."""

from typing import Any

import django_filters as filters
from django.forms import HiddenInput

from alliances.models import Alliance, ProjectType
from members.filters import UnitFilter
from members.models import Organization, User
from officekit.filters import PeriodFilter, SearchFilter, YearFilter, choose
from projects.models import Project, ProjectStatus

FINISHED, FINISHED_STATES = "finished", [ProjectStatus.DONE, ProjectStatus.VERIFIED]
PUBLIC_STATES = [(FINISHED, "已完成（含已评估）"), *ProjectStatus.choices]


class ProjectFilter(filters.FilterSet):
    """What a visitor may choose on the public list of one alliance."""

    q = SearchFilter(placeholder="项目、地点或拼音首字母")
    # Chosen by the chips above the list.
    type = filters.ModelChoiceFilter(label="类型", queryset=None, widget=HiddenInput)
    host = filters.ModelChoiceFilter(label="社区", queryset=None, empty_label="全部社区")
    status = filters.ChoiceFilter(
        label="状态", method="in_state", choices=PUBLIC_STATES, empty_label="全部状态"
    )
    # Reached by links, from the figures and from a unit's page.
    claimed = filters.ChoiceFilter(
        label="认领", method="with_claims", choices=[("1", "有单位认领")], widget=HiddenInput
    )
    partner = filters.ModelChoiceFilter(
        label="参与单位", method="with_partner", queryset=None, widget=HiddenInput
    )
    started = PeriodFilter(field_name="starts_on", label="开始")
    finished = PeriodFilter(field_name="finished_on", label="完成")
    year = YearFilter(field_name="starts_on")

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "type", ProjectType.objects.filter(alliance=alliance))
        choose(self, "host", Organization.objects.hosts_of(alliance.pk))
        choose(self, "partner", Organization.objects.members_of(alliance.pk))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(status__in=FINISHED_STATES if value == FINISHED else [value])

    def with_claims(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(partner_count__gt=0)

    def with_partner(self, rows: Any, name: str, value: Organization) -> Any:
        return rows.of_unit(value)


class DeskProjectFilter(filters.FilterSet):
    """What a user may choose on the desk's lists."""

    tab = filters.CharFilter(method="ignore", widget=HiddenInput)
    q = SearchFilter(placeholder="项目、地点或拼音首字母")
    type = filters.ModelChoiceFilter(label="类型", queryset=None, empty_label="全部类型")
    unit = UnitFilter(label="参与单位", method="with_unit_named", of="seen")
    status = filters.ChoiceFilter(
        label="状态", choices=ProjectStatus.choices, empty_label="全部状态"
    )
    year = YearFilter(field_name="starts_on")

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "type", ProjectType.objects.of_user(user))

    def ignore(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def with_unit_named(self, rows: Any, name: str, value: str) -> Any:
        return rows.of_units(Organization.objects.meant_by(value))
