"""签到表: whom the meeting expects, a column to sign in, and lines for whoever else comes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from alliances.minutes import facts_of
from officekit import looks
from officekit.looks import Column
from officekit.papers import Paper, clean, known
from officekit.text import cn_datetime

if TYPE_CHECKING:
    from alliances.models import Meeting
    from officekit.word_layout import WordLayout

BLANK_LINES = 5


@dataclass(frozen=True)
class Signer:
    """One line; the signature itself is written by hand."""

    number: Annotated[str, "序号"]
    unit: Annotated[str, "单位，或列席人员的身份"] = ""
    name: Annotated[str, "姓名，登记过才有"] = ""
    note: Annotated[str, "签到情况：到会、代参、请假、缺席、列席；没有点过是空的"] = ""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """签到表."""

    title: Annotated[str, "标题"]
    host: Annotated[str, "召集的组织"]
    when: Annotated[str, "会议时间"]
    place: Annotated[str, "会议地点"]
    rows: Annotated[list[Signer], "应到单位、列席人员，后面是空行"]


def sign_in_of(meeting: Meeting) -> SignIn:
    facts = facts_of(meeting)
    units = [
        (row.organization.name, row.name, row.label if row.status else "") for row in facts.attended
    ]
    guests = [(guest.label, guest.name, "列席") for guest in facts.guests]
    rows = [*units, *guests, *[("", "", "")] * BLANK_LINES]
    return SignIn(
        title=f"{known(meeting.title)}签到表",
        host=meeting.host.name,
        when=cn_datetime(meeting.starts_at),
        place=known(meeting.place),
        rows=[
            Signer(str(number), unit, clean(name), note)
            for number, (unit, name, note) in enumerate(rows, 1)
        ],
    )


def draw(word: WordLayout) -> None:
    word.title()
    word.write(looks.CAPTION, "召集：{{ host }}")
    word.write(looks.CAPTION, "时间：{{ when }}")
    word.write(looks.CAPTION, "地点：{{ place }}")
    word.table(
        [
            Column("序号", "{{ row.number }}", 8, looks.CELL_CENTER),
            Column("单位", "{{ row.unit }}", 34),
            Column("姓名", "{{ row.name }}", 14, looks.CELL_CENTER),
            Column("职务", "", 16, looks.CELL_CENTER),
            Column("签名", "", 18, looks.CELL_CENTER),
            Column("备注", "{{ row.note }}", 12, looks.CELL_CENTER),
        ],
        "row in rows",
        height=11,
    )


def sample() -> SignIn:
    known_rows = [
        Signer("1", "示例物业公司党支部", "示例甲"),
        Signer("2", "示例医院党总支", "", "请假"),
        Signer("3", "居民", "示例乙", "列席"),
    ]
    return SignIn(
        title="示例社区第四季度党建联席会议签到表",
        host="示例社区党委",
        when="2026年11月23日 14:30",
        place="示例社区党群服务中心",
        rows=[*known_rows, *(Signer(str(4 + number)) for number in range(BLANK_LINES))],
    )


PAPER = Paper(
    key="sign-in",
    label="签到表",
    facts=SignIn,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "sign_in.typ",
    sample=sample,
)
