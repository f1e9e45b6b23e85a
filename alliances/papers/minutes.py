"""会议纪要: one composition of facts feeds the preview, the public page, Word and PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from django.utils.timezone import localtime

from alliances.minutes import Decision, Facts, Guest, Item, facts_of
from alliances.models import AttendanceStatus, GuestRole
from alliances.papers.voices import heard_lines
from officekit import looks
from officekit.gongwen import FACES, MISSING
from officekit.papers import DRAFT, Paper, known, paragraphs
from officekit.text import cn_date, cn_month_day, cn_ordinal

if TYPE_CHECKING:
    from alliances.models import Meeting
    from officekit.word_layout import WordLayout

NOON, EVENING = 12, 18
CORRECTION = "更正稿"


@dataclass(frozen=True)
class Section:
    """One agenda item."""

    heading: Annotated[str, "议题，例如：一、关于院内停车。"]
    discussion: Annotated[str, "讨论情况的第一段，后面接“会议议定：”"]
    more: Annotated[list[str], "讨论情况的其余各段"]
    decisions: Annotated[list[str], "议定事项，一项一段"]


@dataclass(frozen=True)
class Listed:
    """Who was there, and who was not."""

    label: Annotated[str, "出席、请假、缺席、列席或记录"]
    names: Annotated[str, "单位和姓名"]


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """会议纪要 in the order of the paper: red head, number, title, body, lists of who was there."""

    mark: Annotated[str, "定稿以前是“草稿”或“更正稿”，以后是空的"] = ""
    head: Annotated[str, "红头"] = "会议纪要"
    host: Annotated[str, "召集的组织"]
    number: Annotated[str, "纪要编号；定稿以前是“待编号”"]
    title: Annotated[str, "标题"]
    opening: Annotated[list[str], "开头，一段一段"]
    sections: Annotated[list[Section], "各项议题"]
    roll: Annotated[list[Listed], "出席、请假、缺席、列席名单"]

    @property
    def text(self) -> str:
        """The whole document as plain text, for copying."""
        body = [
            line
            for section in self.sections
            for line in (
                section.heading,
                section.discussion,
                *section.more,
                *section.decisions,
            )
            if line
        ]
        roll = [f"{row.label}：{row.names}" for row in self.roll]
        head = [self.head, f"{self.host}　{self.number}", self.title]
        return "\n".join([*head, *self.opening, *body, *roll])


def minutes_document(meeting: Meeting, *, public: bool = False) -> Minutes:
    """会议纪要 of a stored meeting. `public`: guests are counted by role, not named."""
    return compose_minutes(facts_of(meeting), public=public)


def compose_minutes(facts: Facts, *, public: bool = False) -> Minutes:
    return Minutes(
        mark=_mark(facts),
        host=facts.host.name,
        number=facts.number_label,
        title=f"{known(facts.title)}纪要",
        opening=paragraphs(facts.opening) or [_opening(facts)],
        sections=[
            _section(number, item, facts.starts_at, public=public)
            for number, item in enumerate(facts.items, 1)
        ],
        roll=_roll(facts, public=public),
    )


def _mark(facts: Facts) -> str:
    if facts.is_numbered:
        return ""
    return CORRECTION if facts.is_correction else DRAFT


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


def _section(number: int, item: Item, met_at: datetime | None, *, public: bool) -> Section:
    title = known(item.title).rstrip("。") or MISSING
    about = title if title.startswith("关于") else f"关于{title}"
    first, *more = [*paragraphs(item.discussion), *heard_lines(item, public=public)] or [""]
    if item.decisions:
        *others, last = first, *more
        first, *more = *others, f"{last}会议议定："
    return Section(
        heading=f"{cn_ordinal(number)}、{about}。",
        discussion=first,
        more=more,
        decisions=[
            f"（{cn_ordinal(place)}）{_decision(decision, met_at)}"
            for place, decision in enumerate(item.decisions, 1)
        ],
    )


def _decision(decision: Decision, met_at: datetime | None) -> str:
    text = known(decision.text).rstrip("。；，") or MISSING
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


def _roll(facts: Facts, *, public: bool) -> list[Listed]:
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
        ("人数", [_turnout(facts)] if facts.required_count else []),
        ("请假", _names(facts, AttendanceStatus.EXCUSED)),
        ("缺席", _names(facts, AttendanceStatus.ABSENT)),
        ("列席", _guests(facts.guests, named=not public)),
        ("记录", [facts.recorder] if facts.recorder and not public else []),
    ]
    return [Listed(label, "、".join(names)) for label, names in lists if names]


def _turnout(facts: Facts) -> str:
    return f"应到 {len(facts.attended)} 家，实到 {facts.here_count} 家，{facts.turnout}"


def _names(facts: Facts, status: AttendanceStatus) -> list[str]:
    return [row.organization.name for row in facts.attended if row.status == status]


def _guests(guests: Iterable[Guest], *, named: bool) -> list[str]:
    if named:
        return [f"{GuestRole(guest.role).label}{guest.name}" for guest in guests if guest.role]
    counted = Counter(guest.role for guest in guests if guest.role)
    return [f"{GuestRole(role).label} {count} 人" for role, count in counted.items()]


def draw(word: WordLayout) -> None:
    word.mark()
    word.write(looks.HEAD, "{{ head }}")
    word.write(looks.NUMBER, "{{ host }}\t{{ number }}")
    word.title()
    with word.each("line in opening"):
        word.write(looks.BODY, "{{ line }}")
    with word.each("section in sections"):
        word.write(looks.BODY, (FACES.hei, "{{ section.heading }}"), "{{ section.discussion }}")
        with word.each("line in section.more"):
            word.write(looks.BODY, "{{ line }}")
        with word.each("line in section.decisions"):
            word.write(looks.BODY, "{{ line }}")
    word.write(looks.BODY)
    with word.each("row in roll"):
        word.write(looks.ROLL, (FACES.hei, "{{ row.label }}："), "{{ row.names }}")


def sample() -> Minutes:
    return Minutes(
        host="示例社区党委",
        number="〔2026〕第 3 号",
        title="示例社区第四季度党建联席会议纪要",
        opening=["2026年11月12日下午，示例社区党委在党群服务中心召开社区联席会议。"],
        sections=[
            Section(
                "一、关于院内停车。",
                "会议听取了居民代表的意见。",
                ["物业公司介绍了车位现状。会议议定："],
                ["（一）划定车位 24 个，由示例物业公司党支部负责，11月30日前完成。"],
            )
        ],
        roll=[Listed("出席", "示例物业公司党支部、示例医院党总支"), Listed("列席", "居民示例甲")],
    )


PAPER = Paper(
    key="minutes",
    label="会议纪要",
    facts=Minutes,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "minutes.typ",
    sample=sample,
)
