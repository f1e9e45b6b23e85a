from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from alliances.models.category import ProjectType
from alliances.models.duty_status import DutyStatus
from alliances.models.party import Party
from alliances.models.terms import amount_of

if TYPE_CHECKING:
    from members.models import Organization


class Rhythm(models.TextChoices):
    """How often a clause falls due."""

    NONE = "", "一次"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


class ClauseQuerySet(models.QuerySet["Clause"]):
    def falling_due(self, today: date) -> ClauseQuerySet:
        """With a rhythm, in force, and without an occurrence from today on; each with `last_due`, of its newest one."""
        first_day = Coalesce("duties__original_due_on", "duties__due_on")
        rows = self.exclude(rhythm="").filter(party__organization__is_active=True)
        rows = rows.filter(agreement__status="in_force", agreement__ends_on__gte=today)
        return (
            rows.annotate(last_due=Max(first_day))
            .exclude(last_due__gte=today)
            .select_related("agreement__host", "party__organization")
            .order_by("pk")
        )

    def with_fulfilment(self) -> ClauseQuerySet:
        """With `duties_total` (without those that were closed) and `duties_verified`."""
        return self._counted().select_related("party__organization", "project_type")

    def counted(self) -> ClauseQuerySet:
        """Nothing but these numbers, in the order of the text."""
        return self._counted().only("agreement")

    def _counted(self) -> ClauseQuerySet:
        return self.annotate(
            duties_total=Count("duties", filter=~Q(duties__status=DutyStatus.CLOSED)),
            duties_verified=Count("duties", filter=Q(duties__status=DutyStatus.VERIFIED)),
        )


class Clause(models.Model):
    """约定条款 under one project type, with its quantity, its rhythm or its due date."""

    last_due: date | None  # from falling_due()

    agreement = models.ForeignKey(
        "alliances.Agreement", models.CASCADE, related_name="clauses", verbose_name="协议"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    project_type = models.ForeignKey(
        ProjectType, models.PROTECT, related_name="clauses", verbose_name="项目类型"
    )
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="clauses", verbose_name="责任方"
    )
    text = models.CharField("内容", max_length=300)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("计量单位", max_length=8, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    rhythm = models.CharField("周期", max_length=12, choices=Rhythm, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协议条款"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clause_due_or_rhythm",
                condition=Q(due_on__isnull=True) | Q(rhythm=""),
                violation_error_message="期限和周期只填一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def amount(self) -> str:
        return amount_of(self)

    def is_owed_by(self, organization: Organization) -> bool:
        """Its own side's, or everybody's."""
        return self.party is None or self.party.organization_id == organization.pk


MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.HALF_YEAR: 6, Rhythm.YEAR: 12}


def period_start(day: date, rhythm: str) -> date:
    """The first day of the calendar month, quarter, half-year or year in which `day` lies."""
    length = MONTHS[Rhythm(rhythm)]
    return date(day.year, day.month - (day.month - 1) % length, 1)


def period_end(day: date, rhythm: str) -> date:
    """The last day of the calendar month, quarter, half-year or year in which `day` lies."""
    length = MONTHS[Rhythm(rhythm)]
    last_month = (day.month - 1) // length * length + length
    return date(day.year, last_month, monthrange(day.year, last_month)[1])


def next_date(day: date, rhythm: str) -> date:
    """The same day one period later; the last day of a month stays the last."""
    months = day.year * 12 + day.month - 1 + MONTHS[Rhythm(rhythm)]
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if was_last else min(day.day, last))
