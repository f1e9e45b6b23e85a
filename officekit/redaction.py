"""What in a text tells who somebody is and where they live: found, to warn who writes, and masked in what is public."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db import models

from officekit.personal import mask_phone


class Kind(models.TextChoices):
    """What was found."""

    EMAIL = "email", "电子邮箱"
    ACCOUNT = "account", "微信号或 QQ 号"
    IDENTITY = "identity", "身份证号码"
    CARD = "card", "银行卡号"
    PHONE = "phone", "手机号码"
    LANDLINE = "landline", "座机号码"
    PLATE = "plate", "车牌号"
    DOOR = "door", "门牌号"
    ADDRESS = "address", "住址"
    NAME = "name", "姓名"
    CALLED = "called", "称呼"  # a hint: who lives nearby may know whose


ADVICE = {
    Kind.EMAIL: "个人的邮箱请删去；单位对外公开的可以保留。",
    Kind.ACCOUNT: "请删去，公开内容里不留个人账号。",
    Kind.IDENTITY: "请删去，公开内容里不需要证件号码。",
    Kind.CARD: "请删去；如果不是银行卡号，请核对后保留。",
    Kind.PHONE: "请删去；要留联系方式，写社区或街道的公开电话。",
    Kind.LANDLINE: "个人家里的请删去；单位对外公开的可以保留。",
    Kind.PLATE: "请改成“一辆车”。",
    Kind.DOOR: "请写“某住户”，地点写到楼号为止。",
    Kind.ADDRESS: "请写“某住户”，地点写到小区或街巷为止。",
    Kind.NAME: "请写“一位居民”。",
    Kind.CALLED: "邻居可能认得出是谁，最好写“一位居民”。",
}

# Stands where something was, so that the sentence around it still reads.
ERASED = "（略）"

# Full-width signs, one for one, so that places in the text stay the same.
NARROW = {0x3000: " "} | {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}

MOBILE_DIGITS = 11
GAP = r"(?:[^\S\n]|[\-‐-―−·.()\u200b]){0,2}"  # what people put between digits
AREA = r"(?:0\d{2,3}|\(0\d{2,3}\))"
# So are the eleven digits of a mobile number grouped, or each stands alone.
GROUPED = ((3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3), (5, 6), (6, 5))
SPELLINGS = [GAP.join(rf"\d{{{length}}}" for length in lengths) for lengths in GROUPED]
# 年 after a number makes it a year: 11号院 2026年.
UNITS = r"[年月日个名位人次元万盏处米平吨块件台套天时点分份条项多几%]|小时|余[人户名]|[.:]\d|户(?:居民|家庭|人家|住户)"
NUMERAL = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
HOUSES = rf"(?:{NUMERAL} ?(?:号楼|#楼|#|号院|幢|栋|单元|号门|座|层)[、,]? ?){{1,5}}"

PATTERNS = {
    Kind.EMAIL: r"(?<![a-z0-9_.+-])[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    Kind.ACCOUNT: r"(?:微信|(?<![a-z])(?:vx|wx|weixin))(?:号|号码|ID)?[是为: ]{0,3}[a-z][a-z0-9_-]{5,19}(?![a-z0-9_-])"
    r"|(?<![a-z])QQ(?:号|号码)?[是为: ]{0,3}[1-9]\d{4,10}(?!\d)",
    Kind.IDENTITY: rf"(?<![\da-z])(?:\d{{17}}[\dx]|[1-8]\d{{5}}{GAP}(?:19|20)\d\d{GAP}(?:0[1-9]|1[0-2]){GAP}"
    rf"(?:0[1-9]|[12]\d|3[01]){GAP}\d{{3}}[\dx]|[1-8]\d{{7}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}})(?![\da-z])",
    Kind.CARD: rf"(?<![\da-z])[3-69]\d{{3}}{GAP}\d{{4}}{GAP}\d{{4}}{GAP}\d{{4}}(?:{GAP}\d{{1,3}})?(?![\da-z])",
    Kind.PHONE: rf"(?<!\d)(?:(?:\+|00)?86{GAP})?(?=1{GAP}[3-9])(?:{'|'.join(SPELLINGS)}|1(?:{GAP}\d){{10}})(?!\d)",
    Kind.LANDLINE: rf"(?<!\d){AREA}{GAP}\d{{3,4}} ?\d{{4}}(?!\d)"
    r"|(?:(?<=电话)|(?<=电话[: ])|(?<=座机)|(?<=座机[: ]))[2-8]\d{6,7}(?!\d)",
    Kind.PLATE: r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][·. ]?"
    r"(?=[a-z]*\d)[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9挂学警](?![a-z0-9])",
    Kind.DOOR: rf"{HOUSES}(?:\d{{2,5}}(?!\d| ?(?:{UNITS}))(?: ?[室号户])?|[一二三四五六七八九十〇零]{{3,5}} ?[室号户]?|[东西南北中]户)"
    r"|(?<!\d)\d{3,4} ?室|(?<!\d)\d{1,3}-\d{1,2}-\d{3,4}(?!\d)",
}  # fmt: skip
HOME = rf"{PATTERNS[Kind.DOOR]}|\d[室号户层]?$"
HIDDEN = (Kind.IDENTITY, Kind.PHONE, Kind.LANDLINE)

LONG_SURNAMES = "欧阳|上官|司马|诸葛|司徒|尉迟|皇甫|慕容|令狐|夏侯|公孙|长孙|端木|东方|南宫"
TITLES = (
    "阿姨|大爷|大妈|大娘|大叔|大婶|大姐|大哥|大嫂|奶奶|爷爷|婆婆|老太|女士|先生|小姐|师傅|老师|同志"
    "|[姐哥叔婶嫂姨伯]"
)
COMMON_WORDS = {"小区", "小时", "小路", "老路", "老师"}

Patterns = Sequence[tuple[Kind, str]]


@dataclass(frozen=True)
class Finding:
    """What stands in a text that should not be public, and what to write instead."""

    kind: Kind
    found: str

    @property
    def advice(self) -> str:
        return f"“{self.found}”像是{self.kind.label}，{ADVICE[self.kind]}"


def find_personal(
    text: str, *, names: Collection[str] = (), addresses: Collection[str] = ()
) -> list[Finding]:
    """In the order of the text, each once. names and addresses are those that the record itself holds."""
    spans = _told(text, names, addresses)
    found = (Finding(kind, text[start:end]) for start, end, kind in spans)
    return list(dict.fromkeys(found))


def redact(text: str) -> str:
    """What people wrote, without whole phone numbers and identity numbers: fit for a public page."""
    return _replaced(text, HIDDEN)


def redact_homes(text: str) -> str:
    """The same, and without the numbers of people's doors."""
    return _replaced(text, (*HIDDEN, Kind.DOOR))


def erase(text: str, *, names: Collection[str] = (), addresses: Collection[str] = ()) -> str:
    """Whatever find_personal finds is gone: for texts that are kept when their people are not."""
    parts, end = [], 0
    for start, stop, _ in _told(text, names, addresses):
        parts += [text[end:start], ERASED]
        end = stop
    return "".join([*parts, text[end:]])


def _replaced(text: str, kinds: tuple[Kind, ...]) -> str:
    parts, end = [], 0
    for start, stop, kind in _spans(text, [(kind, PATTERNS[kind]) for kind in kinds]):
        parts += [text[end:start], _mask(kind, text[start:stop])]
        end = stop
    return "".join([*parts, text[end:]])


def _told(
    text: str, names: Collection[str], addresses: Collection[str]
) -> Iterator[tuple[int, int, Kind]]:
    loose = [*_rooms_of(addresses), *_names_of(names)]
    return _spans(text, [*_addresses_of(addresses)], [*PATTERNS.items()], loose)


def _mask(kind: Kind, found: str) -> str:
    if kind == Kind.IDENTITY:
        return "（证件号码略）"
    if kind == Kind.DOOR:
        return "某住户"
    groups = re.findall(r"\d+", found.translate(NARROW))
    number = "".join(groups)
    if kind == Kind.PHONE:
        return mask_phone(number[-MOBILE_DIGITS:])
    return mask_phone(f"{groups[0]}-{''.join(groups[1:])}" if len(groups) > 1 else number)


def _spans(text: str, *layers: Patterns) -> Iterator[tuple[int, int, Kind]]:
    """From left to right; where two begin at one place, the earlier layer has it."""
    narrow = text.translate(NARROW)
    found = [
        (start, rank, end, kind)
        for rank, patterns in enumerate(layers)
        for start, end, kind in _matches(narrow, patterns)
    ]
    reached = 0
    for start, _, end, kind in sorted(found):
        if start >= reached:
            yield start, end, kind
            reached = end


def _matches(text: str, patterns: Patterns) -> Iterator[tuple[int, int, Kind]]:
    if not patterns:
        return
    # None of them has a group of its own: the number of the group is that of the pattern.
    # Compiled by layers, so that what every text is searched for is compiled once.
    either = re.compile("|".join(f"({pattern})" for _, pattern in patterns), re.IGNORECASE)
    for match in either.finditer(text):
        yield *match.span(), patterns[(match.lastindex or 1) - 1][0]


# --- what the record itself holds ---


def _names_of(names: Collection[str]) -> Iterator[tuple[Kind, str]]:
    """The name itself, and then what neighbours say: 王阿姨, 老王, 秀英."""
    for name in filter(None, map(_compact, names)):
        length = 2 if re.match(LONG_SURNAMES, name) else 1
        surname, given = name[:length], name[length:]
        if given:
            yield Kind.NAME, _loosely(name)
        yield Kind.CALLED, rf"{re.escape(surname)}(?:{TITLES})"
        short = {f"老{surname}", f"小{surname}"} - COMMON_WORDS
        if len(given) > 1 and not given.isascii() and not re.fullmatch(TITLES, given):
            short.add(given)
        yield from ((Kind.CALLED, re.escape(word)) for word in sorted(short))


def _addresses_of(addresses: Collection[str]) -> Iterator[tuple[Kind, str]]:
    """Whole, where it leads to a door. A building or a street alone is nobody's home."""
    for address in map(_compact, addresses):
        if re.search(HOME, address, re.IGNORECASE):
            yield Kind.ADDRESS, _loosely(address)


def _rooms_of(addresses: Collection[str]) -> Iterator[tuple[Kind, str]]:
    """The number of the room, where it stands alone: it is the last in an address."""
    for address in map(_compact, addresses):
        if rooms := re.findall(r"\d{3,5}", address):
            yield Kind.ADDRESS, rf"(?<![\d.:-]){rooms[-1]}(?![\d-]| ?(?:{UNITS}))"


def _compact(text: str) -> str:
    return re.sub(r"[\s,、·]+", "", text.translate(NARROW))


def _loosely(text: str) -> str:
    return r"[\s,、·]{0,2}".join(map(re.escape, text))
