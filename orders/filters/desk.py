"""The filters of the desk's order lists; the back office exports by the same."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import django_filters as filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import make_aware, now

from members.models import Level, Organization, User
from members.permissions import Role
from officekit.filters import SearchFilter, choose
from orders.models import OrderCategory, OrderStatus, Urgency

# Who is chosen from as 受理组织; the bodies below a community would be hundreds.
RECEIVING = [Level.STREET, Level.COMMUNITY]
FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2100, 12, 31)


class CodeOrWordsFilter(SearchFilter):
    """受理编号 or words."""

    def filter(self, qs: Any, value: str) -> Any:
        return qs.found_by(value) if value else qs


class DayFilter(filters.DateFilter):
    """From a day on, or until its end: a bound that an index serves."""

    def __init__(self, *, label: str, until: bool) -> None:
        self.until = until
        attrs = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__(
            label=label,
            field_name="created_at",
            widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"),
            validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        )

    def filter(self, qs: models.QuerySet, value: date | None) -> models.QuerySet:
        if value is None:
            return qs
        bound = make_aware(datetime.combine(value, time.max if self.until else time.min))
        return qs.filter(**{f"created_at__{'lte' if self.until else 'gte'}": bound})


class DeskOrderFilter(filters.FilterSet):
    """编号或文字、状态、类别、紧急程度、社区、超期、日期."""

    tab = filters.CharFilter(method="ignore", widget=forms.HiddenInput)
    q = CodeOrWordsFilter(placeholder="受理编号、事项或拼音首字母")
    status = filters.ChoiceFilter(label="状态", choices=OrderStatus.choices, empty_label="全部状态")
    category = filters.ModelChoiceFilter(label="类别", queryset=None, empty_label="全部类别")
    urgency = filters.ChoiceFilter(label="紧急程度", choices=Urgency.choices, empty_label="全部")
    host = filters.ModelChoiceFilter(label="受理组织", queryset=None, empty_label="全部")
    late = filters.ChoiceFilter(
        label="期限", choices=[("1", "超期未办结")], method="only_late", empty_label="不限"
    )
    since = DayFilter(label="点单日期从", until=False)
    until = DayFilter(label="点单日期到", until=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "category", OrderCategory.objects.of_user(user))
        if user.role is Role.STREET:
            below = Organization.objects.overseen_by(user).filter(level__in=RECEIVING)
            choose(self, "host", below.in_use().order_by("path"))
        else:
            del self.filters["host"]

    def ignore(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def only_late(self, rows: Any, name: str, value: str) -> Any:
        return rows.late(now())


class MergeFilter(filters.FilterSet):
    """Another order, by its code or its words."""

    q = CodeOrWordsFilter(placeholder="受理编号或文字", label="找另一单")
