from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate, now
from simple_history.models import HistoricalRecords

from alliances.models import (
    PUBLICATION_STEPS,
    Publication,
    PublishedModel,
    PublishedQuerySet,
    Scope,
)
from alliances.models.publication import UNLOCKED, WAITING, public_index
from members.models import EditedModel, Event, Step, StepError
from members.permissions import Permission
from officekit.queries import LABEL, narrow
from officekit.search import SearchTextField, bigram_index
from officekit.text import cn_date
from orders.models.event import OrderPhoto
from orders.models.order import ServiceOrder
from orders.models.settings import OrderRules
from orders.models.status import OrderStatus

if TYPE_CHECKING:
    from members.models import User
    from orders.models.order_rows import ServiceOrderQuerySet

SHOWABLE = frozenset({OrderStatus.VERIFIED, OrderStatus.RATED})

OBJECT = Step(
    "object",
    "居民提出异议",
    set(WAITING),
    Publication.PRIVATE,
    Permission.ORDER_OWN,
    "publication",
    asks="不同意公开的原因",
    quick=False,
)


class OrderResultQuerySet(PublishedQuerySet):
    def for_list(self) -> OrderResultQuerySet:
        return self.select_related("alliance__anchor", "host", "order__category", "order__lead")

    def listed(self) -> OrderResultQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        return narrow(self, "title", "publication", "order", "objection_until", host=LABEL)

    def to_write(self, user: User) -> ServiceOrderQuerySet:
        """Orders verified on the user's side of which nothing is written yet."""
        done = ServiceOrder.objects.dispatchable_by(user).filter(status__in=sorted(SHOWABLE))
        return done.filter(shown_result__isnull=True)

    def start(self, order: ServiceOrder) -> OrderResult:
        """What the community starts from: everything that is known of the order already. Not stored."""
        units = [order.lead, *order.assistants.all()] if order.lead else []
        return OrderResult(
            alliance=order.alliance,
            host=order.host,
            order=order,
            title=order.title,
            done=order.result,
            partners="、".join(unit.label for unit in units),
        )


class OrderResult(EditedModel, PublishedModel):
    """晒单: what came of an order, in words that tell of nobody; on the board once it is approved."""

    order = models.OneToOneField(
        ServiceOrder, models.PROTECT, related_name="shown_result", verbose_name="订单"
    )
    title = models.CharField("标题", max_length=60)
    done = models.TextField("做了什么")
    partners = models.CharField("谁参加了", max_length=200, blank=True)
    words_checked = models.BooleanField("文字里没有居民的姓名、电话、门牌号和证件号", default=False)
    photos_checked = models.BooleanField(
        "照片里没有认得出的人脸、车牌和门牌（没有照片也请勾选）", default=False
    )
    # The resident may object until then; empty where there is nobody to ask.
    objection_until = models.DateField("居民可以提出异议到", null=True, editable=False)
    search_text = SearchTextField(sources=("title", "done", "partners"))

    STEPS = (*PUBLICATION_STEPS, OBJECT)
    EDITABLE = UNLOCKED

    history = HistoricalRecords(
        table_name="h_orderresult", excluded_fields=["search_text", "edits"]
    )
    objects = OrderResultQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "晒单"
        indexes = [
            *PublishedModel.Meta.indexes,
            public_index("orderresult_public", "-id"),
            models.Index(name="orderresult_by_alliance", fields=["alliance", "-id"]),
            models.Index(name="orderresult_by_host", fields=["host", "-id"]),
            bigram_index("orderresult_search"),
        ]
        constraints = [
            *PublishedModel.Meta.constraints,
            models.CheckConstraint(
                name="orderresult_checked_first",
                condition=Q(publication__in=[Publication.PRIVATE, Publication.WITHDRAWN])
                | Q(words_checked=True, photos_checked=True),
                violation_error_message="提出公开以前要核对文字和照片。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("orders:desk_result_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("orders:order_detail", args=[self.alliance.slug, self.order_id])

    @property
    def publishable(self) -> bool:
        """Needs a row with its order."""
        checked = self.words_checked and self.photos_checked
        return checked and self.order.status in SHOWABLE

    @transaction.atomic
    def propose(self, *, by: User, note: str = "") -> None:
        """提出公开: the resident reads on the tracking page what is to be public, and may object."""
        until = self._last_day_to_object()
        self._check_ready()
        self._take(
            "propose",
            by=by,
            note=note,
            scope=Scope.PUBLIC,
            proposed_by=by,
            proposed_at=now(),
            objection_until=until,
        )
        self.order.announce(self._announcement(), by=by, label="准备晒单")

    def _check_ready(self) -> None:
        if self.order.status not in SHOWABLE:
            raise StepError("订单核实以后才能晒单。")
        if not self.publishable:
            raise StepError("请先核对文字和照片，在修改页面里勾选两项核对，再提出公开。")

    def _last_day_to_object(self) -> Any:
        """None where the resident left no contact."""
        if not self.order.phone:
            return None
        return localdate() + timedelta(days=OrderRules.objects.of(self.alliance).objection_days)

    def _announcement(self) -> str:
        words = f"这件事的办理结果准备公开，标题是“{self.title}”，不出现您的姓名、电话和门牌。"
        if self.objection_until is None:
            return words
        return f"{words}不同意公开的，请在{cn_date(self.objection_until)}前提出。"

    def publish(self, *, by: User, note: str = "") -> None:
        """公开, once the resident's days to object are over."""
        if self.objection_until and localdate() <= self.objection_until:
            raise StepError(
                f"居民在{cn_date(self.objection_until)}前可以提出异议，请在那以后再公开。"
            )
        super().publish(by=by, note=note)

    @transaction.atomic
    def object(self, *, note: str = "") -> None:
        """居民提出异议: it goes back to the community, which talks to the resident first."""
        if self.objection_until is None or localdate() > self.objection_until:
            raise StepError("已经过了可以提出异议的日期。公开以后觉得不合适，请联系社区撤回。")
        self._take("object", by=None, note=note)
        self.order.tell(
            [self.host, self.alliance.anchor],
            f"居民不同意晒单：{self.order.label}",
            by=None,
            body=note,
            occasion=f"object:{self.edits}",
        )

    def can_be_objected_to(self) -> bool:
        until = self.objection_until
        return self.publication in WAITING and until is not None and localdate() <= until


class OrderResultEvent(Event):
    """晒单办理记录."""

    orderresult = models.ForeignKey(
        OrderResult, models.CASCADE, related_name="events", verbose_name="晒单"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "晒单办理记录"


class ResultPhotoQuerySet(models.QuerySet["ResultPhoto"]):
    def open_in(self, results: models.QuerySet[OrderResult]) -> ResultPhotoQuerySet:
        return self.filter(result__in=results.values("pk")).select_related("result", "photo")


class ResultPhoto(models.Model):
    """晒单照片: a photo of the order that may be shown, from before or after the work."""

    class Stage(models.TextChoices):
        BEFORE = "before", "办理前"
        AFTER = "after", "办理后"

    result = models.ForeignKey(
        OrderResult, models.CASCADE, related_name="photos", verbose_name="晒单"
    )
    photo = models.OneToOneField(
        OrderPhoto, models.CASCADE, related_name="shown_as", verbose_name="照片"
    )
    stage = models.CharField("办理前后", max_length=8, choices=Stage)
    alt = models.CharField("照片说明", max_length=100)

    objects = ResultPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "晒单照片"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="resultphoto_is_described",
                condition=~Q(alt=""),
                violation_error_message="请写一句照片说明。",
            )
        ]

    def __str__(self) -> str:
        return self.alt
