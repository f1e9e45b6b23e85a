from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from alliances.models import Alliance
from members.models import Organization
from officekit.search import SearchTextField, bigram_index
from orders.models.settings import OrderCategory, RulesQuerySet


class ServiceItemQuerySet(RulesQuerySet):
    def offered(self, alliance: Alliance) -> Self:
        """What residents of the alliance can order now, by category."""
        rows = self.filter(alliance=alliance, is_active=True, category__is_active=True)
        return rows.select_related("category", "provider").order_by(
            "category__order", "category_id", "order", "pk"
        )


class ServiceItem(models.Model):
    """服务菜单的一项: what residents can order, who provides it, and within how many working days."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="service_items", verbose_name="联盟"
    )
    category = models.ForeignKey(
        OrderCategory, models.PROTECT, related_name="items", verbose_name="服务类别"
    )
    title = models.CharField("服务", max_length=40)
    summary = models.CharField("说明", max_length=120, blank=True)
    provider = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_items",
        verbose_name="提供单位",
        help_text="不填就由社区安排。",
    )
    workdays = models.PositiveSmallIntegerField(
        "办结时限（工作日）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text="不填就按类别的时限。",
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    is_active = models.BooleanField("在用", default=True)
    search_text = SearchTextField(sources=("title", "summary"))

    history = HistoricalRecords(table_name="h_serviceitem", excluded_fields=["search_text"])
    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务菜单"
        ordering = ["order", "pk"]
        indexes = [bigram_index("serviceitem_search")]
        constraints = [
            models.UniqueConstraint(
                name="serviceitem_title_once",
                fields=["alliance", "category", "title"],
                violation_error_message="这个类别里已有同名的服务。",
            ),
            models.CheckConstraint(
                name="serviceitem_days_positive",
                condition=Q(workdays__isnull=True) | Q(workdays__gte=1),
                violation_error_message="办结时限至少是 1 个工作日。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
