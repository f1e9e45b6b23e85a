"""The geometry of the concentric circles picture, for a template to print as SVG: the same tiers, the same picture."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SIZE = 560
CENTRE = SIZE / 2
EDGE = CENTRE - 6  # the outermost reach of any circle
TURN = 2 * math.pi
TOP = -math.pi / 2

CENTRE_RADIUS = 62.0
MIDDLE_RADIUS = 34.0
GAP = 6.0
AIR = 0.3  # between two dots, as a share of their radius
# The belt of the last tier: up to how many nodes, how wide, how large the dots, in how many rings at least.
BELTS = (
    (16, 64.0, 30.0, 1),
    (30, 64.0, 14.0, 2),
    (60, 76.0, 11.0, 3),
    (150, 96.0, 11.0, 3),
    (math.inf, 112.0, 11.0, 3),
)
FULLEST = 0.92  # of a ring's circumference
SECTOR_SHARE = 0.94  # of its sector that a group of outer nodes spreads over
SIZE_FACTORS = {1: 0.7, 2: 0.85, 3: 1.0}

FONT_LARGEST, FONT_SMALLEST = 24.0, 9.0
FONT_OF_RADIUS = 0.45
NAME_BREAKS = re.compile(r"(?<=街道|社区)|(?<=[乡镇区县市])|\s+")


@dataclass(frozen=True, kw_only=True)
class Node:
    """links are places of nodes in the tier before; an outer node stands near the first. size is 1 to 3."""

    label: str
    short: str
    colour_class: str = ""
    url: str = ""
    links: tuple[int, ...] = ()
    size: int = 2


@dataclass(frozen=True, kw_only=True)
class Ring:
    label: str
    nodes: Sequence[Node]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of text, to be anchored in its middle at (x, y) with a central baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Circle:
    """lines is empty where the text would not fit; label is there for the title in any case."""

    x: float
    y: float
    r: float
    tier: int
    label: str
    colour_class: str
    url: str
    lines: tuple[Line, ...]
    font_size: float


@dataclass(frozen=True, kw_only=True)
class Spoke:
    """From the middle of one circle to the middle of another: to be drawn beneath them."""

    x1: float
    y1: float
    x2: float
    y2: float
    tier: int


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """guides are the radii of the rings around (centre, centre); circles come tier by tier from the inside."""

    size: int
    centre: float
    guides: tuple[float, ...]
    spokes: tuple[Spoke, ...]
    circles: tuple[Circle, ...]


@dataclass(frozen=True)
class _Spot:
    angle: float
    distance: float
    r: float

    @property
    def xy(self) -> tuple[float, float]:
        x = CENTRE + self.distance * math.cos(self.angle)
        y = CENTRE + self.distance * math.sin(self.angle)
        return round(x, 1), round(y, 1)


def draw(tiers: Sequence[Ring]) -> Drawing:
    """The first tier in the middle, the last one as a belt of dots, what is between as rings of discs."""
    rings = [ring.nodes for ring in tiers if ring.nodes]
    spots = _place(rings)
    guides = sorted({round(spot.distance, 1) for tier in spots for spot in tier if spot.distance})
    return Drawing(
        size=SIZE,
        centre=CENTRE,
        guides=tuple(guides),
        spokes=tuple(_spokes(rings, spots)),
        circles=tuple(
            _circle(node, spot, tier)
            for tier, (nodes, places) in enumerate(zip(rings, spots, strict=True))
            for node, spot in zip(nodes, places, strict=True)
        ),
    )


def _place(rings: Sequence[Sequence[Node]]) -> list[list[_Spot]]:
    spots: list[list[_Spot]] = []
    around = list(rings)
    inner = 0.0
    if around and len(around[0]) == 1:
        inner = CENTRE_RADIUS if len(around) <= 3 else CENTRE_RADIUS * 0.75
        spots.append([_Spot(TOP, 0, inner)])
        around.pop(0)
    if not around:
        return spots
    *middle, last = around
    belt, largest, fewest = next(row[1:] for row in BELTS if len(last) <= row[0])
    height = (EDGE - belt - inner) / max(len(middle), 1)
    for number, nodes in enumerate(middle):
        start = inner + number * height
        spots.append(_discs(len(nodes), start + GAP, start + height - GAP))
    r, distances = _belt_rings(len(last), belt, largest, fewest)
    return [*spots, _belt(last, spots[-1] if spots else [], r, distances)]


def _discs(count: int, inner: float, outer: float) -> list[_Spot]:
    """Evenly round the middle of a band; further out where so many need the room."""
    half_step = math.sin(math.pi / max(count, 2)) * FULLEST
    r = min(MIDDLE_RADIUS, (outer - inner) / 2, outer * half_step / (1 + half_step))
    distance = min(outer - r, max((inner + outer) / 2, r / half_step))
    return [_Spot(TOP + TURN * i / count, distance, r) for i in range(count)]


def _belt(
    nodes: Sequence[Node], parents: Sequence[_Spot], r: float, distances: Sequence[float]
) -> list[_Spot]:
    """Dots in staggered rings, each near the disc that it belongs to."""
    wishes = _wishes(nodes, parents)
    in_order = sorted(range(len(nodes)), key=lambda i: (wishes[i], i))
    spots: dict[int, _Spot] = {}
    for number, distance in enumerate(distances):
        members = in_order[number :: len(distances)]
        step = 2 * math.asin((1 + AIR / 2) * r / distance)
        angles = _spread([wishes[i] for i in members], step)
        for i, angle in zip(members, angles, strict=True):
            size = SIZE_FACTORS[min(max(nodes[i].size, 1), 3)]
            spots[i] = _Spot(angle, distance, r * size)
    return [spots[i] for i in range(len(nodes))]


def _belt_rings(count: int, belt: float, r: float, fewest: int) -> tuple[float, list[float]]:
    """The largest dots that fit, and the radii of as few rings as hold them."""
    while True:
        pitch = (2 + AIR) * r
        most = int((belt - 2 * r) / pitch) + 1 if belt >= 2 * r else 0
        for rings in range(fewest, most + 1):
            # A single ring stands at the edge, several share the belt.
            spacing = (belt - 2 * r) / (rings - 1) if rings > 1 else 0.0
            first = EDGE - r - spacing * (rings - 1)
            if math.ceil(count / rings) * pitch <= TURN * first * FULLEST:
                return r, [first + spacing * i for i in range(rings)]
        r *= 0.96


def _wishes(nodes: Sequence[Node], parents: Sequence[_Spot]) -> list[float]:
    """The angle where each node would like to be: its share of the sector of the first node it links to."""
    homes = [next((k for k in node.links if 0 <= k < len(parents)), None) for node in nodes]
    sizes = Counter(homes)
    seen: Counter[int | None] = Counter()
    wishes = []
    for home in homes:
        place = (seen[home] + 0.5) / sizes[home] - 0.5
        seen[home] += 1
        if home is None or parents[home].distance == 0:
            wishes.append(TOP + TURN * (place + 0.5))
        else:
            sector = TURN / len(parents) * SECTOR_SHARE
            wishes.append(parents[home].angle + place * sector)
    return [(wish - TOP) % TURN for wish in wishes]


def _spread(wishes: Sequence[float], step: float) -> list[float]:
    """Angles at least step apart, in the same order, as near to the wishes as can be.

    The circle is cut in its widest gap; in the line that remains, what is too close is pooled round its mean.
    """
    count = len(wishes)
    if count < 2:
        return [wish + TOP for wish in wishes]
    gaps = [b - a for a, b in pairwise([*wishes, wishes[0] + TURN])]
    widest = gaps.index(max(gaps))
    first = (widest + 1) % count
    unrolled = [
        wishes[(first + i) % count] + (TURN if first + i >= count else 0) for i in range(count)
    ]
    low = unrolled[0] - gaps[widest] / 2
    high = low + TURN - count * step
    pooled = _pool([wish - i * step for i, wish in enumerate(unrolled)])
    angles = [min(max(value, low), high) + i * step + TOP for i, value in enumerate(pooled)]
    return [angles[(i - first) % count] for i in range(count)]


def _pool(values: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, weight = value, 1
        while pools and pools[-1][0] > mean:
            before, its_weight = pools.pop()
            mean = (before * its_weight + mean * weight) / (its_weight + weight)
            weight += its_weight
        pools.append((mean, weight))
    return [mean for mean, weight in pools for _ in range(weight)]


def _spokes(rings: Sequence[Sequence[Node]], spots: Sequence[Sequence[_Spot]]) -> list[Spoke]:
    spokes = []
    for tier in range(1, len(rings)):
        inner = spots[tier - 1]
        for node, spot in zip(rings[tier], spots[tier], strict=True):
            # Around a single centre everybody belongs to it.
            links = (0,) if len(inner) == 1 else dict.fromkeys(node.links)
            for x1, y1 in (inner[k].xy for k in links if 0 <= k < len(inner)):
                x2, y2 = spot.xy
                spokes.append(Spoke(x1=x1, y1=y1, x2=x2, y2=y2, tier=tier))
    return spokes


def _circle(node: Node, spot: _Spot, tier: int) -> Circle:
    x, y = spot.xy
    texts, font = _fit(node.short or node.label, spot.r)
    height = font * 1.25
    top = y - height * (len(texts) - 1) / 2
    ys = [round(top + height * i, 1) for i in range(len(texts))]
    return Circle(
        x=x,
        y=y,
        r=round(spot.r - 0.05, 1),
        tier=tier,
        label=node.label,
        colour_class=node.colour_class,
        url=node.url,
        lines=tuple(Line(x=x, y=y, text=text) for y, text in zip(ys, texts, strict=True)),
        font_size=round(font, 1),
    )


def _fit(text: str, r: float) -> tuple[tuple[str, ...], float]:
    """The text on one line or two, whichever can be larger, and its size; no line where neither can be read."""
    options = [(text,), *([_halves(text)] if len(text) > 3 else [])]
    font, texts = max((_font(lines, r), lines) for lines in options)
    return (texts, font) if text and font >= FONT_SMALLEST else ((), 0.0)


def _font(lines: tuple[str, ...], r: float) -> float:
    """The largest font whose block of text has its corners inside the circle, with some air."""
    width = max(_ems(line) for line in lines) or 1.0
    diagonal = math.hypot(width, 1.25 * len(lines) - 0.25)
    return min(2 * r * 0.88 / diagonal, r * FONT_OF_RADIUS, FONT_LARGEST)


def _ems(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.56 for char in text)


def _halves(text: str) -> tuple[str, ...]:
    """街道党工委 → 街道, 党工委: after a word for a place if that is near the middle, else in the middle."""
    middle = len(text) / 2
    places = [match.end() for match in NAME_BREAKS.finditer(text) if 0 < match.end() < len(text)]
    near = [place for place in places if abs(place - middle) <= len(text) / 5]
    at = min(near, key=lambda place: abs(place - middle), default=len(text) // 2)
    return text[:at].strip(), text[at:].strip()
