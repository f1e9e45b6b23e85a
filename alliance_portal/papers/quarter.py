"""季度共建工作汇报: the figures of a quarter, and below them the rows that they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from alliance_portal.quarter.lines import CHAPTERS, MEETINGS, count_lines
from alliance_portal.quarter.period import Line, Period
from alliances.models import Duty, Meeting
from officekit import looks
from officekit.chapters import Chapter, Part, chapters, parts, points
from officekit.looks import Column
from officekit.papers import Paper, known
from officekit.text import cn_date

if TYPE_CHECKING:
    from officekit.word_layout import WordLayout

MOST_ROWS = 200  # of each figure; the desk lists all of them


@dataclass(frozen=True)
class Counted:
    """One figure."""

    label: Annotated[str, "指标"]
    value: Annotated[str, "数字和单位"]
    definition: Annotated[str, "口径"]


@dataclass(frozen=True, kw_only=True)
class QuarterReport:
    """季度共建工作汇报."""

    title: Annotated[str, "标题"]
    opening: Annotated[str, "开头一段"]
    chapters: Annotated[list[Chapter], "总体情况、会议、责任、协议、项目和下季度安排"]
    host: Annotated[str, "汇报的组织（署名）"]
    date: Annotated[str, "出汇报的日期"]
    figures: Annotated[list[Counted], "附表：各项数据和口径"]


def quarter_report_of(period: Period) -> QuarterReport:
    """The same number of queries however much happened."""
    counts = count_lines(period)
    content = [(name, _content(name, lines, period, counts)) for name, lines in CHAPTERS.items()]
    overall = [_summary(name, lines, counts) for name, lines in CHAPTERS.items()]
    first, _ = period.days
    return QuarterReport(
        title=f"{period.host.name}{period.label}共建工作汇报",
        opening=f"现将{cn_date(first)}至{cn_date(period.until)}的共建工作情况汇报如下，"
        f"各件事项的状态以{cn_date(period.today)}为准。",
        chapters=chapters(("总体情况", overall), *content),
        host=period.host.name,
        date=cn_date(period.today),
        figures=[
            Counted(line.label, f"{counts.get(line.key, 0)} {line.unit}", line.definition)
            for line in chain.from_iterable(CHAPTERS.values())
        ],
    )


def _summary(name: str, lines: Iterable[Line], counts: dict[str, int]) -> str:
    told = "，".join(f"{line.label} {counts.get(line.key, 0)} {line.unit}" for line in lines)
    return f"{name}：{told}。"


def _content(
    name: str, lines: Iterable[Line], period: Period, counts: dict[str, int]
) -> list[Part] | list[str]:
    found = _meetings(lines, period, counts) if name == MEETINGS else _rows(lines, period, counts)
    return parts(found) or ["没有。"]


def _rows(
    lines: Iterable[Line], period: Period, counts: dict[str, int]
) -> list[tuple[str, list[str]]]:
    return [
        (
            f"{line.label}（{counts.get(line.key, 0)} {line.unit}）",
            _cut([line.tell(row).line for row in _first(line, period)], line, counts),
        )
        for line in lines
        if counts.get(line.key, 0)
    ]


def _first(line: Line, period: Period) -> Iterable[Any]:
    return line.rows(period).order_by(*line.order)[:MOST_ROWS]


def _cut(told: list[str], line: Line, counts: dict[str, int]) -> list[str]:
    rest = counts[line.key] - len(told)
    more = [f"另有 {rest} {line.unit}没有列出，见工作台的季度汇报。"] if rest else []
    return points(told) + more


def _meetings(
    lines: Iterable[Line], period: Period, counts: dict[str, int]
) -> list[tuple[str, list[str]]]:
    """Every meeting with what it settled and what became of that."""
    line = next(iter(lines))
    meetings = list(_first(line, period))
    settled = _settled(meetings)
    told = [
        (_heading(line, meeting), points(settled.get(meeting.pk, [])) or ["没有议定事项。"])
        for meeting in meetings
    ]
    rest = counts.get(line.key, 0) - len(told)
    return [*told, ("其他会议", [f"另有 {rest} 次没有列出。"])] if rest else told


def _heading(line: Line, meeting: Meeting) -> str:
    said = line.tell(meeting)
    return f"{known(said.title)}（{said.detail}）"


def _settled(meetings: Iterable[Meeting]) -> dict[int, list[str]]:
    """By meeting, its resolutions as the duties that they became; none before the minutes are final."""
    duties = Duty.objects.filter(resolution__meeting__in=[meeting.pk for meeting in meetings])
    order = ("resolution__agenda_item__order", "resolution__order", "pk")
    found: dict[int, list[str]] = {}
    for duty in duties.select_related("lead", "resolution").order_by(*order):
        state = f"{duty.lead.label}牵头，{cn_date(duty.due_on)}前，{duty.get_status_display()}"
        found.setdefault(duty.resolution.meeting_id, []).append(  # type: ignore[union-attr]
            f"{known(duty.detail or duty.title).rstrip('。；，')}（{state}）。"
        )
    return found


def draw(word: WordLayout) -> None:
    word.title()
    word.write(looks.BODY, "{{ opening }}")
    word.chapters()
    word.signed()
    word.write(looks.CAPTION, "附：数据和口径")
    word.table(
        [
            Column("指标", "{{ row.label }}", 22),
            Column("数据", "{{ row.value }}", 16, looks.CELL_CENTER),
            Column("口径", "{{ row.definition }}", 62),
        ],
        "row in figures",
    )


def sample() -> QuarterReport:
    return QuarterReport(
        title="示例社区党委2026年第四季度共建工作汇报",
        opening="现将2026年10月1日至2026年11月20日的共建工作情况汇报如下。",
        chapters=chapters(
            ("总体情况", ["联席会议开展情况：召开会议 1 次。"]),
            (
                "联席会议开展情况",
                parts(
                    [
                        (
                            "社区联席会议（2026年11月12日，〔2026〕第 3 号）",
                            points(["划定车位 24 个（示例物业公司党支部牵头，进行中）。"]),
                        )
                    ]
                ),
            ),
        ),
        host="示例社区党委",
        date="2026年11月20日",
        figures=[Counted("召开会议", "1 次", "开会时间在本季度、已经召开的各类会议。")],
    )


PAPER = Paper(
    key="quarter-report",
    label="季度共建工作汇报",
    facts=QuarterReport,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "quarter.typ",
    sample=sample,
)
