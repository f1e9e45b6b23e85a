from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from alliances.models import Alliance
from members.models import Organization
from members.permissions import Permission, Role

if TYPE_CHECKING:
    from members.models import User


class ClaimQuerySet(models.QuerySet["Claim"]):
    def supported_by(self, user: User) -> ClaimQuerySet:
        """To which the user may add contributions: those of its own side, and those of the projects it hosts."""
        if not user.can(Permission.PROJECT_CLAIM):
            return self.none()
        own = user.overseen
        if user.role is Role.STREET:
            hosted = Q(project__alliance__in=Alliance.objects.run_by(user))
        else:
            hosted = Q(project__host__in=own)
        open_ended = ("open", "running", "paused", "done")
        return self.filter(hosted | Q(organization__in=own), project__status__in=open_ended)


class Claim(models.Model):
    """认领: a unit takes part in a project."""

    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="claims", verbose_name="项目"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="claims", verbose_name="认领单位"
    )
    note = models.CharField("认领说明", max_length=200, blank=True)
    by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("认领时间", default=now, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目认领"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="claim_once",
                fields=["project", "organization"],
                violation_error_message="这个单位已经认领过这个项目。",
            )
        ]

    def __str__(self) -> str:
        return str(self.organization)

    def contribute(
        self,
        kind: str,
        quantity: Decimal,
        unit: str,
        *,
        given_on: date,
        by: User,
        note: str = "",
    ) -> Contribution:
        """登记投入."""
        given = self.contributions.create(
            kind=kind, quantity=quantity, unit=unit, given_on=given_on, by=by, note=note
        )
        self.project.alliance.touch_public()
        return given


class Contribution(models.Model):
    """投入: 资金, 物资, 人力 or 场地 that a claiming unit gave, each in its own unit of measure."""

    class Kind(models.TextChoices):
        MONEY = "money", "资金"
        GOODS = "goods", "物资"
        LABOUR = "labour", "人力"
        VENUE = "venue", "场地"

    claim = models.ForeignKey(
        Claim, models.CASCADE, related_name="contributions", verbose_name="认领"
    )
    kind = models.CharField("种类", max_length=8, choices=Kind)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2)
    unit = models.CharField("计量单位", max_length=8)
    note = models.CharField("说明", max_length=200, blank=True)
    given_on = models.DateField("日期")
    by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    at = models.DateTimeField("填报时间", default=now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "项目投入"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="contribution_is_positive",
                condition=Q(quantity__gt=0),
                violation_error_message="数量要大于 0。",
            ),
            models.CheckConstraint(
                name="contribution_money_in_yuan",
                condition=~Q(kind="money") | Q(unit="元"),
                violation_error_message="资金的计量单位是“元”。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.unit}"

    @property
    def amount(self) -> str:
        """Without the zeros behind the point: 4, 1,200.5."""
        return f"{self.quantity:,.2f}".rstrip("0").rstrip(".")
