"""What became of a meeting's resolutions, as the public sees it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F

from alliances.models import Duty, DutyStatus, Meeting
from alliances.models.duty_status import UNFINISHED
from officekit.queries import LABEL, narrow


@dataclass(frozen=True)
class Outcome:
    """One duty; `overdue_days` is 0 unless it is late."""

    title: str
    lead: Any
    due_on: date
    status: str
    status_label: str
    overdue_days: int


def outcomes_of(meeting: Meeting, today: date) -> list[Outcome]:
    duties = Duty.objects.filter(resolution__meeting=meeting)
    duties = narrow(duties, "title", "detail", "due_on", "status", lead=LABEL)
    # What a correction struck comes last.
    place = F("resolution__agenda_item__order").asc(nulls_last=True)
    return [
        Outcome(
            title=duty.detail or duty.title,
            lead=duty.lead,
            due_on=duty.due_on,
            status=duty.status,
            status_label=duty.get_status_display(),
            overdue_days=(today - duty.due_on).days if duty.is_overdue(today) else 0,
        )
        for duty in duties.order_by(place, "resolution__order", "pk")
    ]


def outcome_note(outcomes: list[Outcome]) -> str:
    """“7 项 · 已销号 4 项 · 进行中 2 项 · 逾期 1 项”, only what there is."""
    verified = sum(row.status == DutyStatus.VERIFIED for row in outcomes)
    overdue = sum(row.overdue_days > 0 for row in outcomes)
    parts = [("已销号", verified), ("逾期", overdue), ("其他", len(outcomes) - verified - overdue)]
    return " · ".join([f"{len(outcomes)} 项", *(f"{label} {n} 项" for label, n in parts if n)])


def trail_of(meeting: Meeting, outcomes: list[Outcome]) -> list[str]:
    """这次会议从哪来、到哪去, only what there is."""
    came = meeting.agenda_items.aggregate(
        carried=Count("carries", distinct=True), topics=Count("topics", distinct=True)
    )
    unfinished = sum(row.status in UNFINISHED for row in outcomes)
    told = (
        (came["carried"], "以前没有办结的 {} 项，自动排进本次议程"),
        (came["topics"], "成员单位提的议题，列入 {} 项"),
        (len(outcomes), "本次议定的 {} 项，都有责任单位和期限"),
        (unfinished, "还没有办结的 {} 项，会排进下次会议的议程"),
    )
    return [words.format(number) for number, words in told if number]
