"""Official documents, composed from facts alone: what is missing prints as 待补."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from alliances.minutes import Decision, Facts, Guest, Item, facts_of
from alliances.models import AttendanceStatus, GuestRole
from officekit.text import cn_date, cn_month_day, cn_number

if TYPE_CHECKING:
    from alliances.models import Meeting

MISSING = "待补"
MOST_NUMBERED = 99  # cn_number goes no further
NOON, EVENING = 12, 18


@dataclass(frozen=True)
class Section:
    """一、关于…: one agenda item."""

    heading: str
    discussion: str
    decisions: list[str]


@dataclass(frozen=True)
class Minutes:
    """会议纪要 in the order of the paper: red head, number, title, body, lists of who was there."""

    host: str
    number: str
    title: str
    opening: str
    sections: list[Section]
    roll: list[tuple[str, str]]
    head: str = "会议纪要"

    @property
    def text(self) -> str:
        """The whole document as plain text, for copying."""
        body = [
            line
            for section in self.sections
            for line in (section.heading, section.discussion, *section.decisions)
            if line
        ]
        roll = [f"{label}：{names}" for label, names in self.roll]
        head = [self.head, f"{self.host}　{self.number}", self.title]
        return "\n".join([*head, self.opening, *body, *roll])


def minutes_document(meeting: Meeting, *, public: bool = False) -> Minutes:
    """会议纪要 of a stored meeting. `public`: guests are counted by role, not named."""
    return compose_minutes(facts_of(meeting), public=public)


def compose_minutes(facts: Facts, *, public: bool = False) -> Minutes:
    return Minutes(
        host=facts.host.name,
        number=facts.number_label,
        title=f"{facts.title or MISSING}纪要",
        opening=facts.opening.strip() or _opening(facts),
        sections=[
            _section(number, item, facts.starts_at) for number, item in enumerate(facts.items, 1)
        ],
        roll=_roll(facts, public=public),
    )


def _opening(facts: Facts) -> str:
    chair = f"，{facts.chair}主持" if facts.chair else ""
    kind = facts.kind.name if facts.kind else "会议"
    met = (
        f"{_when(facts.starts_at)}，{facts.host.name}在{facts.place or MISSING}召开{kind}{chair}。"
    )
    return f"{met}{_who(facts)}现将议定事项纪要如下："


def _when(at: datetime | None) -> str:
    if at is None:
        return MISSING
    hour = localtime(at).hour
    part = "上午" if hour < NOON else "下午" if hour < EVENING else "晚上"
    return f"{cn_date(at)}{part}"


def _who(facts: Facts) -> str:
    here = [row.organization.name for row in facts.attended if row.is_here]
    if not here:
        return f"到会单位{MISSING}。"
    if len(here) == 1:
        return f"{here[0]}代表参加会议。"
    return f"{here[0]}等 {len(here)} 家单位代表参加会议。"


def _section(number: int, item: Item, met_at: datetime | None) -> Section:
    title = item.title.strip().rstrip("。") or MISSING
    about = title if title.startswith("关于") else f"关于{title}"
    return Section(
        heading=f"{_ordinal(number)}、{about}。",
        discussion=item.discussion.strip(),
        decisions=[
            f"（{_ordinal(place)}）{_decision(decision, met_at)}"
            for place, decision in enumerate(item.decisions, 1)
        ],
    )


def _decision(decision: Decision, met_at: datetime | None) -> str:
    text = decision.text.strip().rstrip("。；，") or MISSING
    lead = f"由{decision.lead.name if decision.lead else MISSING}负责"
    helpers = "、".join(unit.name for unit in decision.assistants)
    helped = f"，{helpers}配合" if helpers else ""
    return f"{text}，{lead}{helped}，{_due(decision.due_on, met_at)}前完成。"


def _due(day: date | None, met_at: datetime | None) -> str:
    """Without the year where it is the meeting's own."""
    if day is None:
        return MISSING
    same_year = met_at is not None and localtime(met_at).year == day.year
    return cn_month_day(day) if same_year else cn_date(day)


def _roll(facts: Facts, *, public: bool) -> list[tuple[str, str]]:
    """The lists at the foot; 出席 is always there, the others only where they name somebody."""
    present = [
        f"{row.organization.name}（代参）"
        if row.status == AttendanceStatus.PROXY
        else row.organization.name
        for row in facts.attended
        if row.is_here
    ]
    lists = [
        ("出席", present or [MISSING]),
        ("请假", _names(facts, AttendanceStatus.EXCUSED)),
        ("缺席", _names(facts, AttendanceStatus.ABSENT)),
        ("列席", _guests(facts.guests, named=not public)),
        ("记录", [facts.recorder] if facts.recorder and not public else []),
    ]
    return [(label, "、".join(names)) for label, names in lists if names]


def _names(facts: Facts, status: AttendanceStatus) -> list[str]:
    return [row.organization.name for row in facts.attended if row.status == status]


def _guests(guests: Iterable[Guest], *, named: bool) -> list[str]:
    if named:
        return [f"{GuestRole(guest.role).label}{guest.name}" for guest in guests if guest.role]
    counted = Counter(guest.role for guest in guests if guest.role)
    return [f"{GuestRole(role).label} {count} 人" for role, count in counted.items()]


def _ordinal(number: int) -> str:
    return cn_number(number) if number <= MOST_NUMBERED else str(number)
