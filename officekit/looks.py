"""The paragraphs of an official document by the names that WPS and Word list them by; word_styles.py makes them."""

from dataclasses import dataclass
from enum import StrEnum

from officekit.gongwen import FACES, MEASURES, Face


class Align(StrEnum):
    LEFT = "LEFT"
    CENTER = "CENTER"
    RIGHT = "RIGHT"
    JUSTIFY = "JUSTIFY"


@dataclass(frozen=True, kw_only=True)
class Look:
    """Of one style; indents count characters of its own size, `before` and `after` lines."""

    name: str
    face: Face = FACES.body
    size: float = MEASURES.body
    line: float = MEASURES.line
    align: Align = Align.JUSTIFY
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    red: bool = False
    underlined: bool = False  # by a red line across the page
    with_next: bool = False


MARK = Look(name="公文草稿标记", face=FACES.hei, align=Align.RIGHT)
HEAD = Look(
    name="公文红头",
    face=FACES.title,
    size=MEASURES.head,
    line=60,
    align=Align.CENTER,
    red=True,
    before=0.5,
)
NUMBER = Look(name="公文编号", align=Align.LEFT, underlined=True, after=1)
TITLE = Look(
    name="公文标题", face=FACES.title, size=MEASURES.title, line=34, align=Align.CENTER, after=1
)
ADDRESSEE = Look(name="公文主送")
BODY = Look(name="公文正文", first=2)
HEADING = Look(name="公文一级标题", face=FACES.hei, first=2, with_next=True)
SUBHEADING = Look(name="公文二级标题", face=FACES.kai, first=2, with_next=True)
POINT = Look(name="公文三级标题", first=2)
ROLL = Look(name="公文名单", left=5, first=-3)
SIGNED = Look(name="公文署名", align=Align.RIGHT, right=2, before=1, with_next=True)
DATED = Look(name="公文日期", align=Align.RIGHT, right=4)
# The three lines that a party of an agreement signs on.
SIDE = Look(name="公文签约方", align=Align.LEFT, before=1, with_next=True)
SIDE_NEXT = Look(name="公文签字人", align=Align.LEFT, with_next=True)
SIDE_LAST = Look(name="公文签署日期", align=Align.LEFT)
CAPTION = Look(name="公文表题", align=Align.LEFT, with_next=True)
CELL_HEAD = Look(
    name="公文表头",
    face=FACES.hei,
    size=MEASURES.table,
    line=MEASURES.table_line,
    align=Align.CENTER,
)
CELL = Look(name="公文表格", size=MEASURES.table, line=MEASURES.table_line, align=Align.LEFT)
CELL_CENTER = Look(
    name="公文表格居中", size=MEASURES.table, line=MEASURES.table_line, align=Align.CENTER
)
NOTE = Look(
    name="公文附注", size=MEASURES.table, line=MEASURES.table_line, align=Align.LEFT, before=0.5
)
# As high as what stands in it.
FIGURE = Look(name="公文图形", line=0, align=Align.LEFT)
PAGE_ODD = Look(
    name="公文页码", face=FACES.song, size=MEASURES.number, line=18, align=Align.RIGHT, right=1
)
PAGE_EVEN = Look(
    name="公文双页码", face=FACES.song, size=MEASURES.number, line=18, align=Align.LEFT, left=1
)
LOOKS = (
    *(MARK, HEAD, NUMBER, TITLE, ADDRESSEE, BODY, HEADING, SUBHEADING, POINT, ROLL),
    *(
        SIGNED,
        DATED,
        SIDE,
        SIDE_NEXT,
        SIDE_LAST,
        CAPTION,
        CELL_HEAD,
        CELL,
        CELL_CENTER,
        NOTE,
        FIGURE,
        PAGE_ODD,
        PAGE_EVEN,
    ),
)


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, what its cells hold, its share of the width."""

    heading: str
    cell: str
    share: float
    look: Look = CELL
