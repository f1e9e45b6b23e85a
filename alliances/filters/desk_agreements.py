"""The filters of the desk's agreement lists."""

from datetime import timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.utils.timezone import localdate

from alliances.models import Agreement, AgreementStatus, Party
from members.filters import UnitFilter
from members.models import Organization
from officekit.filters import SearchFilter, YearFilter

ENDING_DAYS = 60


class DeskAgreementFilter(filters.FilterSet):
    """状态、年份、快到期、关键词."""

    tab = filters.CharFilter(method="ignore", widget=forms.HiddenInput)
    q = SearchFilter(placeholder="协议名称或拼音首字母")
    unit = UnitFilter(label="签约单位", method="with_party", of="seen")
    status = filters.ChoiceFilter(
        label="状态", choices=AgreementStatus.choices, empty_label="全部状态"
    )
    year = YearFilter(field_name="starts_on", label="生效年份")
    ending = filters.ChoiceFilter(
        label="到期",
        method="ends_soon",
        choices=[("1", f"{ENDING_DAYS} 天内到期")],
        empty_label="不限",
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def ignore(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def with_party(self, rows: Any, name: str, value: str) -> Any:
        parties = Party.objects.filter(organization__in=Organization.objects.meant_by(value))
        return rows.filter(pk__in=parties.values("agreement"))

    def ends_soon(self, rows: Any, name: str, value: str) -> Any:
        today = localdate()
        last_day = today + timedelta(days=ENDING_DAYS)
        return rows.filter(status=AgreementStatus.IN_FORCE, ends_on__range=(today, last_day))
