"""The figures of a quarter's report: for the page, its lists and the paper alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alliance_portal.quarter import rows
from alliance_portal.quarter.period import Line, Period
from alliances.models import AgreementStatus, DutyStatus
from officekit.figures import Figure, add_up, counted
from projects.models import ProjectStatus

# Nobody reports so much; it only bounds what the database counts.
CAP = 1_000_000
SIGNED_ONCE = (AgreementStatus.SIGNED, AgreementStatus.IN_FORCE, AgreementStatus.EXPIRED)
KEPT = (AgreementStatus.IN_FORCE, AgreementStatus.EXPIRED, AgreementStatus.RENEWED)


def _meeting_lines() -> Iterator[Line]:
    told: dict[str, Any] = {"order": ("starts_at", "pk"), "tell": rows.tell_meeting}
    yield Line(
        key="meetings",
        label="召开会议",
        unit="次",
        definition="开会时间在本季度、已经召开的各类会议，纪要还没有定稿的也算。",
        rows=rows.meetings,
        **told,
    )
    yield Line(
        key="minutes",
        label="纪要定稿",
        unit="份",
        definition="本季度召开的会议里，纪要现在已经定稿编号的。",
        rows=lambda period: rows.meetings(period).filter(minutes_number__isnull=False),
        **told,
    )
    yield Line(
        key="resolutions",
        label="议定事项",
        unit="件",
        definition="本季度会议的定稿纪要里议定的事项，一条算一件。",
        rows=rows.resolutions,
        order=("pk",),
        tell=rows.tell_resolution,
    )


def _duty_lines() -> Iterator[Line]:
    told: dict[str, Any] = {"unit": "件", "order": ("due_on", "pk"), "tell": rows.tell_duty}
    yield Line(
        key="set",
        label="新下达",
        definition="本季度下达的责任事项，来自会议、协议和手工下达的都算。",
        rows=lambda period: rows.duties(period).filter(**period.within("set_at")),
        **told,
    )
    yield Line(
        key="verified",
        label="已销号",
        definition="本季度核实销号的责任事项，不论什么时候下达。",
        rows=lambda period: rows.duties(period).filter(
            status=DutyStatus.VERIFIED, **period.within("verified_at")
        ),
        **told,
    )
    yield Line(
        key="overdue",
        label="逾期未报结",
        definition="完成期限在季度末或今天以前、到现在还没有报结的责任事项，以前季度留下的也算。",
        rows=lambda period: rows.duties(period).overdue(min(period.next_days[0], period.today)),
        **told,
    )
    yield Line(
        key="held-over",
        label="延后再议",
        unit="件次",
        definition="本季度议程里写明原因、留到以后会议的没有办结的事项；同一件延后两次算两件次。",
        rows=rows.held_over,
        order=("held_over_at", "pk"),
        tell=rows.tell_held_over,
    )


def _agreement_lines() -> Iterator[Line]:
    told: dict[str, Any] = {"unit": "份", "order": ("ends_on", "pk"), "tell": rows.tell_agreement}
    yield Line(
        key="in-force",
        label="履行中",
        definition="季度末（本季度没过完的，今天）在履行期内的协议；后来终止的不算。",
        rows=lambda period: rows.agreements(period).filter(
            status__in=KEPT, starts_on__lte=period.until, ends_on__gte=period.until
        ),
        **told,
    )
    yield Line(
        key="signed",
        label="新签订",
        definition="各方签订完毕的日期在本季度的协议。",
        rows=lambda period: rows.agreements(period).filter(signed_on__range=period.days),
        **told,
    )
    yield Line(
        key="ending",
        label="到期",
        definition="到期日期在本季度的协议；已终止的不算。",
        rows=lambda period: rows.agreements(period).filter(
            status__in=[*SIGNED_ONCE, AgreementStatus.RENEWED], ends_on__range=period.days
        ),
        **told,
    )


def _project_lines() -> Iterator[Line]:
    told: dict[str, Any] = {"unit": "个", "order": ("starts_on", "pk"), "tell": rows.tell_project}
    yield Line(
        key="started",
        label="新开始",
        definition="开始日期在本季度的共建项目；已取消的不算。",
        rows=lambda period: (
            rows.projects(period)
            .filter(starts_on__range=period.days)
            .exclude(status=ProjectStatus.CANCELLED)
        ),
        **told,
    )
    yield Line(
        key="running",
        label="实施中",
        definition="季度末（本季度没过完的，今天）已经开始、还没有完成的共建项目；待认领、暂停和取消的不算。",
        rows=rows.running,
        **told,
    )
    yield Line(
        key="finished",
        label="完成",
        definition="完成日期在本季度的共建项目。",
        rows=lambda period: rows.projects(period).filter(
            status__in=rows.DONE, finished_on__range=period.days
        ),
        **told,
    )
    yield Line(
        key="claims",
        label="单位认领",
        unit="家次",
        definition="本季度单位认领项目的次数；一家单位认领两个项目算两家次。",
        rows=rows.claims,
        order=("at", "pk"),
        tell=rows.tell_claim,
    )


def _coming_lines() -> Iterator[Line]:
    yield Line(
        key="due-next",
        label="下季度到期的责任事项",
        unit="件",
        definition="完成期限在下一季度、还没有报结的责任事项。",
        rows=lambda period: rows.duties(period).unfinished().filter(due_on__range=period.next_days),
        order=("due_on", "pk"),
        tell=rows.tell_duty,
    )
    yield Line(
        key="ending-next",
        label="下季度到期的协议",
        unit="份",
        definition="到期日期在下一季度、已签订或履行中的协议。",
        rows=lambda period: rows.agreements(period).filter(
            status__in=SIGNED_ONCE, ends_on__range=period.next_days
        ),
        order=("ends_on", "pk"),
        tell=rows.tell_agreement,
    )


MEETINGS = "联席会议开展情况"
CHAPTERS: dict[str, tuple[Line, ...]] = {
    MEETINGS: tuple(_meeting_lines()),
    "责任清单落实情况": tuple(_duty_lines()),
    "共建协议履行情况": tuple(_agreement_lines()),
    "共建项目推进情况": tuple(_project_lines()),
    "下季度安排": tuple(_coming_lines()),
}
LINES = {line.key: line for lines in CHAPTERS.values() for line in lines}


def count_lines(period: Period) -> dict[str, int]:
    """How many rows each line has; one query."""
    return add_up([counted(key, line.rows(period), CAP) for key, line in LINES.items()])


def figures_of(period: Period) -> dict[str, list[Figure]]:
    """By chapter."""
    counts = count_lines(period)
    return {
        chapter: [line.figure(period, counts.get(line.key, 0)) for line in lines]
        for chapter, lines in CHAPTERS.items()
    }
