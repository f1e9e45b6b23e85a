"""责任清单: rows of duties on a turned sheet. Which rows, the caller knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from officekit import looks
from officekit.looks import Column
from officekit.papers import Paper, known
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.models import Duty
    from officekit.word_layout import WordLayout

MOST_ROWS = 500


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One duty."""

    number: Annotated[str, "序号"]
    title: Annotated[str, "事项"]
    lead: Annotated[str, "责任单位"]
    helpers: Annotated[str, "配合单位"]
    source: Annotated[str, "来源"]
    due: Annotated[str, "完成期限；延过期的带“原定”"]
    state: Annotated[str, "状态；过了期限没有报结的带“逾期”"]


@dataclass(frozen=True, kw_only=True)
class DutyList:
    """责任清单."""

    title: Annotated[str, "标题"]
    host: Annotated[str, "出清单的组织"]
    scope: Annotated[str, "按什么条件列出"]
    as_of: Annotated[str, "截止日期"]
    total: Annotated[str, "共几项"]
    rows: Annotated[list[Owed], "责任事项"]


def duty_list_of(duties: Sequence[Duty], *, host: str, scope: str, today: date) -> DutyList:
    """Needs duties from `for_list()` with their assistants."""
    return DutyList(
        title="责任清单",
        host=host,
        scope=scope,
        as_of=cn_date(today),
        total=str(len(duties)),
        rows=owed_rows(duties, today),
    )


def owed_rows(duties: Sequence[Duty], today: date) -> list[Owed]:
    return [
        Owed(
            number=str(number),
            title=known(duty.detail or duty.title),
            lead=duty.lead.name,
            helpers="、".join(unit.name for unit in duty.assistants.all()),
            source=known(duty.source_label),
            due=cn_date(duty.due_on) + _first_date(duty),
            state=f"{duty.get_status_display()}{'（逾期）' if duty.is_overdue(today) else ''}",
        )
        for number, duty in enumerate(duties, 1)
    ]


def _first_date(duty: Duty) -> str:
    return f"（原定{cn_date(duty.original_due_on)}）" if duty.original_due_on else ""


def draw(word: WordLayout) -> None:
    word.title()
    word.write(looks.CAPTION, "{{ host }}　截至{{ as_of }}")
    word.write(looks.CAPTION, "范围：{{ scope }}　共 {{ total }} 项")
    word.table(
        [
            Column("序号", "{{ row.number }}", 6, looks.CELL_CENTER),
            Column("事项", "{{ row.title }}", 28),
            Column("责任单位", "{{ row.lead }}", 17),
            Column("配合单位", "{{ row.helpers }}", 17),
            Column("来源", "{{ row.source }}", 18),
            Column("完成期限", "{{ row.due }}", 20, looks.CELL_CENTER),
            Column("状态", "{{ row.state }}", 11, looks.CELL_CENTER),
        ],
        "row in rows",
    )


def sample() -> DutyList:
    owed = Owed(
        number="1",
        title="划定车位 24 个",
        lead="示例物业公司党支部",
        helpers="示例医院党总支",
        source="示例社区第四季度党建联席会议",
        due="2026年11月30日",
        state="进行中",
    )
    return DutyList(
        title="责任清单",
        host="示例社区党委",
        scope="未办结",
        as_of="2026年11月20日",
        total="1",
        rows=[owed],
    )


PAPER = Paper(
    key="duties",
    label="责任清单",
    facts=DutyList,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "duties.typ",
    sample=sample,
    landscape=True,
)
