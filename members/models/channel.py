from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction

from officekit.crypto import EncryptedTextField

if TYPE_CHECKING:
    from members.models.user import User


class Channel(models.TextChoices):
    """提醒方式: ways to a user outside the portal. The desk shows every message, whatever is chosen here."""

    EMAIL = "email", "邮件"
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"

    @classmethod
    def available(cls) -> list[Channel]:
        """Those that this portal is set up for."""
        email = [cls.EMAIL] if settings.EMAIL_READY else []
        return email + [cls(name) for name in settings.WEBHOOK_CHANNELS]


class Timing(models.TextChoices):
    """When a message of one kind leaves through one channel."""

    AT_ONCE = "at_once", "马上发"
    DAILY = "daily", "每日汇总"
    NEVER = "never", "不发"


class MessageKind(models.TextChoices):
    """消息类型: what users choose by."""

    DUTY = "duty", "责任事项"
    REMINDER = "reminder", "期限提醒"
    MEETING = "meeting", "会议"
    AGREEMENT = "agreement", "共建协议"
    ORDER = "order", "服务订单"
    PUBLICATION = "publication", "公开审核"
    ACCOUNT = "account", "账号"

    @property
    def usual_timing(self) -> Timing:
        """Where a user has chosen nothing: what can wait until tomorrow is gathered."""
        gathered = {MessageKind.REMINDER, MessageKind.PUBLICATION}
        return Timing.DAILY if self in gathered else Timing.AT_ONCE


class MessageAddressQuerySet(models.QuerySet["MessageAddress"]):
    def of(self, user: User) -> dict[str, str]:
        """By channel."""
        return dict(self.filter(user=user).values_list("channel", "address"))

    def channels_of(self, users: Iterable[int]) -> dict[int, list[str]]:
        """By user, the channels that are set up and have an address."""
        found: dict[int, list[str]] = {}
        rows = self.filter(user__in=users, channel__in=Channel.available())
        for user, channel in rows.order_by("pk").values_list("user", "channel"):
            found.setdefault(user, []).append(channel)
        return found

    def keep(self, user: User, channel: str, address: str) -> None:
        self.update_or_create(user=user, channel=channel, defaults={"address": address})

    @transaction.atomic
    def drop(self, user: User, channel: str) -> None:
        """What has not left yet for this address is not sent any more."""
        self.filter(user=user, channel=channel).delete()
        user.deliveries.filter(channel=channel).unsent().delete()


class MessageAddress(models.Model):
    """接收地址: where a user wants to be told, an e-mail address or a robot's webhook. Encrypted, shown masked."""

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="message_addresses", verbose_name="账号"
    )
    channel = models.CharField("提醒方式", max_length=12, choices=Channel)
    address = EncryptedTextField("地址")

    objects = MessageAddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接收地址"
        constraints = [
            models.UniqueConstraint(name="message_address_once", fields=["user", "channel"]),
        ]

    def __str__(self) -> str:
        return self.get_channel_display()


class MessageChoiceQuerySet(models.QuerySet["MessageChoice"]):
    def of(self, user: User) -> dict[tuple[str, str], str]:
        """The timing that the user has chosen, by channel and kind."""
        rows = self.filter(user=user).values_list("channel", "kind", "timing")
        return {(channel, kind): timing for channel, kind, timing in rows}

    def timings_of(self, users: Iterable[int]) -> dict[tuple[int, str, str], str]:
        rows = self.filter(user__in=users)
        return {(row.user_id, row.channel, row.kind): row.timing for row in rows}

    def keep(self, user: User, timings: Mapping[tuple[str, str], str]) -> None:
        MessageChoice.objects.bulk_create(
            [
                MessageChoice(user=user, channel=channel, kind=kind, timing=timing)
                for (channel, kind), timing in timings.items()
            ],
            update_conflicts=True,
            unique_fields=["user", "channel", "kind"],
            update_fields=["timing"],
        )


class MessageChoice(models.Model):
    """接收方式: when messages of one kind reach a user through one channel, where it is not the usual."""

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="message_choices", verbose_name="账号"
    )
    channel = models.CharField("提醒方式", max_length=12, choices=Channel)
    kind = models.CharField("消息类型", max_length=12, choices=MessageKind)
    timing = models.CharField("怎么发", max_length=8, choices=Timing)

    objects = MessageChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接收方式"
        constraints = [
            models.UniqueConstraint(name="message_choice_once", fields=["user", "channel", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_kind_display()}"
