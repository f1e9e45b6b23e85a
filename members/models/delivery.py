from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.timezone import now

from members.models.channel import Channel, MessageAddress, MessageChoice, Timing
from officekit.text import cn_date

if TYPE_CHECKING:
    from members.models.message import Message
    from members.models.organization import Organization

# Longer than any sending takes: whose worker has died is tried again after it.
LEASE = timedelta(minutes=5)
FIRST_RETRY, RETRY_FACTOR, MAX_TRIES = timedelta(minutes=1), 5, 6


class DeliveryState(models.TextChoices):
    """待发送 → 已送达 | 没有送达, when given up; or 待汇总 → 已汇总 into the day's one message."""

    WAITING = "waiting", "待发送"
    HELD = "held", "待汇总"
    GATHERED = "gathered", "已汇总"
    SENT = "sent", "已送达"
    FAILED = "failed", "没有送达"


STATES: dict[str, DeliveryState] = {
    Timing.AT_ONCE: DeliveryState.WAITING,
    Timing.DAILY: DeliveryState.HELD,
}


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def plan(self, messages: Sequence[Message]) -> None:
        """The ways on which these messages leave the portal, as each user has chosen; three queries."""
        users = {message.user_id for message in messages}
        channels = MessageAddress.objects.channels_of(users)
        if not channels:
            return
        timings = MessageChoice.objects.timings_of(channels)
        planned = (
            Delivery(message=message, user_id=message.user_id, channel=channel, state=state)
            for message in messages
            for channel in channels.get(message.user_id, [])
            if (
                state := STATES.get(
                    timings.get((message.user_id, channel, message.kind), message.usual_timing)
                )
            )
        )
        Delivery.objects.bulk_create(planned, ignore_conflicts=True)

    def due(self, at: datetime) -> DeliveryQuerySet:
        waiting = self.filter(state=DeliveryState.WAITING, next_try_at__lte=at)
        return waiting.order_by("next_try_at", "pk")

    def unsent(self) -> DeliveryQuerySet:
        return self.filter(state__in=[DeliveryState.WAITING, DeliveryState.HELD])

    def failed(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.FAILED)

    def to_people_of(self, street: Organization) -> DeliveryQuerySet:
        """And of all below it."""
        return self.filter(user__organization__path__startswith=street.path)

    def held(self, until: datetime) -> DeliveryQuerySet:
        """Waiting for a digest since before then."""
        return self.filter(state=DeliveryState.HELD, message__created_at__lt=until)

    def forget_read(self) -> None:
        """What was read on the desk in the meantime needs no digest."""
        self.filter(state=DeliveryState.HELD, message__read_at__isnull=False).delete()


class Delivery(models.Model):
    """送达: one message, or one digest, on its way through one channel.

    Sent at least once: the try is written down before the sending (`claim`) and the success right after it, so a
    second sending needs a crash between the two. No exactly-once is possible towards a mail server.
    """

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="deliveries", verbose_name="收件人"
    )
    channel = models.CharField("提醒方式", max_length=12, choices=Channel)
    message = models.ForeignKey(
        "members.Message",
        models.CASCADE,
        null=True,
        related_name="deliveries",
        verbose_name="消息",
    )
    digest = models.ForeignKey(
        "members.Digest",
        models.CASCADE,
        null=True,
        related_name="deliveries",
        verbose_name="每日汇总",
    )
    state = models.CharField(
        "状态", max_length=12, choices=DeliveryState, default=DeliveryState.WAITING
    )
    tries = models.PositiveSmallIntegerField("试过（次）", default=0)
    next_try_at = models.DateTimeField("下次发送", default=now, editable=False)
    sent_at = models.DateTimeField("送达时间", null=True, editable=False)
    last_error = models.CharField("上次没有送达的原因", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        indexes = [models.Index(name="delivery_due", fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(name="delivery_once", fields=["message", "channel"]),
            models.UniqueConstraint(
                name="delivery_digest_once",
                fields=["digest", "channel"],
                condition=Q(message__isnull=True),
            ),
            models.CheckConstraint(
                name="delivery_of_something",
                condition=Q(message__isnull=False) | Q(digest__isnull=False),
                violation_error_message="没有消息可以送达。",
            ),
            models.CheckConstraint(
                name="delivery_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
                violation_error_message="送达了才有送达时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_state_display()}"

    def claim(self, at: datetime) -> bool:
        """Takes this try before anybody else does; whoever dies over it is followed by another after the lease."""
        seen = self._waiting().filter(next_try_at=self.next_try_at)
        if not seen.update(tries=F("tries") + 1, next_try_at=at + LEASE):
            return False
        self.refresh_from_db()
        return True

    def succeed(self) -> None:
        self._waiting().update(state=DeliveryState.SENT, sent_at=now(), last_error="")

    def fail(self, error: str) -> None:
        """Tried again after 1, 5, 25 … minutes, then given up. The error names no address and no key."""
        if self.tries >= MAX_TRIES:
            self._waiting().update(state=DeliveryState.FAILED, last_error=error)
            return
        wait = FIRST_RETRY * RETRY_FACTOR ** (self.tries - 1)
        self._waiting().update(next_try_at=now() + wait, last_error=error)

    def try_again(self) -> bool:
        """再试一次, after the cause was mended."""
        given_up = Delivery.objects.failed().filter(pk=self.pk)
        return bool(
            given_up.update(state=DeliveryState.WAITING, tries=0, next_try_at=now(), last_error="")
        )

    def give_up(self) -> bool:
        """不再发送: an address that nobody can mend."""
        return bool(Delivery.objects.failed().filter(pk=self.pk).delete()[0])

    def _waiting(self) -> DeliveryQuerySet:
        return Delivery.objects.filter(pk=self.pk, state=DeliveryState.WAITING)


class _NothingToTell(Exception):  # noqa: N818 -- undoes a digest
    pass


class DigestQuerySet(models.QuerySet["Digest"]):
    def users_to_tell(self, day: date, until: datetime) -> list[int]:
        held = Delivery.objects.held(until).exclude(user__in=self.filter(day=day).values("user"))
        return list(held.order_by("user").values_list("user", flat=True).distinct())

    def gather(self, user: int, day: date, until: datetime) -> bool:
        """Makes the user's digest of that day, once and never an empty one; with it, one delivery for each channel."""
        try:
            with transaction.atomic():
                self._gather(self.create(user_id=user, day=day), until)
        except (IntegrityError, _NothingToTell):
            return False
        return True

    def _gather(self, digest: Digest, until: datetime) -> None:
        held = Delivery.objects.held(until).filter(user=digest.user_id)
        channels = sorted(set(held.values_list("channel", flat=True)))
        if not held.update(state=DeliveryState.GATHERED, digest=digest):
            raise _NothingToTell
        Delivery.objects.bulk_create(
            Delivery(user_id=digest.user_id, channel=channel, digest=digest) for channel in channels
        )

    def purge(self, before: date) -> None:
        self.filter(day__lt=before).delete()


class Digest(models.Model):
    """每日汇总: what a user wanted to be told once a day, of one day."""

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="digests", verbose_name="收件人"
    )
    day = models.DateField("日期")

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "每日汇总"
        constraints = [
            models.UniqueConstraint(
                name="digest_once_a_day",
                fields=["user", "day"],
                violation_error_message="这一天已经汇总过。",
            )
        ]

    def __str__(self) -> str:
        return f"{cn_date(self.day)}汇总"
