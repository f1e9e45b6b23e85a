"""GB/T 9704-2012: measures and fonts of an official document, the same for Word and for PDF. No seal is ever drawn."""

import math
import re
from dataclasses import dataclass, fields
from itertools import accumulate

MISSING = "待补"
TITLE_WIDTH = 20  # characters of a title on a line
# Stay together: words and numbers, and what no line begins with.
INSEPARABLE = re.compile(r"[!-~]+[的、，。：；）》”〕]*|[^!-~][的、，。：；）》”〕]*")


@dataclass(frozen=True)
class Face:
    """A typeface by its name in Word, what it is called elsewhere, and what stands in for it."""

    word: str
    alternate: str  # Word takes this one where it lacks the first
    families: tuple[str, ...]  # for PDF, the first one that the machine has


@dataclass(frozen=True)
class Faces:
    """字体: the open fonts at the end of each row come with the portal."""

    body: Face = Face(
        "仿宋_GB2312", "仿宋", ("FangSong_GB2312", "FangSong", "STFangsong", "Noto Serif SC")
    )
    title: Face = Face(
        "方正小标宋简体",
        "宋体",
        ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong", "Noto Serif SC"),
    )
    hei: Face = Face("黑体", "SimHei", ("SimHei", "STHeiti", "Noto Sans SC"))
    kai: Face = Face("楷体_GB2312", "楷体", ("KaiTi_GB2312", "KaiTi", "STKaiti", "Noto Serif SC"))
    song: Face = Face("宋体", "SimSun", ("SimSun", "NSimSun", "STSong", "Noto Serif SC"))


@dataclass(frozen=True)
class Measures:
    """版面: millimetres of an upright A4 sheet, points of type."""

    width: float = 210
    height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    # From the text to the page number below it.
    number_gap: float = 7
    body: float = 16  # 三号
    title: float = 22  # 二号
    head: float = 42
    table: float = 12  # 小四
    number: float = 14  # 四号
    line: float = 28.95  # 22 lines on a page
    table_line: float = 20
    tracking: float = -0.21  # 28 characters on a line
    qr: float = 24  # millimetres


FACES = Faces()
MEASURES = Measures()
RED = "E60012"


def faces() -> dict[str, Face]:
    return {face.name: getattr(FACES, face.name) for face in fields(FACES)}


def balance(title: str) -> str:
    """A long title on lines of about the same length, as the norm asks for."""
    pieces = INSEPARABLE.findall(title)
    widths = list(accumulate(_width(piece) for piece in pieces))
    count = math.ceil(widths[-1] / TITLE_WIDTH) if widths else 1
    if count < 2:
        return title
    lines = [""] * count
    for piece, end in zip(pieces, widths, strict=True):
        middle = end - _width(piece) / 2
        lines[min(int(middle * count / widths[-1]), count - 1)] += piece
    return "\n".join(line for line in lines if line)


def _width(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)
