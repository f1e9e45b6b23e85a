"""More time for an order: asked for by whoever works on it, granted in words that its resident reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.timezone import now

from alliances.models import (
    AskedExtension,
    AskedExtensionQuerySet,
    ExtensionStatus,
    extension_steps,
)
from members.models import Organization, StepError
from members.permissions import Permission, Role
from officekit.deadlines import END_OF_DAY, due_label
from officekit.text import cn_date
from orders.models.order import ServiceOrder
from orders.models.status import IN_WORK

if TYPE_CHECKING:
    from members.models import User


class OrderExtensionQuerySet(AskedExtensionQuerySet):
    @transaction.atomic
    def ask(self, order: ServiceOrder, until: date, *, by: User, reason: str) -> OrderExtension:
        """申请延期 to the end of a later day; one request at a time."""
        order.lock()
        if order.status not in IN_WORK:
            raise StepError(f"这一单{order.get_status_display()}，不用申请延期。请刷新后再看。")
        end = datetime.combine(until, END_OF_DAY, tzinfo=timezone.get_default_timezone())
        if end <= max(order.resolve_due, now()):
            raise StepError(
                f"现在的时限是{due_label(order.resolve_due)}，新的期限要比它晚，也不能早于今天。"
            )
        if order.extensions.asked().exists():
            raise StepError("已有一份延期申请在等答复；要改日期，请先收回它。")
        extension: OrderExtension = self.create(
            order=order, due_before=order.resolve_due, until=end, reason=reason.strip(), asked_by=by
        )
        extension.record_asking()
        return extension

    def decidable_by(self, user: User) -> OrderExtensionQuerySet:
        """By whoever received the order; where that is who works on it, by the street."""
        orders = ServiceOrder.objects.dispatchable_by(user)
        if user.role is not Role.STREET:
            orders = orders.exclude(lead=F("host"))
        return self.filter(order__in=orders.values("pk"))

    def retractable_by(self, user: User) -> OrderExtensionQuerySet:
        return self.filter(order__in=ServiceOrder.objects.workable_by(user).values("pk"))

    def to_decide(self, user: User) -> OrderExtensionQuerySet:
        """On the user's own desk to be answered, the longest waiting first."""
        rows = self.decidable_by(user).asked()
        if user.role is Role.STREET:
            # What the communities answer is theirs.
            rows = rows.filter(
                Q(order__host__in=user.working_for) | Q(order__lead=F("order__host"))
            )
        return rows.select_related("order__lead").order_by("asked_at", "pk")


class OrderExtension(AskedExtension):
    """订单延期申请: the lead asks for a later limit."""

    order = models.ForeignKey(
        ServiceOrder, models.CASCADE, related_name="extensions", verbose_name="订单"
    )
    due_before = models.DateTimeField("原来的时限", editable=False)
    until = models.DateTimeField("延到")

    STEPS = extension_steps(Permission.ORDER_DISPATCH, Permission.ORDER_WORK)

    objects = OrderExtensionQuerySet.as_manager()

    class Meta(AskedExtension.Meta):
        verbose_name = verbose_name_plural = "订单延期申请"
        constraints = [
            *AskedExtension.Meta.constraints,
            models.UniqueConstraint(
                name="orderextension_asked_once",
                fields=["order"],
                condition=Q(status=ExtensionStatus.ASKED),
                violation_error_message="这一单已有一份延期申请在等答复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}延到{cn_date(self.until)}"

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()

    @property
    def events(self) -> Any:
        """Told with the rest of the order's story."""
        return self.order.events.all()

    @property
    def decider(self) -> Organization:
        """Needs its order with host and alliance."""
        order = self.order
        return order.street if order.lead_id == order.host_id else order.host

    @transaction.atomic
    def grant(self, *, by: User, answer: str, note: str = "") -> None:
        """同意延期; `answer` tells the resident."""
        order = self.order
        order.lock()
        if not answer.strip():
            raise StepError("请写给居民的话：延到哪天，为什么。")
        if order.status not in IN_WORK:
            raise StepError(f"这一单{order.get_status_display()}，不用再延期。请刷新后再看。")
        if self.until <= order.resolve_due:
            raise StepError(f"时限已经是{due_label(order.resolve_due)}，不用再延。请刷新后再看。")
        self._decide("grant", by=by, note=note, answer=answer)
        order.postpone(self.until)
        order.notify()
        self._tell([order.lead], f"同意延期到{cn_date(self.until)}", by=by, body=note)

    @transaction.atomic
    def refuse(self, *, by: User, note: str) -> None:
        """不同意延期."""
        self.order.lock()
        self._decide("refuse", by=by, note=note)
        self._tell([self.order.lead], "没有同意延期", by=by, body=note)

    @transaction.atomic
    def retract(self, *, by: User, note: str = "") -> None:
        """收回延期申请."""
        self.order.lock()
        self.drop(by=by, note=note)
        self._tell([self.decider], "收回了延期申请", by=by, body=note)

    def record_asking(self) -> None:
        """The first line of its story, and the message to whoever answers."""
        label = f"申请延期到{cn_date(self.until)}"
        self.order.write("ask", label, by=self.asked_by, note=self.reason)
        self._tell([self.decider], label, by=self.asked_by, body=self.reason)

    def _take(
        self, name: str, *, by: User | None, note: str = "", answer: str = "", **changes: Any
    ) -> None:
        self._facts = {
            "order": self.order,
            "office": by.organization if by else None,
            "answer": answer.strip(),
            "is_shown": bool(answer.strip()),
        }
        super()._take(name, by=by, note=note, **changes)

    def _event_facts(self) -> dict[str, Any]:
        return self._facts

    def _tell(self, receivers: list[Organization], what: str, *, by: User, body: str) -> None:
        occasion = f"extension:{self.pk}:{self.status}"
        self.order.tell(
            receivers, f"{what}：{self.order.label}", by=by, body=body, occasion=occasion
        )
