"""会议通知: when, where and what about, to whom the meeting expects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from alliances.minutes import facts_of
from alliances.models import MeetingStatus
from officekit import looks
from officekit.chapters import Chapter, chapters, points
from officekit.gongwen import MISSING
from officekit.papers import DRAFT, Paper, known
from officekit.text import cn_date, cn_datetime, cn_weekday

if TYPE_CHECKING:
    from alliances.models import Meeting
    from officekit.word_layout import WordLayout


@dataclass(frozen=True, kw_only=True)
class Notice:
    """会议通知."""

    mark: Annotated[str, "发出通知以前是“草稿”，取消以后是“已取消”"] = ""
    title: Annotated[str, "标题"]
    addressees: Annotated[str, "主送单位，末尾带冒号"]
    opening: Annotated[str, "开头一段"]
    chapters: Annotated[list[Chapter], "时间、地点、主持人、议题、联系电话"]
    host: Annotated[str, "召集的组织（署名）"]
    date: Annotated[str, "发出通知的日期"]


def notice_of(meeting: Meeting) -> Notice:
    facts = facts_of(meeting)
    called = meeting.events.filter(step="call").order_by("-pk").first()
    units = [row.organization.name for row in facts.attended]
    name = known(meeting.title)
    day, moment = cn_weekday(meeting.starts_at), cn_datetime(meeting.starts_at)
    return Notice(
        mark=_mark(meeting.status),
        title=f"关于召开{name}的通知",
        addressees=f"{'、'.join(units) or MISSING}：",
        opening=f"定于{cn_date(meeting.starts_at)}召开{name}，现将有关事项通知如下：",
        chapters=chapters(
            ("时间", [f"{moment}（{day}）。"]),
            ("地点", [f"{known(meeting.place)}。"]),
            ("主持人", [f"{known(meeting.chair)}。"]),
            ("议题", points(f"{known(item.title)}。" for item in facts.items) or [f"{MISSING}。"]),
            ("联系电话", [f"{known(meeting.host.phone)}。"]),
        ),
        host=meeting.host.name,
        date=cn_date(called.at) if called else MISSING,
    )


def _mark(status: str) -> str:
    if status == MeetingStatus.COLLECTING:
        return DRAFT
    return "已取消" if status == MeetingStatus.CANCELLED else ""


def draw(word: WordLayout) -> None:
    word.mark()
    word.title()
    word.write(looks.ADDRESSEE, "{{ addressees }}")
    word.write(looks.BODY, "{{ opening }}")
    word.chapters()
    word.signed()


def sample() -> Notice:
    return Notice(
        title="关于召开示例社区第四季度党建联席会议的通知",
        addressees="示例物业公司党支部、示例医院党总支：",
        opening="定于2026年11月23日召开示例社区第四季度党建联席会议，现将有关事项通知如下：",
        chapters=chapters(
            ("时间", ["2026年11月23日 14:30（星期一）。"]),
            ("地点", ["示例社区党群服务中心。"]),
            ("议题", points(["院内停车。", "冬季义诊。"])),
        ),
        host="示例社区党委",
        date="2026年11月16日",
    )


PAPER = Paper(
    key="notice",
    label="会议通知",
    facts=Notice,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "notice.typ",
    sample=sample,
)
