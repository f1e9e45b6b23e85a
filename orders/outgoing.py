"""短信: what a person has written to residents leaves for those who have left a mobile phone."""

from __future__ import annotations

from datetime import datetime

from members.sms import SmsError, send_sms
from orders.models import OrderNotice
from orders.models.notice import STALE

# A run ends some time even while the service is slow; the next one goes on.
AT_ONCE = 200


def notify(moment: datetime) -> int:
    """What is due now, the oldest first; how many were sent."""
    due = list(OrderNotice.objects.due(moment)[:AT_ONCE])
    return sum(_send(notice, moment) for notice in due)


def _send(notice: OrderNotice, moment: datetime) -> bool:
    """One try, if nobody else has it: claimed first, marked right after the sending."""
    if why_not := _why_not(notice, moment):
        notice.skip(why_not)
        return False
    if not notice.claim(moment):
        return False
    try:
        send_sms(notice.phone, notice.text)
    except SmsError as error:
        notice.fail(str(error))
        return False
    notice.succeed()
    return True


def _why_not(notice: OrderNotice, moment: datetime) -> str:
    if notice.order.is_wiped:
        return "个人信息已清除"
    if not notice.phone:
        return "没有留手机号"
    return "过了三天，不再发送" if notice.created_at < moment - STALE else ""
