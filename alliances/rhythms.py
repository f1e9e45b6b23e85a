"""How many meetings of each kind are expected in the current period, and how many were held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from alliances.models import Meeting, MeetingKind, MeetingStatus
from members.models import Level

if TYPE_CHECKING:
    from members.models import User

MONTHS = {
    MeetingKind.Rhythm.MONTH: 1,
    MeetingKind.Rhythm.QUARTER: 3,
    MeetingKind.Rhythm.HALF_YEAR: 6,
    MeetingKind.Rhythm.YEAR: 12,
}
PERIODS = {
    MeetingKind.Rhythm.MONTH: "本月",
    MeetingKind.Rhythm.QUARTER: "本季度",
    MeetingKind.Rhythm.HALF_YEAR: "本半年",
    MeetingKind.Rhythm.YEAR: "今年",
}
CALLED_BY = {
    Level.STREET: [MeetingKind.MeetingLevel.STREET],
    Level.COMMUNITY: [MeetingKind.MeetingLevel.COMMUNITY],
}
HELD = (MeetingStatus.HELD, MeetingStatus.DRAFTING, MeetingStatus.REVIEWING, MeetingStatus.FINAL)


@dataclass(frozen=True)
class Owed:
    """应开 and 已开 of one kind in its current period."""

    kind: MeetingKind
    period: str
    due: int
    held: int

    @property
    def is_met(self) -> bool:
        return self.held >= self.due


def owed_meetings(user: User, day: date) -> list[Owed]:
    """The kinds with a rhythm that the user's organization itself calls."""
    level = Level(user.organization.level)
    levels = CALLED_BY.get(level, [MeetingKind.MeetingLevel.COMPOUND])
    kinds = MeetingKind.objects.of_user(user).active().filter(level__in=levels)
    held = [
        (kind, localdate(at))
        for kind, at in Meeting.objects.filter(
            host=user.organization_id, starts_at__year__gte=day.year, status__in=HELD
        ).values_list("kind", "starts_at")
    ]
    return [
        Owed(
            kind,
            PERIODS[MeetingKind.Rhythm(kind.rhythm)],
            kind.times,
            sum(pk == kind.pk and _period_start(day, kind) <= on <= day for pk, on in held),
        )
        for kind in kinds.exclude(rhythm="")
    ]


def _period_start(day: date, kind: MeetingKind) -> date:
    length = MONTHS[MeetingKind.Rhythm(kind.rhythm)]
    return date(day.year, day.month - (day.month - 1) % length, 1)
