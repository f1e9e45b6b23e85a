"""GB/T 9704-2012: measures and fonts of an official document, the same for Word and for PDF. No seal is ever drawn."""

from dataclasses import dataclass, fields

MISSING = "待补"


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
