"""议题征集表: what has been proposed so far, and lines to write more on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from alliances.models import Fourfold, Topic, TopicStatus
from alliances.models.meeting_status import OPEN_AGENDA
from officekit import looks
from officekit.looks import Column
from officekit.papers import Paper, clean, known
from officekit.text import cn_datetime

if TYPE_CHECKING:
    from alliances.models import Meeting
    from members.models import Organization
    from officekit.word_layout import WordLayout

LINES = 8  # with those that are written on already


@dataclass(frozen=True)
class Line:
    """One topic, or a line to write one on."""

    number: Annotated[str, "序号"]
    title: Annotated[str, "议题"] = ""
    fourfold: Annotated[str, "四共类别"] = ""
    proposer: Annotated[str, "提出单位"] = ""
    note: Annotated[str, "情况说明"] = ""


@dataclass(frozen=True, kw_only=True)
class Topics:
    """议题征集表."""

    title: Annotated[str, "标题"]
    host: Annotated[str, "召集的组织"]
    when: Annotated[str, "会议时间"]
    place: Annotated[str, "会议地点"]
    phone: Annotated[str, "召集组织的联系电话"]
    kinds: Annotated[str, "四共类别的名称"]
    rows: Annotated[list[Line], "已提出的议题，后面是空行"]


def topics_of(meeting: Meeting) -> Topics:
    lines = [
        Line(
            number=str(number),
            title=known(title),
            fourfold=Fourfold(fourfold).label,
            proposer=proposer.name if proposer else "",
            note=clean(note),
        )
        for number, (title, fourfold, proposer, note) in enumerate(_proposed(meeting), 1)
    ]
    blank = [Line(str(number)) for number in range(len(lines) + 1, LINES + 1)]
    return Topics(
        title=f"{known(meeting.title)}议题征集表",
        host=meeting.host.name,
        when=cn_datetime(meeting.starts_at),
        place=known(meeting.place),
        phone=known(meeting.host.phone),
        kinds="、".join(Fourfold.labels),
        rows=lines + blank,
    )


def _proposed(meeting: Meeting) -> Iterator[tuple[str, str, Organization | None, str]]:
    """The agenda; while it is open also what waits to be put on it."""
    for item in meeting.agenda_items.select_related("proposer").prefetch_related("topics"):
        details = [topic.detail for topic in item.topics.all()]
        yield item.title, item.fourfold, item.proposer, "\n".join(details) or item.discussion
    if meeting.status in OPEN_AGENDA:
        waiting = Topic.objects.filter(
            alliance=meeting.alliance_id, body=meeting.host_id, status=TopicStatus.PROPOSED
        )
        for topic in waiting.select_related("proposer").order_by("proposed_at", "pk"):
            yield topic.title, topic.fourfold, topic.proposer, topic.detail


def draw(word: WordLayout) -> None:
    word.title()
    word.write(looks.CAPTION, "召集：{{ host }}")
    word.write(looks.CAPTION, "时间：{{ when }}")
    word.write(looks.CAPTION, "地点：{{ place }}")
    word.table(
        [
            Column("序号", "{{ row.number }}", 8, looks.CELL_CENTER),
            Column("议题", "{{ row.title }}", 26),
            Column("类别", "{{ row.fourfold }}", 15, looks.CELL_CENTER),
            Column("提出单位", "{{ row.proposer }}", 20),
            Column("情况说明", "{{ row.note }}", 30),
        ],
        "row in rows",
        height=15,
    )
    word.write(looks.NOTE, "类别填：{{ kinds }}。填好后请交召集组织，联系电话：{{ phone }}。")


def sample() -> Topics:
    proposed = Line("1", "院内停车", "急事共商", "示例物业公司党支部", "车位不足，居民反映较多。")
    return Topics(
        title="示例社区第四季度党建联席会议议题征集表",
        host="示例社区党委",
        when="2026年11月23日 14:30",
        place="示例社区党群服务中心",
        phone="0000-0000000",
        kinds="、".join(Fourfold.labels),
        rows=[proposed, *(Line(str(number)) for number in range(2, LINES + 1))],
    )


PAPER = Paper(
    key="topics",
    label="议题征集表",
    facts=Topics,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "topics.typ",
    sample=sample,
)
