"""What falls due by itself with orders: silence hands them up, limits are called to mind, residents are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils.timezone import localdate, localtime

from alliances.jobs import each
from alliances.models import Alliance
from alliances.models.news import AT_ONCE, News, tell
from members.models import MessageKind
from officekit import photos
from officekit.deadlines import Limit, Span, deadline, due_label
from officekit.jobs import Job
from officekit.workdays import is_workday
from orders.dues import holidays_of
from orders.models import OrderStatus, ServiceOrder
from orders.outgoing import notify
from orders.wiping import wipe

# Nobody is reminded before people get up; what passes in silence is handed up at once, day and night.
FIRST_HOUR = 7
AHEAD = Limit(1, Span.WORKDAYS)
HELD_BY_STREET = Q(status=OrderStatus.ESCALATED) | Q(host=F("alliance__anchor"))
SILENT = {
    OrderStatus.PLACED: "受理时限已过，{}没有答复。",
    OrderStatus.ACCEPTED: "派单时限已过，{}还没有派出去。",
    OrderStatus.DISPATCHED: "接单时限已过，{}没有答复。",
}


def _break_silence(moment: datetime) -> int:
    silent = ServiceOrder.objects.silent(moment).exclude(HELD_BY_STREET).for_desk()
    return each(silent.iterator(chunk_size=AT_ONCE), hand_up)


def hand_up(order: ServiceOrder) -> None:
    """Whose limit to answer has passed goes to the street, which is told why; the silent are told, too."""
    note = SILENT[OrderStatus(order.status)].format(order.turn_of.label)
    silent = {place.pk: place for place in (order.host, order.turn_of)}
    order.escalate(by=None, note=note)
    order.tell(
        silent.values(),
        f"时限已过，已上报街道：{order.label}",
        by=None,
        body=note,
        occasion=f"silent:{order.turn}",
    )


def _remind_streets(moment: datetime) -> int:
    """兜底: what the street itself has left unanswered, once each working day."""
    held = ServiceOrder.objects.silent(moment).filter(HELD_BY_STREET)
    return tell(_by_alliance(held, moment, _unanswered))


def _unanswered(rows: Any, moment: datetime, holidays: Any) -> Iterator[News]:
    today = localdate(moment)
    if not is_workday(today, holidays):
        return
    for order in rows.for_desk().iterator(chunk_size=AT_ONCE):
        yield News(
            about=order,
            receivers=[order.street, order.turn_of],
            occasion=f"held:{today:%Y%m%d}",
            title=f"等街道答复：{order.label}",
            body=f"答复时限是{due_label(order.answer_due)}，已经过了。请今天答复，或者直接派单。",
            kind=MessageKind.REMINDER,
        )


def _remind_workers(moment: datetime) -> int:
    """Of the limit to be done: on the working day before, and when it has passed, once each."""
    running = ServiceOrder.objects.open().exclude(status=OrderStatus.PAUSED)
    return tell(_by_alliance(running, moment, _limits))


def _limits(rows: Any, moment: datetime, holidays: Any) -> Iterator[News]:
    soon = deadline(moment, AHEAD, holidays)
    near = rows.filter(resolve_due__lte=soon).for_desk()
    for order in near.iterator(chunk_size=AT_ONCE):
        due, is_late = order.resolve_due, order.resolve_due < moment
        # Who ordered within the last working day has just been dealt with.
        if is_late or deadline(order.created_at, AHEAD, holidays) < due:
            yield News(
                about=order,
                receivers=[order.host, order.turn_of],
                occasion=f"{'late' if is_late else 'soon'}:{due:%Y%m%d%H%M}",
                title=f"{'已超期' if is_late else '快到办结时限'}：{order.label}",
                body=f"办结时限是{due_label(due)}，现在{order.get_status_display()}，由{order.turn_of.label}办理。",
                kind=MessageKind.REMINDER,
            )


def _by_alliance(rows: Any, moment: datetime, find: Any) -> Iterator[News]:
    """Each by the calendar of its own street; nothing at night."""
    if localtime(moment).hour >= FIRST_HOUR:
        alliances = Alliance.objects.order_by("pk").values_list("pk", flat=True)
        for pk, holidays in holidays_of(alliances).items():
            yield from find(rows.filter(alliance=pk), moment, holidays)


SILENCE = Job(
    name="order-silence", label="无答复上报", every=timedelta(minutes=1), work=_break_silence
)
STREETS = Job(
    name="order-streets", label="街道答复提醒", every=timedelta(hours=1), work=_remind_streets
)
LIMITS = Job(
    name="order-limits", label="办结时限提醒", every=timedelta(hours=1), work=_remind_workers
)
PHOTOS = Job(
    name="pending-photos",
    label="清理没有提交的照片",
    every=timedelta(days=1),
    work=photos.drop_old,
)
NOTICES = Job(name="order-notices", label="居民短信", every=timedelta(minutes=1), work=notify)
WIPE = Job(
    name="order-wipe", label="清除居民个人信息", every=timedelta(days=1), at=time(3), work=wipe
)
JOBS = (SILENCE, STREETS, LIMITS, NOTICES, PHOTOS, WIPE)
