"""What random rows of one alliance are made of."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Max

from alliances.models import Alliance, Meeting
from members.models import Organization

FIRST_DAY, LAST_DAY = date(2022, 1, 1), date(2026, 12, 31)
PLACES = (
    "南门院落",
    "北巷小区",
    "东街广场",
    "西楼片区",
    "老机关宿舍",
    "新苑小区",
    "河畔院",
    "学府里",
)
DOINGS = (
    "停车",
    "供暖",
    "义诊",
    "助餐",
    "托管",
    "调解",
    "巡防",
    "绿化",
    "阅读",
    "反诈",
    "检修",
    "演出",
)
KINDS = ("协商", "服务", "整治", "行动", "课堂", "驻点", "结对")
SEASONS = ("春季", "夏季", "秋季", "冬季")


@dataclass
class Street:
    """One alliance with the rows that new rows point to."""

    alliance: Alliance
    rng: random.Random
    numbers: Counter[tuple[int, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        members = list(
            Organization.objects.filter(
                memberships__alliance=self.alliance, memberships__stage="member"
            ).order_by("pk")
        )
        self.hosts = [row for row in members if not row.is_unit]
        self.units = [row for row in members if row.is_unit]
        self.types = list(self.alliance.projecttypes.all())
        self.kinds = list(self.alliance.meetingkinds.all())
        self.columns = list(self.alliance.bulletincolumns.all())
        self.user = self.alliance.anchor.users.order_by("pk").first()
        for host, year, last in (
            Meeting.objects.filter(alliance=self.alliance, minutes_number__isnull=False)
            .values_list("host", "minutes_year")
            .annotate(Max("minutes_number"))
            .order_by()
        ):
            self.numbers[host, year] = last

    def title(self) -> str:
        """Common words and rare ones: the later a word stands in its list, the rarer it is."""
        return "".join(self._pick(words) for words in (PLACES, SEASONS, DOINGS, KINDS))

    def day(self) -> date:
        days = (LAST_DAY - FIRST_DAY).days
        return FIRST_DAY + timedelta(days=self.rng.randrange(days))

    def host(self) -> Organization:
        return self.rng.choice(self.hosts)

    def some_units(self, count: int) -> list[Organization]:
        return self.rng.sample(self.units, min(count, len(self.units)))

    def next_number(self, host: Organization, year: int) -> int:
        self.numbers[host.pk, year] += 1
        return self.numbers[host.pk, year]

    def published(self, day: date, share: float = 0.7) -> dict[str, Any]:
        """The fields of a record that is public, or (the rest of them) private."""
        if self.user is None or self.rng.random() > share:
            return {}
        return {
            "publication": "published",
            "scope": "public" if self.rng.random() < 0.9 else "members",
            "proposed_by": self.user,
            "proposed_at": at_nine(day),
            "approved_by": self.user,
            "approved_at": at_nine(day),
            "published_by": self.user,
            "published_at": at_nine(day),
        }

    def _pick(self, words: tuple[str, ...]) -> str:
        return words[int(len(words) * self.rng.random() ** 2)]


def at_nine(day: date) -> datetime:
    """Nine in the morning in China."""
    return datetime.combine(day, time(1), tzinfo=UTC)
