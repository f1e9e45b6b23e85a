from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from members.models import Event, Organization
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from orders.models.order import ServiceOrder


class OrderEventQuerySet(models.QuerySet["OrderEvent"]):
    def shown(self) -> OrderEventQuerySet:
        """What the resident reads, the newest first."""
        rows = self.filter(is_shown=True).select_related("office", "to").order_by("-pk")
        return rows.prefetch_related("photos")

    def for_desk(self) -> OrderEventQuerySet:
        """The whole story, the newest first."""
        rows = self.select_related("by", "office", "to").order_by("-pk")
        return rows.prefetch_related("photos")


class OrderEvent(Event):
    """订单办理记录: what happened, what was noted among those who work on it, and what the resident is told."""

    order = models.ForeignKey(
        "orders.ServiceOrder", models.CASCADE, related_name="events", verbose_name="订单"
    )
    office = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name="办理组织"
    )
    to = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name="交给"
    )
    answer = models.TextField("给居民的话", blank=True)
    is_shown = models.BooleanField("居民可见", default=False)
    from_resident = models.BooleanField("居民所为", default=False)

    objects = OrderEventQuerySet.as_manager()

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "订单办理记录"
        constraints = [
            models.CheckConstraint(
                name="orderevent_answer_is_shown",
                condition=Q(answer="") | Q(is_shown=True),
                violation_error_message="给居民的话必须让居民看到。",
            ),
            models.CheckConstraint(
                name="orderevent_one_doer",
                condition=Q(from_resident=False) | Q(by__isnull=True, office__isnull=True),
                violation_error_message="居民所为没有办理人。",
            ),
        ]


class OrderPhotoQuerySet(models.QuerySet["OrderPhoto"]):
    def shown_to_resident_of(self, order: ServiceOrder) -> OrderPhotoQuerySet:
        """Their own, and those of the work on it; of one it was merged into those of the work alone."""
        work = Q(order=order.merged_into_id, event__from_resident=False) & ~Q(event__step="place")
        mine = Q(order=order)
        return self.filter(mine | work if order.merged_into_id else mine, is_shown=True)

    def of(self, orders: models.QuerySet[ServiceOrder]) -> OrderPhotoQuerySet:
        return self.filter(order__in=orders.values("pk"))

    def of_resident(self) -> OrderPhotoQuerySet:
        """Those that came with the order or with what its resident said later; whoever works on it took the others."""
        with_order = Q(event__isnull=True) | Q(event__step="place")
        return self.filter(with_order | Q(event__from_resident=True))


class OrderPhoto(models.Model):
    """照片 with an order, or with one step of its story. Never compulsory, drawn anew without its place."""

    order = models.ForeignKey(
        "orders.ServiceOrder", models.CASCADE, related_name="photos", verbose_name="订单"
    )
    event = models.ForeignKey(
        OrderEvent, models.CASCADE, null=True, related_name="photos", verbose_name="办理记录"
    )
    image = models.ImageField("照片", upload_to=upload_path)
    is_shown = models.BooleanField("居民可见", default=True)
    created_at = models.DateTimeField("上传时间", default=now, editable=False)

    objects = OrderPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "订单照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order}的照片"
