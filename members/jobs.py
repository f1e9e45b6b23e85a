"""What falls due in this app: messages that leave the portal, digests, and messages that are old."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime

from members.models import Delivery, Digest, Message
from members.outside import deliver
from officekit.jobs import Job
from officekit.workdays import is_workday

DAYS_A_MONTH = 30.44
# A run ends some time even while a mail server is slow; the next one goes on.
AT_ONCE = 200


def _deliver(moment: datetime) -> int:
    due = list(Delivery.objects.due(moment).select_related("user", "message", "digest")[:AT_ONCE])
    return sum(deliver(delivery, moment) for delivery in due)


def _gather(moment: datetime) -> int:
    """On working days from the set time on: what was said before that time, in one message for each user."""
    today = localtime(moment).date()
    until = localtime(moment).replace(
        hour=settings.DIGEST_TIME.hour, minute=settings.DIGEST_TIME.minute, second=0, microsecond=0
    )
    if moment < until or not is_workday(today):
        return 0
    Delivery.objects.forget_read()
    users = Digest.objects.users_to_tell(today, until)
    return sum(Digest.objects.gather(user, today, until) for user in users)


def _purge(moment: datetime) -> int:
    before = moment - timedelta(days=round(settings.MESSAGE_MONTHS * DAYS_A_MONTH))
    Digest.objects.purge(before.date())
    return Message.objects.purge(before)


GATHER = Job(name="gather", label="每日汇总", every=timedelta(minutes=5), work=_gather)
DELIVER = Job(name="deliver", label="消息送达", every=timedelta(minutes=1), work=_deliver)
PURGE = Job(name="purge", label="清理旧消息", every=timedelta(days=1), work=_purge)
# What was gathered leaves in the same run.
JOBS = (GATHER, DELIVER, PURGE)
