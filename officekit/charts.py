"""A line chart as the points of an SVG, worked out here so that the page needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 20, 12, 38
STEPS = 4  # lines across


@dataclass(frozen=True)
class Tick:
    """A label of one of the axes, and where it stands."""

    label: str
    at: float


@dataclass(frozen=True)
class Line:
    name: str
    points: list[tuple[float, float]]

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True)
class LineChart:
    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def line_chart(labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> LineChart:
    """Lines over the same labels. The highest mark is a round number that no value passes."""
    most = _round_up(max((value for _, values in series for value in values), default=0))
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    gap = wide / max(len(labels) - 1, 1)

    def place(number: int, value: float) -> tuple[float, float]:
        return round(LEFT + number * gap, 1), round(TOP + high * (1 - value / most), 1)

    return LineChart(
        lines=[Line(name, [place(*pair) for pair in enumerate(values)]) for name, values in series],
        across=[Tick(label, place(number, 0)[0]) for number, label in enumerate(labels)],
        up=[
            Tick(f"{most * step // STEPS:,}", place(0, most * step / STEPS)[1])
            for step in range(STEPS + 1)
        ],
    )


def _round_up(value: int) -> int:
    """To the next 4, 8, 20, 40, 80, 200 …: each mark is then a whole number."""
    size = 1
    while True:
        for mark in (4, 8, 20):
            if mark * size >= value:
                return mark * size
        size *= 10
