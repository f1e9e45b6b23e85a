"""What falls due in this app: agreements that begin and end, duties that come round again, and reminders."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from alliances.models import Agreement, AgreementStatus, Clause, Duty
from alliances.models.news import AT_ONCE, News, tell
from members.models import MessageKind, Organization, StepError
from officekit.jobs import Job
from officekit.text import cn_date

logger = logging.getLogger(__name__)

# Days ahead, the nearest first: only the nearest that has come is told.
DUTY_STAGES, AGREEMENT_STAGES = (0, 1, 7), (30, 60)
WEEK = 7


def _turn_agreements(moment: datetime) -> int:
    """Signed ones begin on their day, those in force end after their last one."""
    today = localdate(moment)
    rows = Agreement.objects.select_related("alliance", "host", "renews").order_by("pk")
    rows = rows.prefetch_related("parties__organization")
    begin = rows.filter(status=AgreementStatus.SIGNED, starts_on__lte=today)
    end = rows.filter(status=AgreementStatus.IN_FORCE, ends_on__lt=today)
    begun = each(begin, lambda agreement: _turn(agreement, "start", "开始履行"))
    return begun + each(end, lambda agreement: _turn(agreement, "expire", "已到期"))


@transaction.atomic
def _turn(agreement: Agreement, step: str, words: str) -> None:
    getattr(agreement, step)(by=None)
    term = f"{cn_date(agreement.starts_on)}至{cn_date(agreement.ends_on)}。"
    tell([_about(agreement, step, f"《{agreement.title}》{words}", term)])


def _about(
    agreement: Agreement,
    occasion: str,
    title: str,
    body: str,
    kind: MessageKind = MessageKind.AGREEMENT,
) -> News:
    """To its parties and its host."""
    sides = [party.organization for party in agreement.parties.all()]
    return News(
        about=agreement,
        receivers=list({unit.pk: unit for unit in [agreement.host, *sides]}.values()),
        occasion=occasion,
        title=title,
        body=body,
        kind=kind,
    )


def _warn_of_ends(moment: datetime) -> int:
    """60 and 30 days before an agreement ends, unless the one that renews it is signed."""
    today = localdate(moment)
    ending = Agreement.objects.filter(
        status=AgreementStatus.IN_FORCE,
        ends_on__range=(today, today + timedelta(days=AGREEMENT_STAGES[-1])),
    )
    renewed = Agreement.objects.filter(status=AgreementStatus.SIGNED, renews__isnull=False)
    rows = ending.exclude(pk__in=renewed.values("renews")).select_related("host")
    rows = rows.prefetch_related("parties__organization").order_by("pk")
    return tell(_warning(agreement, today) for agreement in rows.iterator(chunk_size=AT_ONCE))


def _warning(agreement: Agreement, today: date) -> News:
    left = agreement.days_left(today)
    return _about(
        agreement,
        f"ends:{agreement.ends_on:%Y%m%d}:{_stage(left, AGREEMENT_STAGES)}",
        f"《{agreement.title}》还有 {left} 天到期" if left else f"《{agreement.title}》今天到期",
        f"{cn_date(agreement.ends_on)}到期，请商量续签。",
        MessageKind.REMINDER,
    )


def _stage(days_left: int, stages: Iterable[int]) -> int | None:
    return next((stage for stage in stages if days_left <= stage), None)


def _make_occurrences(moment: datetime) -> int:
    """The next one of what comes round again: of clauses by the calendar, of what was set by hand day by day."""
    today = localdate(moment)
    clauses = Clause.objects.falling_due(today)
    made = each(clauses, lambda clause: Duty.objects.create_occurrence(clause, today))
    by_hand = Duty.objects.to_repeat(today)
    return made + each(by_hand, lambda duty: Duty.objects.repeat(duty, today))


def each(rows: Iterable[Any], act: Callable[[Any], Any]) -> int:
    """Each in a transaction of its own; what another worker has done meanwhile is left at that."""
    done = 0
    for row in rows:
        try:
            with transaction.atomic():
                done += act(row) is not False
        except (IntegrityError, StepError) as error:
            logger.info("left as it is: %s (%s)", row, error)
    return done


def _remind(moment: datetime) -> int:
    """Of duties 7 days and 1 day ahead, on their day, and every week that they are late."""
    today = localdate(moment)
    rows = Duty.objects.unfinished().filter(due_on__lte=today + timedelta(days=DUTY_STAGES[-1]))
    rows = rows.select_related("host", "lead").prefetch_related("assistants").order_by("pk")
    return tell(_reminders(rows.iterator(chunk_size=AT_ONCE), today))


def _reminders(duties: Iterable[Duty], today: date) -> Iterator[News]:
    for duty in duties:
        left = (duty.due_on - today).days
        stage = _stage(max(left, 0), DUTY_STAGES)
        # Who was told of the duty itself within this stage needs no reminder of it yet.
        if stage and localdate(duty.set_at) >= duty.due_on - timedelta(days=stage):
            continue
        yield _reminder(duty, left, stage)


def _reminder(duty: Duty, left: int, stage: int | None) -> News:
    day = f"{duty.due_on:%Y%m%d}"
    words = f"还有 {left} 天到期" if left else "今天到期"
    receivers: list[Organization] = [duty.lead, *duty.assistants.all()]
    return News(
        about=duty,
        receivers=receivers,
        # Under the due date: after an extension the new day has reminders of its own.
        occasion=f"late:{day}:{(-left - 1) // WEEK}" if left < 0 else f"due:{day}:{stage}",
        title=f"{duty.title}{f'已逾期 {-left} 天' if left < 0 else words}",
        body=f"{duty.lead.label}牵头，{cn_date(duty.due_on)}到期。来不及办完，请申请延期。",
        kind=MessageKind.REMINDER,
    )


AGREEMENTS = Job(
    name="agreements", label="协议起止", every=timedelta(hours=1), work=_turn_agreements
)
OCCURRENCES = Job(
    name="occurrences", label="定期责任", every=timedelta(hours=1), work=_make_occurrences
)
# Before the hour of the digests, which gather them.
MORNING = time(6)
ENDS = Job(
    name="ends", label="协议到期提醒", every=timedelta(days=1), at=MORNING, work=_warn_of_ends
)
REMINDERS = Job(
    name="reminders", label="责任期限提醒", every=timedelta(days=1), at=MORNING, work=_remind
)
JOBS = (AGREEMENTS, OCCURRENCES, ENDS, REMINDERS)
