"""公示稿: what of a record is meant for everybody, with where to tell one's opinion. It names units, never people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from alliances.models import Publication
from alliances.papers.agreement import clause_content
from alliances.papers.minutes import minutes_document
from officekit import looks
from officekit.chapters import Chapter, chapters
from officekit.gongwen import MISSING
from officekit.papers import DRAFT, Paper, known
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.models import Agreement, Alliance, Meeting
    from officekit.word_layout import WordLayout

DECIDED = (Publication.APPROVED, Publication.PUBLISHED)


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """公示稿."""

    mark: Annotated[str, "批准公开以前是“草稿”，以后是空的"] = ""
    title: Annotated[str, "标题"]
    opening: Annotated[str, "开头一段"]
    chapters: Annotated[list[Chapter], "公示的内容、公示时间、意见反映"]
    host: Annotated[str, "主办的组织（署名）"]
    date: Annotated[str, "公开的日期"]


def publicity(record: Any, about: str, *content: Any) -> Publicity:
    """The frame of every 公示稿, around what its kind of record says: pairs of a heading and paragraphs or parts."""
    is_published = record.publication == Publication.PUBLISHED
    day = cn_date(record.published_at) if is_published else MISSING
    return Publicity(
        mark="" if record.publication in DECIDED else DRAFT,
        title=f"关于{about}的公示",
        opening=f"现将{about}有关情况予以公示。",
        chapters=chapters(
            *content,
            ("公示时间", [f"自{day}起。"]),
            ("意见反映", [_contact(record.alliance)]),
        ),
        host=record.host.name,
        date=day,
    )


def _contact(alliance: Alliance) -> str:
    hours = f"（{alliance.office_hours}）" if alliance.office_hours else ""
    to, phone = known(alliance.host_name), known(alliance.phone)
    place = f"地址：{known(alliance.address)}"
    return f"如有意见，请向{to}反映。联系电话：{phone}{hours}；{place}。"


def publicity_of_minutes(meeting: Meeting) -> Publicity:
    minutes = minutes_document(meeting, public=True)
    decided = [
        line
        for section in minutes.sections
        if section.decisions
        for line in (section.heading.partition("、")[2], *section.decisions)
    ]
    return publicity(
        meeting,
        f"{known(meeting.title)}议定事项",
        ("会议情况", minutes.opening),
        ("议定事项", decided or [f"{MISSING}。"]),
        ("到会情况", [f"{row.label}：{row.names}。" for row in minutes.roll]),
    )


def publicity_of_agreement(agreement: Agreement) -> Publicity:
    terms = agreement.terms().redacted()
    return publicity(
        agreement,
        known(terms.title),
        ("签约各方", [f"{side.label}：{side.name}。" for side in terms.sides]),
        ("约定事项", clause_content(terms)),
        ("期限", [f"{terms.term}。"]),
    )


def draw(word: WordLayout) -> None:
    word.mark()
    word.title()
    word.write(looks.BODY, "{{ opening }}")
    word.chapters()
    word.signed()


def sample() -> Publicity:
    return Publicity(
        title="关于示例社区冬季义诊的公示",
        opening="现将示例社区冬季义诊有关情况予以公示。",
        chapters=chapters(
            ("项目情况", ["每月义诊一次。"]),
            ("意见反映", ["如有意见，请向示例街道党工委反映。联系电话：0000-0000000。"]),
        ),
        host="示例社区党委",
        date="2026年11月20日",
    )


PAPER = Paper(
    key="publicity",
    label="公示稿",
    facts=Publicity,
    draw=draw,
    typst=Path(__file__).with_name("typst") / "publicity.typ",
    sample=sample,
)
