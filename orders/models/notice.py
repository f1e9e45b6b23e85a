from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from officekit.personal import MOBILE
from officekit.redaction import erase
from officekit.text import excerpt
from orders.models.event import OrderEvent

if TYPE_CHECKING:
    from orders.models.order import ServiceOrder

# Longer than any sending takes: whose worker has died is tried again after it.
LEASE = timedelta(minutes=5)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
# Later it is no news, and would only puzzle: the page of the order has it anyway.
STALE = timedelta(days=3)
LONGEST_ANSWER = 200


class OrderNoticeQuerySet(models.QuerySet["OrderNotice"]):
    def plan(self, event: OrderEvent, orders: list[ServiceOrder]) -> None:
        """To everybody who ordered this: what a person has just written to the resident."""
        OrderNotice.objects.bulk_create([OrderNotice(order=order, event=event) for order in orders])

    def due(self, moment: datetime) -> OrderNoticeQuerySet:
        """To be sent now, the oldest first."""
        waiting = self.filter(sent_at__isnull=True, next_try_at__lte=moment)
        rows = waiting.select_related("order__alliance__anchor", "event__order")
        return rows.order_by("next_try_at", "pk")

    def given_up(self) -> OrderNoticeQuerySet:
        """Tried in vain, the newest first; what was never to be sent is not among them."""
        return self.filter(sent_at__isnull=True, next_try_at__isnull=True, tries__gt=0).order_by(
            "-pk"
        )


class OrderNotice(models.Model):
    """短信通知: one message to one resident, in words that a person has seen. Its text is the event's answer.

    Sent at least once: the try is written down before the sending (`claim`) and the success right after it.
    """

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

    last_error = models.CharField(
        "没有发出的原因", max_length=200, blank=True, db_default="", editable=False
    )

    objects = OrderNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "短信通知"
        indexes = [
            models.Index(
                name="ordernotice_due",
                fields=["next_try_at", "id"],
                condition=Q(sent_at__isnull=True),
            ),
            # Few: what was never to be sent is not among them.
            models.Index(
                name="ordernotice_given_up",
                fields=["-id"],
                condition=Q(sent_at__isnull=True, next_try_at__isnull=True, tries__gt=0),
            ),
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

    @property
    def phone(self) -> str:
        """Where it goes; "" where the resident has left no mobile phone."""
        number: str = self.order.phone
        return number if MOBILE.fullmatch(number) else ""

    @property
    def text(self) -> str:
        """Street, own code, answer; nobody's name, phone or door, also not of who ordered the same before."""
        people = (self.order, self.event.order)
        names, addresses = [one.name for one in people], [one.address for one in people]
        answer = erase(self.event.answer, names=names, addresses=addresses)
        street = self.order.alliance.anchor.label
        return f"【{street}】{self.order.shown_code}：{excerpt(answer, LONGEST_ANSWER)}"

    def claim(self, at: datetime) -> bool:
        """Takes this try before anybody else does; whoever dies over it is followed by another after the lease."""
        seen = self._unsent().filter(next_try_at=self.next_try_at)
        taken = seen.update(tries=F("tries") + 1, next_try_at=at + LEASE)
        self.refresh_from_db(fields=["tries", "next_try_at"])
        return bool(taken)

    def succeed(self) -> None:
        self._unsent().update(sent_at=now(), next_try_at=None, last_error="")

    def fail(self, error: str) -> None:
        """Tried again after 1, 5 and 25 minutes, then given up. The error names no number."""
        again = now() + WAITS[self.tries - 1] if self.tries <= len(WAITS) else None
        self._unsent().update(next_try_at=again, last_error=error)

    def skip(self, why: str) -> None:
        """Not to be sent at all; whoever asks sees it on the page of the order."""
        self._unsent().update(next_try_at=None, last_error=why)

    def try_again(self) -> bool:
        """再发一次, after the cause was mended."""
        given_up = OrderNotice.objects.given_up().filter(pk=self.pk)
        return bool(given_up.update(tries=0, next_try_at=now(), last_error=""))

    def _unsent(self) -> OrderNoticeQuerySet:
        return OrderNotice.objects.filter(pk=self.pk, sent_at__isnull=True)
