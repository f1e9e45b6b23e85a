"""One table: what, measured, target, verdict."""

import unicodedata
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    what: str
    measured: str
    target: str
    is_ok: bool


@dataclass
class Report:
    title: str
    lines: list[Line] = field(default_factory=list)

    def at_least(self, what: str, ratio: float, target: float, note: str = "") -> None:
        self._add(what, f"{ratio:.2f}×{note}", f"≥ {target:.2f}×", ratio >= target)

    def at_most(
        self, what: str, value: float, target: float, unit: str = "×", note: str = ""
    ) -> None:
        digits = 0 if not unit or value >= 10 else 2
        shown = f"{value:.{digits}f}{unit}{note}"
        self._add(what, shown, f"≤ {target:g}{unit}", value <= target)

    def equal(self, what: str, measured: str, wanted: str) -> None:
        self._add(what, measured, wanted, measured == wanted)

    def _add(self, what: str, measured: str, target: str, is_ok: bool) -> None:
        self.lines.append(Line(what, measured, target, is_ok))

    def show(self) -> None:
        widths = [
            max(map(width, column))
            for column in zip(*[(line.what, line.measured) for line in self.lines], strict=True)
        ]
        print(f"\n{self.title}\n{'-' * width(self.title)}")
        for line in self.lines:
            what, measured = padded(line.what, widths[0]), padded(line.measured, widths[1])
            print(
                f"{what}  {measured}  {line.target:<9} {'ok' if line.is_ok else 'misses'}",
                flush=True,
            )


def width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, wanted: int) -> str:
    return text + " " * (wanted - width(text))
