"""Requests in interleaved rounds, so that whatever disturbs the machine disturbs all alike."""

import itertools
import math
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.servers import Server

ROUNDS = 25
WARM_UP = 3


@dataclass(frozen=True)
class Sight:
    """One thing to ask for, again and again."""

    key: str
    server: Server
    url: str
    headers: dict[str, str] = field(default_factory=dict, hash=False, compare=False)
    is_fresh: bool = False  # an address never asked before, so that no cache knows it
    status: int = 200


class Samples:
    """Milliseconds of CPU time per request, by the key of the sight."""

    def __init__(self) -> None:
        self._all: dict[str, list[float]] = defaultdict(list)
        self._numbers = itertools.count()

    def gather(self, sights: Iterable[Sight]) -> None:
        sights = list(sights)
        for turn in range(WARM_UP + ROUNDS):
            for sight in sights:
                spent = self._ask(sight)
                if turn >= WARM_UP:
                    self._all[sight.key].append(spent)

    def _ask(self, sight: Sight) -> float:
        spent, status, tag = self._once(sight)
        if sight.status == 304 and status == 200:
            # The page has grown too old to be answered from the cache; its new tag counts from here on.
            sight.headers["If-None-Match"] = tag
            spent, status, tag = self._once(sight)
        if status != sight.status:
            sys.exit(f"{sight.url} answered {status} instead of {sight.status}.")
        return spent

    def _once(self, sight: Sight) -> tuple[float, int, str]:
        sign = "&" if "?" in sight.url else "?"
        url = f"{sight.url}{sign}seen={next(self._numbers)}" if sight.is_fresh else sight.url
        before = sight.server.cpu_ms()
        status, headers = sight.server.get(url, sight.headers)
        return sight.server.cpu_ms() - before, status, headers.get("ETag", "")

    def __contains__(self, key: str) -> bool:
        return key in self._all

    def median(self, key: str) -> float:
        return statistics.median(self._all[key])

    def high(self, key: str) -> float:
        """The 95th percentile."""
        ordered = sorted(self._all[key])
        return ordered[math.ceil(0.95 * len(ordered)) - 1]
