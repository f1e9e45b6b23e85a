"""What residents do with their order: withdraw it, urge, add to it, say whether it is solved, open it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate, now

from members.models import StepError
from orders.models.handling import HandledModel
from orders.models.settings import OrderRules
from orders.models.status import AWAITING, DONE, OPEN, OrderStatus, Solved

if TYPE_CHECKING:
    from django.core.files.base import File

LOW_STARS = 2
# Words that a resident may add to one order: nobody needs more, and a flood of them helps nobody.
MOST_ADDITIONS = 30


class RatedModel(HandledModel):
    """Abstract: the part of 服务订单 that its resident moves, without an account."""

    class Meta:
        abstract = True

    @transaction.atomic
    def withdraw(self, *, note: str = "") -> None:
        """撤回点单, until it is done."""
        self._take(
            "withdraw",
            by=None,
            answer=note,
            from_resident=True,
            answer_due=None,
            paused_at=None,
            closed_at=now(),
        )
        self.tell(self._workers(), f"居民撤回了：{self.label}", by=None)

    @transaction.atomic
    def urge(self) -> None:
        """催办, once a day: whoever must act now is told."""
        if self.status not in OPEN:
            raise StepError(f"这一单{self.get_status_display()}，不用催办。")
        today = localdate()
        rows: Any = models.QuerySet(type(self)).filter(pk=self.pk, status__in=OPEN)
        if not rows.filter(Q(urged_on__lt=today) | Q(urged_on__isnull=True)).update(urged_on=today):
            raise StepError("今天已经催办过，责任单位已经收到。明天可以再催。")
        self.refresh_from_db()
        self.record("urge", "居民催办")
        self._tell_workers(f"居民催办：{self.label}", f"urge:{today:%Y%m%d}")

    @transaction.atomic
    def add(self, words: str, photos: Iterable[File] = ()) -> None:
        """补充: words or photos of the resident, as long as the order is not wiped."""
        if not self._has_room():
            raise StepError("补充的内容已经很多了，请直接打电话给社区。")
        # Keeps the row until the words stand: a wiping before it refuses them, one after it finds them.
        unwiped: Any = models.QuerySet(type(self)).filter(pk=self.pk, wiped_on__isnull=True)
        if not unwiped.update(wiped_on=None):
            raise StepError("这一单的个人信息已经清除，不能再补充。")
        event = self.record("add", "居民补充", words)
        self.attach(photos)
        self._tell_workers(f"居民补充了情况：{self.label}", f"add:{event.pk}")

    @transaction.atomic
    def rate(self, *, solved: str, stars: int, words: str = "") -> None:
        """评价: what the resident thinks of it. Not solved, or poorly, opens it again with somebody else responsible."""
        if solved not in Solved.values or stars not in range(1, 6):
            raise StepError("请选择问题解决了没有，再打 1 到 5 分。")
        self._take(
            "rate",
            by=None,
            answer=words,
            from_resident=True,
            solved=solved,
            stars=stars,
            rated_on=localdate(),
            answer_due=None,
            closed_at=self.closed_at or now(),
        )
        if solved == Solved.NO or stars <= LOW_STARS:
            self._open_again(words)

    @transaction.atomic
    def reopen(self, *, words: str = "") -> None:
        """重开: the resident says it is not solved, within the days that the street allows."""
        last = self.last_day_to_reopen()
        if last is None or localdate() > last:
            raise StepError("已经过了可以重开的期限。如果又出了问题，请再点一单。")
        self._open_again(words)

    def last_day_to_reopen(self) -> Any:
        """None where there is nothing to open again."""
        ended = self.finished_at or (self.closed_at if self.status == OrderStatus.REFUSED else None)
        if ended is None or self.status not in {*DONE, OrderStatus.REFUSED}:
            return None
        days = OrderRules.objects.of(self.alliance).reopen_days
        return localdate(ended) + timedelta(days=days)

    def _open_again(self, words: str) -> None:
        """By the community, where a unit had done it; by the street, where the community itself had."""
        limits, moment = self.limits, now()
        above = self.status == OrderStatus.REFUSED or self.lead_id == self.host_id
        name = "reopen_above" if above and not self.is_streets else "reopen"
        receiver = self.street if name == "reopen_above" else self.host
        if self.status == OrderStatus.REFUSED and self.is_streets:
            raise StepError("这一单由街道答复，不能在网上重开。请打电话给街道。")
        self._take(
            name,
            by=None,
            answer=words,
            from_resident=True,
            responsible=receiver,
            handler=None,
            lead=None,
            refusal=None,
            answer_due=limits.answer_due(moment),
            resolve_due=limits.resolve_due(moment),
            finished_at=None,
            days_taken=None,
            on_time=None,
            closed_at=None,
            reopened=self.reopened + 1,
        )
        self.assistants.clear()
        # Messages leave the portal: what the resident wrote is read on the order's page.
        self.tell([receiver], f"居民说没解决，已重开：{self.label}", by=None)

    def record(self, step: str, label: str, words: str = "") -> Any:
        """A line of the story that moves nothing."""
        return self.events.create(
            step=step,
            label=label,
            source=self.status,
            target=self.status,
            answer=words.strip(),
            is_shown=True,
            from_resident=True,
        )

    def _has_room(self) -> bool:
        return bool(self.events.filter(step="add").count() < MOST_ADDITIONS)

    def _workers(self) -> list[Any]:
        return [self.host, *([self.lead] if self.lead else [])]

    def _tell_workers(self, title: str, occasion: str) -> None:
        receivers = [self.turn_of] if self.status in AWAITING else self._workers()
        self.tell(receivers, title, by=None, occasion=occasion)
