"""Filters that lists of several apps share."""

import re
from datetime import date, datetime
from typing import TypeAlias

import django_filters as filters
from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.http import QueryDict
from django.utils.timezone import localdate, make_aware

FIRST_YEAR = 2020
PERIOD = re.compile(r"^20\d\d(-(0[1-9]|1[0-2]))?\Z")

# Which of a page's lists it is; the view decides, and no filter is set by it.
TAB = "tab"

Filters: TypeAlias = filters.FilterSet | type[filters.FilterSet]


def chosen(params: QueryDict, filterset: Filters) -> QueryDict:
    """The filters that are set; nothing else that stands in the address."""
    query = QueryDict(mutable=True)
    for name in filterset.base_filters:
        if name != TAB and (value := params.get(name)):
            query[name] = value
    return query


def reset_url(params: QueryDict, filterset: Filters, tab: str = "") -> str:
    """The same list without its filters; "" where none is set."""
    if not chosen(params, filterset):
        return ""
    return f"?{TAB}={tab}" if tab else "?"


class SearchFilter(filters.CharFilter):
    """Words in the row's `search_text`, 汉字 or pinyin initials."""

    def __init__(
        self, *, placeholder: str, field_name: str = "search_text", label: str = "关键词"
    ) -> None:
        widget = forms.SearchInput(attrs={"placeholder": placeholder})
        super().__init__(
            field_name=field_name, lookup_expr="has", label=label, max_length=60, widget=widget
        )


class YearFilter(filters.ChoiceFilter):
    """One calendar year of a date or moment, as a range that an index serves."""

    def __init__(self, *, field_name: str, is_moment: bool = False, label: str = "年份") -> None:
        self.is_moment = is_moment
        super().__init__(field_name=field_name, label=label, choices=_years, empty_label="全部年份")

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        if not value:
            return qs
        first, last = self._start(int(value)), self._start(int(value) + 1)
        return qs.filter(**{f"{self.field_name}__gte": first, f"{self.field_name}__lt": last})

    def _start(self, year: int) -> date:
        return make_aware(datetime(year, 1, 1)) if self.is_moment else date(year, 1, 1)  # noqa: DTZ001


class PeriodFilter(filters.CharFilter):
    """A year or a month of a date ("2026", "2026-03"); reached by links from the figures that count it."""

    def __init__(self, *, field_name: str, label: str) -> None:
        check = RegexValidator(PERIOD, "应为年份或月份，例如 2026 或 2026-03。")
        super().__init__(
            field_name=field_name, label=label, widget=forms.HiddenInput, validators=[check]
        )

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        if not value:
            return qs
        year, _, month = value.partition("-")
        period = {f"{self.field_name}__year": int(year)}
        return qs.filter(**period | ({f"{self.field_name}__month": int(month)} if month else {}))


def _years() -> list[tuple[str, str]]:
    return [(str(year), f"{year} 年") for year in range(localdate().year + 1, FIRST_YEAR - 1, -1)]


def choose(filterset: filters.FilterSet, name: str, queryset: models.QuerySet) -> None:
    """Gives the choice `name` its rows: what it offers depends on who asks. The field is made when it is used."""
    filterset.filters[name].queryset = queryset
