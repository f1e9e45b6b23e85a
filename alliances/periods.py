"""本季要办: which meetings a rhythm expects in the period that a day lies in, and how many were held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from alliances.models import Alliance, Meeting, MeetingKind
from alliances.models.clause import MONTHS, Rhythm, period_end
from members.models import Level, Organization
from officekit.text import cn_month_day

LEVELS = {
    Level.STREET: [MeetingKind.MeetingLevel.STREET],
    Level.COMMUNITY: [MeetingKind.MeetingLevel.COMMUNITY],
}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One kind of meeting in its period."""

    title: str
    wanted: int
    held: int
    until: date

    @property
    def is_done(self) -> bool:
        return self.held >= self.wanted

    @property
    def detail(self) -> str:
        return f"应开 {self.wanted} · 已开 {self.held} · {cn_month_day(self.until)}前"


def expected_meetings(
    alliance: Alliance, organization: Organization, today: date
) -> list[Expected]:
    """What the rhythms of the alliance's kinds of meeting expect of this organization; two queries."""
    levels = LEVELS.get(Level(organization.level), [])
    kinds = list(
        MeetingKind.objects.active().filter(alliance=alliance, level__in=levels).exclude(rhythm="")
    )
    held = Meeting.objects.held_since(organization, _first_moments(kinds, today))
    return [
        Expected(
            title=f"{period_label(today, kind.rhythm)}{kind.name}",
            wanted=kind.times,
            held=held.get(kind.pk, {}).get(kind.rhythm, 0),
            until=period_end(today, kind.rhythm),
        )
        for kind in kinds
    ]


def _first_moments(kinds: Iterable[MeetingKind], today: date) -> dict[str, datetime]:
    rhythms = {kind.rhythm for kind in kinds}
    return {
        rhythm: make_aware(datetime.combine(period_start(today, rhythm), time.min))
        for rhythm in sorted(rhythms)
    }


def period_start(day: date, rhythm: str) -> date:
    """The first day of the calendar month, quarter, half-year or year in which `day` lies."""
    length = MONTHS[Rhythm(rhythm)]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def period_label(day: date, rhythm: str) -> str:
    """第四季度, 11月, 下半年, 2026年."""
    return {
        Rhythm.MONTH: f"{day.month}月",
        Rhythm.QUARTER: f"第{'一二三四'[(day.month - 1) // 3]}季度",
        Rhythm.HALF_YEAR: "上半年" if day.month <= 6 else "下半年",
        Rhythm.YEAR: f"{day.year}年",
    }[Rhythm(rhythm)]
