"""The filters of 责任清单, for its pages and for its Excel file."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.timezone import localdate
from django_filters import CharFilter, ChoiceFilter, FilterSet

from alliances.models import Duty, DutyStatus
from alliances.quarters import quarter_days, quarter_of
from members.filters import UnitFilter
from officekit.filters import SearchFilter

UNFINISHED, EVERYTHING = "unfinished", "all"
STATES = [
    (UNFINISHED, "未办结"),
    ("overdue", "逾期未办结"),
    ("asking", "申请延期待答复"),
    *DutyStatus.choices,
    ("owed", "应办（不含终止）"),
    ("extended", "延过期的"),
    (EVERYTHING, "全部"),
]
DUE = [
    ("overdue", "已逾期"),
    ("week", "本周到期"),
    ("month", "本月到期"),
    ("quarter", "本季度到期"),
    ("year", "今年到期"),
]
SOURCES = [("meeting", "会议议定"), ("agreement", "协议条款"), ("hand", "手工下达")]


class DutyFilter(FilterSet):
    """Without a state it shows what is not finished yet."""

    state = ChoiceFilter(label="状态", choices=STATES, method="by_state", empty_label=None)
    due = ChoiceFilter(label="期限", choices=DUE, method="by_due", empty_label="不限")
    source = ChoiceFilter(label="来源", choices=SOURCES, method="by_source", empty_label="不限")
    unit = UnitFilter(label="责任单位", field_name="lead", of="seen")
    q = SearchFilter(label="事项", placeholder="文字或拼音首字母")

    # Which list it is comes along, but is the view's to decide.
    tab = CharFilter(widget=forms.HiddenInput, method="keep")

    # Set by the district's links to one of its streets.
    street = CharFilter(widget=forms.HiddenInput, field_name="alliance__slug", max_length=40)

    class Meta:
        model = Duty
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: models.QuerySet[Duty]) -> None:
        chosen = data.copy()
        chosen.setdefault("state", UNFINISHED)
        super().__init__(chosen, queryset)

    def keep(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "overdue":
            return rows.overdue(localdate())
        if value in DutyStatus.values:
            return rows.filter(status=value)
        return rows if value == EVERYTHING else getattr(rows, value)()

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        today = localdate()
        if value == "overdue":
            return rows.overdue(today)
        return rows.filter(due_on__range=SPANS[value](today))

    def by_source(self, rows: Any, name: str, value: str) -> Any:
        from_meeting, from_agreement = value == "meeting", value == "agreement"
        return rows.filter(resolution__isnull=not from_meeting, clause__isnull=not from_agreement)


def duty_scope(found: DutyFilter, tab: str) -> str:
    """What a list was filtered by, in words: 我下达的，未办结，责任单位含“医院”."""
    chosen = found.form.cleaned_data
    words = [
        dict(choices).get(chosen[name], "")
        for name, choices in (("state", STATES), ("due", DUE), ("source", SOURCES))
    ]
    typed = [
        f"{label}含“{chosen[name]}”"
        for name, label in (("unit", "责任单位"), ("q", "事项"))
        if chosen[name]
    ]
    return "，".join(filter(None, [tab, *words, *typed]))


def week_of(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def quarter_around(day: date) -> tuple[date, date]:
    return quarter_days(quarter_of(day))


def year_of(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


SPANS = {"week": week_of, "month": month_of, "quarter": quarter_around, "year": year_of}
