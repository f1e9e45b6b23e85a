"""The way out: a delivery as a mail, or as a word of a group robot in WeCom, DingTalk or Feishu."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from members.models import Channel, Delivery, Message, MessageAddress
from officekit.text import cn_month_day, excerpt

if TYPE_CHECKING:
    from django.db.models import QuerySet

logger = logging.getLogger(__name__)

# What a robot's word may hold: 2,048 bytes at WeCom.
ROBOT_LINES, ROBOT_LINE, ROBOT_BODY = 10, 40, 400
MAIL_LINES = 50


class NotDeliveredError(Exception):
    """With the reason, which names neither address nor key."""


@dataclass(frozen=True)
class Line:
    """One message in a letter."""

    title: str
    body: str
    url: str


@dataclass(frozen=True)
class Letter:
    """What leaves the portal: the subject, its messages, how many more there are, and where all are."""

    subject: str
    lines: Sequence[Line]
    more: int
    url: str


def deliver(delivery: Delivery, moment: datetime) -> bool:
    """One try, if nobody else has it: claimed first, marked right after the sending."""
    if not delivery.claim(moment):
        return False
    address = MessageAddress.objects.of(delivery.user).get(delivery.channel, "")
    if not (address and delivery.user.is_active):
        delivery.delete()
        return False
    try:
        _send(delivery, address)
    except NotDeliveredError as error:
        delivery.fail(str(error))
        return False
    except Exception:
        # Whatever it is must not keep the deliveries behind it waiting.
        logger.exception("delivery %s", delivery.pk)
        delivery.fail("发送时出错，详见系统日志")
        return False
    delivery.succeed()
    return True


def _send(delivery: Delivery, address: str) -> None:
    if delivery.channel not in Channel.available():
        raise NotDeliveredError("本系统现在没有开通这种提醒方式")
    if delivery.channel == Channel.EMAIL:
        _mail(_letter(delivery, MAIL_LINES), address)
    else:
        _tell_robot(_letter(delivery, ROBOT_LINES), address)


def _letter(delivery: Delivery, limit: int) -> Letter:
    if delivery.message:
        return Letter(delivery.message.title, [_line(delivery.message)], 0, _list_url())
    rows: QuerySet[Message] = Message.objects.filter(
        deliveries__digest=delivery.digest_id, deliveries__channel=delivery.channel
    )
    total, shown = rows.count(), rows.order_by("pk")[:limit]
    day = delivery.digest.day if delivery.digest else None
    subject = f"{cn_month_day(day)}消息汇总，共 {total} 条"
    return Letter(subject, [_line(row) for row in shown], max(0, total - limit), _list_url())


def _line(message: Message) -> Line:
    return Line(message.title, message.body, f"{settings.SITE_URL}{message.get_absolute_url()}")


def _list_url() -> str:
    return f"{settings.SITE_URL}{reverse('members:message_list')}"


def _mail(letter: Letter, address: str) -> None:
    context = {
        "letter": letter,
        "settings_url": f"{settings.SITE_URL}{reverse('members:message_settings')}",
    }
    mail = EmailMultiAlternatives(
        subject=f"【党建联盟】{letter.subject}",
        body=render_to_string("members/mail.txt", context),
        to=[address],
        # No answer machine answers what a machine has written.
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("members/mail.html", context), "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise NotDeliveredError("邮件服务器不接受这个收件地址") from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotDeliveredError("邮件服务器不接受本系统的账号") from error
    except smtplib.SMTPException as error:
        raise NotDeliveredError("邮件服务器拒绝了这封邮件") from error
    except OSError as error:
        raise NotDeliveredError("连接不上邮件服务器") from error


def _tell_robot(letter: Letter, address: str) -> None:
    # Loaded when it is needed: it takes as long as the rest of the portal's start.
    from members.robots import tell  # noqa: PLC0415

    lines = [f"· {excerpt(line.title, ROBOT_LINE)}" for line in letter.lines]
    if len(lines) == 1:
        lines = [excerpt(line.body, ROBOT_BODY) for line in letter.lines if line.body]
    if letter.more:
        lines.append(f"另有 {letter.more} 条。")
    url = letter.lines[0].url if len(letter.lines) == 1 else letter.url
    if not tell(address, "\n".join([letter.subject, *lines, f"查看：{url}"])):
        raise NotDeliveredError("对方没有接收，请检查机器人是否还在、安全设置是否允许")
