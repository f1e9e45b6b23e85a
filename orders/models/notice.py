from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from orders.models.event import OrderEvent

if TYPE_CHECKING:
    from orders.models.order import ServiceOrder


class OrderNoticeQuerySet(models.QuerySet["OrderNotice"]):
    def plan(self, event: OrderEvent, orders: list[ServiceOrder]) -> None:
        """To everybody who ordered this: what a person has just written to the resident."""
        OrderNotice.objects.bulk_create([OrderNotice(order=order, event=event) for order in orders])

    def due(self, moment: datetime) -> OrderNoticeQuerySet:
        """To be sent now, the oldest first."""
        return self.filter(sent_at__isnull=True, next_try_at__lte=moment).order_by("pk")


class OrderNotice(models.Model):
    """短信通知: one message to one resident, in words that a person has seen. Its text is the event's answer."""

    order = models.ForeignKey(
        "orders.ServiceOrder", models.CASCADE, related_name="notices", verbose_name="订单"
    )
    event = models.ForeignKey(
        OrderEvent, models.CASCADE, related_name="notices", verbose_name="办理记录"
    )
    created_at = models.DateTimeField("生成时间", default=now, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, editable=False)
    # None: sent, or given up.
    next_try_at = models.DateTimeField("下次发送", null=True, default=now, editable=False)
    tries = models.PositiveSmallIntegerField("试过几次", default=0, editable=False)

    objects = OrderNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "短信通知"
        indexes = [
            models.Index(
                name="ordernotice_due",
                fields=["next_try_at", "id"],
                condition=Q(sent_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="ordernotice_once",
                fields=["order", "event"],
                violation_error_message="这句话已经通知过这位居民。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}的通知"
