from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from alliances.models.category import Category, ProjectType
from alliances.models.clause import Rhythm

MOST_MONTHS = 120


class SideLabel(models.TextChoices):
    """称谓 of the parties, in their order."""

    FIRST = "甲方", "甲方"
    SECOND = "乙方", "乙方"
    THIRD = "丙方", "丙方"
    FOURTH = "丁方", "丁方"
    FIFTH = "戊方", "戊方"
    SIXTH = "己方", "己方"


class AgreementTemplate(Category):
    """协议模板: what a draft starts from; the alliance chooses its own set."""

    title = models.CharField("协议名称", max_length=100, help_text="新协议的名称，起草时再改。")
    preamble = models.TextField("前言", blank=True)
    months = models.PositiveSmallIntegerField(
        "期限（月）",
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)],
    )

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "协议模板"
        constraints = [
            *Category.Meta.constraints,
            models.CheckConstraint(
                name="agreement_template_term",
                condition=models.Q(months__gte=1, months__lte=MOST_MONTHS),
                violation_error_message=f"期限是 1 到 {MOST_MONTHS} 个月。",
            ),
        ]

    def last_day(self, first: date) -> date:
        """Of a term that begins on `first`."""
        years, month = divmod(first.month - 1 + self.months, 12)
        year = first.year + years
        day = min(first.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) - timedelta(days=1)


class TemplateSide(models.Model):
    """模板里的一方: its usual rights and obligations."""

    template = models.ForeignKey(
        AgreementTemplate, models.CASCADE, related_name="sides", verbose_name="模板"
    )
    label = models.CharField("称谓", max_length=10, choices=SideLabel)
    rights = models.TextField("权利", blank=True)
    obligations = models.TextField("义务", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "模板各方"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="template_side_once",
                fields=["template", "label"],
                violation_error_message="同一称谓在一个模板里只写一次。",
            )
        ]

    def __str__(self) -> str:
        return self.label


class TemplateClause(models.Model):
    """模板里的一条: what is usually agreed under one project type, and who owes it."""

    template = models.ForeignKey(
        AgreementTemplate, models.CASCADE, related_name="clauses", verbose_name="模板"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    project_type = models.ForeignKey(
        ProjectType, models.PROTECT, related_name="template_clauses", verbose_name="项目类型"
    )
    side = models.CharField(
        "责任方", max_length=10, choices=SideLabel, blank=True, help_text="不选是各方共同。"
    )
    text = models.CharField("内容", max_length=300)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("计量单位", max_length=8, blank=True)
    rhythm = models.CharField("周期", max_length=12, choices=Rhythm, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "模板条款"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
