"""How many meetings of each kind are expected in the current period, and how many were held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import make_aware

from alliances.models import Meeting, MeetingKind
from alliances.models.clause import Rhythm, period_end, period_start
from members.models import Level
from officekit.text import cn_month_day

if TYPE_CHECKING:
    from members.models import User

PERIODS = {
    Rhythm.MONTH: "本月",
    Rhythm.QUARTER: "本季度",
    Rhythm.HALF_YEAR: "本半年",
    Rhythm.YEAR: "今年",
}
CALLED_BY = {
    Level.STREET: [MeetingKind.MeetingLevel.STREET],
    Level.COMMUNITY: [MeetingKind.MeetingLevel.COMMUNITY],
    Level.UNIT: [],
}


@dataclass(frozen=True, kw_only=True)
class Owed:
    """应开 and 已开 of one kind in its current period."""

    kind: MeetingKind
    period: str
    title: str
    due: int
    held: int
    since: date
    until: date

    @property
    def url(self) -> str:
        """The meetings that are counted."""
        url = reverse("alliances:desk_meeting_list")
        return f"{url}?tab=hosted&kind={self.kind.pk}&held_since={self.since.isoformat()}"

    @property
    def is_met(self) -> bool:
        return self.held >= self.due

    @property
    def detail(self) -> str:
        return f"应开 {self.due} · 已开 {self.held} · {cn_month_day(self.until)}前"


def owed_meetings(user: User, day: date) -> list[Owed]:
    """The kinds with a rhythm that the user's organization itself calls; two queries."""
    level = Level(user.organization.level)
    levels = CALLED_BY.get(level, [MeetingKind.MeetingLevel.COMPOUND])
    kinds = list(
        MeetingKind.objects.of_user(user).active().filter(level__in=levels).exclude(rhythm="")
    )
    moments = {
        rhythm: make_aware(datetime.combine(period_start(day, rhythm), time.min))
        for rhythm in sorted({kind.rhythm for kind in kinds})
    }
    held = Meeting.objects.held_since(user.organization, moments)
    return [
        Owed(
            kind=kind,
            period=PERIODS[Rhythm(kind.rhythm)],
            title=f"{period_label(day, kind.rhythm)}{kind.name}",
            due=kind.times,
            held=held.get(kind.pk, {}).get(kind.rhythm, 0),
            since=period_start(day, kind.rhythm),
            until=period_end(day, kind.rhythm),
        )
        for kind in kinds
    ]


def period_label(day: date, rhythm: str) -> str:
    """第四季度, 11月, 下半年, 2026年."""
    return {
        Rhythm.MONTH: f"{day.month}月",
        Rhythm.QUARTER: f"第{'一二三四'[(day.month - 1) // 3]}季度",
        Rhythm.HALF_YEAR: "上半年" if day.month <= 6 else "下半年",
        Rhythm.YEAR: f"{day.year}年",
    }[Rhythm(rhythm)]
