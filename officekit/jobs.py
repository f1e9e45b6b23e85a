"""What an app tells the worker: which work falls due by itself, and how often it is looked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import localtime


@dataclass(frozen=True, kw_only=True)
class Job:
    """定时任务: finds what is due at a moment and does it; says how many things that were.

    It may be run twice at once, and again after a crash in its middle: what must happen once rests on a unique key
    or on a conditional UPDATE, written in the same transaction as what it guards.
    """

    name: str
    label: str
    every: timedelta
    work: Callable[[datetime], int]
    at: time = time.min

    def turn(self, moment: datetime) -> datetime:
        """When the turn began in which this moment lies; turns are counted from `at` of each day."""
        local = localtime(moment)
        first = local.replace(
            hour=self.at.hour, minute=self.at.minute, second=self.at.second, microsecond=0
        )
        return first + (local - first) // self.every * self.every
