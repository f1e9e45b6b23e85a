"""What an order is: what the resident said, and where it stands."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now

from alliances.models import Alliance
from members.models import Organization, StepModel
from officekit.codes import new_code, show_code
from officekit.crypto import EncryptedTextField
from officekit.personal import mask_name, mask_phone
from officekit.redaction import redact_homes
from officekit.search import SearchTextField
from orders.models.item import ServiceItem
from orders.models.limits import Limits, limits_of
from orders.models.settings import OrderCategory, RefusalReason
from orders.models.status import (
    CLOSED,
    IN_WORK,
    NOT_TAKING,
    OPEN,
    RUNNING,
    STAGES,
    WITH_LEAD,
    Channel,
    OrderStatus,
    Solved,
    Urgency,
    VerifiedBy,
)

if TYPE_CHECKING:
    from datetime import datetime


def _organization(verbose_name: str, related_name: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        Organization,
        models.PROTECT,
        null=null,
        blank=null,
        related_name=related_name,
        verbose_name=verbose_name,
    )


class PlacedModel(StepModel):
    """Abstract: the facts of 服务订单."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="orders", verbose_name="联盟"
    )
    host = _organization("受理组织", "received_orders")
    code = models.CharField("受理编号", max_length=9, unique=True, default=new_code, editable=False)
    # The form that placed it: sent twice, it is the same order.
    submission = models.UUIDField("提交标识", unique=True, default=uuid.uuid4, editable=False)
    category = models.ForeignKey(
        OrderCategory, models.PROTECT, related_name="orders", verbose_name="服务类别"
    )
    item = models.ForeignKey(
        ServiceItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name="服务",
    )
    title = models.CharField("事项", max_length=60, help_text="不要写姓名、电话和门牌。")
    words = models.TextField("居民怎么说")
    area = models.CharField(
        "大致位置", max_length=40, blank=True, help_text="街巷或小区，不写门牌。"
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel, default=Channel.WEB)
    urgency = models.CharField("紧急程度", max_length=12, choices=Urgency, default=Urgency.NORMAL)

    # Personal: encrypted here, masked on every page, wiped by a job.
    name = EncryptedTextField("称呼", blank=True)
    phone = EncryptedTextField("联系电话", blank=True)
    address = EncryptedTextField("详细地址", blank=True)
    # For who has no phone: chosen with them when staff place their order.
    follow_number = EncryptedTextField("查询数字", blank=True)
    contact_key = models.CharField("电话指纹", max_length=64, blank=True, editable=False)
    consent_version = models.PositiveSmallIntegerField("同意的隐私说明版本", editable=False)
    consented_at = models.DateTimeField("同意时间", default=now, editable=False)
    wiped_on = models.DateField("个人信息清除日期", null=True, editable=False)

    status = models.CharField(
        "状态", max_length=12, choices=OrderStatus, default=OrderStatus.PLACED
    )
    turn = models.PositiveIntegerField("办理次数", default=0, editable=False)
    responsible = _organization("责任组织", "answered_orders")
    handler = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="经办人",
    )
    lead: Any = _organization("承办单位", "led_orders", null=True)
    assistants = models.ManyToManyField(
        Organization, related_name="assisted_orders", blank=True, verbose_name="协办单位"
    )
    escalations = models.PositiveSmallIntegerField("上报街道次数", default=0, editable=False)
    reopened = models.PositiveSmallIntegerField("重开次数", default=0, editable=False)

    created_at = models.DateTimeField("点单时间", default=now, editable=False)
    accepted_at = models.DateTimeField("受理时间", null=True, editable=False)
    # None: nobody's answer is awaited.
    answer_due = models.DateTimeField("须答复的时限", null=True, editable=False)
    resolve_due = models.DateTimeField("办结时限", editable=False)
    # Empty until an extension is granted.
    first_resolve_due = models.DateTimeField("原定办结时限", null=True, editable=False)
    paused_at = models.DateTimeField("暂停计时的时间", null=True, editable=False)
    finished_at = models.DateTimeField("办结时间", null=True, editable=False)
    # What the figures count: from 点单 to 办结 in days of the calendar, and whether that was inside the limit.
    days_taken = models.PositiveSmallIntegerField("办结用了几天", null=True, editable=False)
    on_time = models.BooleanField("按时办结", null=True, editable=False)
    closed_at = models.DateTimeField("了结时间", null=True, editable=False)
    urged_on = models.DateField("最近催办", null=True, editable=False)

    refusal = models.ForeignKey(
        RefusalReason,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="orders",
        verbose_name="不予受理的原因",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="followers",
        verbose_name="并入",
    )
    result = models.TextField("办理结果", blank=True, editable=False)
    verified_way = models.CharField(
        "核实方式", max_length=8, choices=VerifiedBy, blank=True, editable=False
    )
    verified_on = models.DateField("核实日期", null=True, editable=False)
    solved = models.CharField(
        "居民说解决了没有", max_length=8, choices=Solved, blank=True, editable=False
    )
    stars = models.PositiveSmallIntegerField(
        "居民打分",
        null=True,
        editable=False,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rated_on = models.DateField("评价日期", null=True, editable=False)
    search_text = SearchTextField(sources=("title", "area", "code", "searched_words"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("orders:desk_order_detail", args=[self.pk])

    @cached_property
    def shown_code(self) -> str:
        """LX-7K3-M9Q-HD4. Needs a row with its alliance."""
        return show_code(self.code, self.alliance.order_prefix)

    @property
    def label(self) -> str:
        """What a message may say of it outside the portal: needs a row with its category and alliance."""
        return f"{self.category}（{self.shown_code}）"

    @property
    def masked_contact(self) -> str:
        """王** · 138****1234."""
        return " · ".join(filter(None, [mask_name(self.name), mask_phone(self.phone)]))

    @property
    def searched_words(self) -> str:
        return redact_homes(self.words)

    @property
    def limits(self) -> Limits:
        """Looked up anew: two queries."""
        return limits_of(self.alliance, self.category, self.urgency, self.item)

    @property
    def street(self) -> Organization:
        anchor: Organization = self.alliance.anchor
        return anchor

    @property
    def is_streets(self) -> bool:
        """Addressed to the street itself: 投诉建议, or what no community could be found for."""
        return bool(self.host_id == self.alliance.anchor_id)

    @property
    def turn_of(self) -> Organization:
        """Who has to act now, where somebody has."""
        if self.status == OrderStatus.ESCALATED:
            return self.street
        if self.status in WITH_LEAD and self.lead:
            return self.lead  # type: ignore[no-any-return]
        return self.host  # type: ignore[no-any-return]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def takes_others(self) -> bool:
        """Whether another order may be merged into it."""
        return self.status not in NOT_TAKING

    @property
    def is_wiped(self) -> bool:
        return self.wiped_on is not None

    @property
    def stage(self) -> int:
        """Which of the four steps it stands at, from 0; those that ended aside stand at none: -1."""
        found = (n for n, (_, states) in enumerate(STAGES) if self.status in states)
        return next(found, -1)

    def due(self) -> datetime | None:
        """The limit that runs now: for an answer, else for the result. None while the clock stops or all is done."""
        if self.status == OrderStatus.PAUSED:
            return None
        return self.resolve_due if self.status in IN_WORK else self.answer_due

    def is_late(self, moment: datetime) -> bool:
        """Not done, and past the limit for being done: 超期."""
        return self.status in RUNNING and self.resolve_due < moment
