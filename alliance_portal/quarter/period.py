"""A quarter of one host, and what a figure of its report is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from alliances.quarters import Quarter, quarter_after, quarter_days, quarter_label, quarter_start
from members.models import Organization
from officekit.figures import Figure


@dataclass(frozen=True, kw_only=True)
class Period:
    """One quarter of one host and all below it, as of today."""

    host: Organization
    quarter: Quarter
    today: date

    @property
    def label(self) -> str:
        return quarter_label(self.quarter)

    @property
    def key(self) -> str:
        return f"{self.quarter[0]}-{self.quarter[1]}"

    @property
    def days(self) -> tuple[date, date]:
        return quarter_days(self.quarter)

    @property
    def next_days(self) -> tuple[date, date]:
        return quarter_days(quarter_after(self.quarter))

    @property
    def until(self) -> date:
        """The last day that can be told of."""
        return min(self.days[1], self.today)

    def within(self, moment: str) -> dict[str, Any]:
        """The filter of a moment that lies in the quarter."""
        following = quarter_start(quarter_after(self.quarter))
        return {f"{moment}__gte": quarter_start(self.quarter), f"{moment}__lt": following}

    def hosted(self, path: str = "host") -> dict[str, Any]:
        return {f"{path}__in": Organization.objects.filter(path__startswith=self.host.path)}

    def url(self, page: str, *args: object) -> str:
        return reverse(page, args=args, query={"quarter": self.key, "host": self.host.pk})


@dataclass(frozen=True)
class Told:
    """One row in words, with its page."""

    title: str
    detail: str
    url: str

    @property
    def line(self) -> str:
        return f"{self.title.rstrip('。；，')}（{self.detail}）。"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure of the report: how its rows are found, in which order, and what is said of each."""

    key: str
    label: str
    unit: str
    definition: str
    rows: Callable[[Period], models.QuerySet[Any]]
    order: tuple[str, ...]
    tell: Callable[[Any], Told]

    def figure(self, period: Period, value: int) -> Figure:
        return Figure(
            key=self.key,
            label=self.label,
            value=value,
            unit=self.unit,
            definition=self.definition,
            url=period.url("quarter_rows", self.key),
        )
