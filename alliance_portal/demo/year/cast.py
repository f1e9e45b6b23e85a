"""Who takes part in the demo's orders, and the hours in which they work."""

import random
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.utils.timezone import get_default_timezone, localtime

from alliances.models import Alliance
from members.models import Organization, User
from officekit.workdays import is_workday
from orders.models import AnswerTemplate, OrderCategory, RefusalReason, ServiceItem

OPENS, CLOSES = 8, 18


class Cast:
    """The alliance's communities, units and logins; the same seed casts the same."""

    def __init__(self, alliance: Alliance, holidays: Mapping[date, bool], seed: int) -> None:
        self.alliance, self.holidays = alliance, holidays
        self.rng = random.Random(seed)  # noqa: S311 -- plausible data, no secrets
        members = Organization.objects.filter(
            memberships__alliance=alliance, memberships__stage="member"
        ).order_by("pk")
        self.communities = list(members.communities())
        self.units = list(members.units())
        self.categories = {row.name: row for row in OrderCategory.objects.filter(alliance=alliance)}
        self.reasons = {row.name: row for row in RefusalReason.objects.filter(alliance=alliance)}
        templates = AnswerTemplate.objects.filter(alliance=alliance)
        self.words = [(row.occasion, row.words) for row in templates]
        self.items = list(ServiceItem.objects.offered(alliance))

    @property
    def street(self) -> Organization:
        anchor: Organization = self.alliance.anchor
        return anchor

    @cached_property
    def _users(self) -> dict[int, User]:
        """By organization, its first login."""
        rows = User.objects.select_related("organization").order_by("-pk")
        return {user.organization_id: user for user in rows}

    def speaker(self, organization: Organization) -> User:
        """Its own login, else the street's, which acts for it."""
        return self._users.get(organization.pk) or self._users[self.street.pk]

    def staffed_units(self) -> list[Organization]:
        return [unit for unit in self.units if unit.pk in self._users]

    def community(self) -> Organization:
        """Mostly one that has a login."""
        staffed = [place for place in self.communities if place.pk in self._users]
        return self.rng.choice(staffed * 3 + self.communities)

    def unit_for(self, category: OrderCategory, *, but: Organization | None = None) -> Organization:
        """One that offers such services, else any; never the one that had it before."""
        own = [row.provider for row in self.items if row.category_id == category.pk]
        known = [unit for unit in own if unit and unit != but]
        return self.rng.choice(known or [unit for unit in self.units if unit != but])

    def pick(self, choices: Any) -> Any:
        return self.rng.choice(choices)

    # --- when ---

    def at_work(self, moment: datetime) -> datetime:
        """This moment, or the next one in working hours."""
        local = localtime(moment)
        if local.hour >= CLOSES:
            local = self._morning(local.date() + timedelta(days=1))
        elif local.hour < OPENS:
            local = self._morning(local.date())
        while not is_workday(local.date(), self.holidays):
            local = self._morning(local.date() + timedelta(days=1))
        return local

    def later(self, moment: datetime, least: float, most: float) -> datetime:
        """So many hours later, in working hours."""
        return self.at_work(moment + timedelta(hours=self.rng.uniform(least, most)))

    def when_ordered(self, day: date, *, urgent: bool) -> datetime:
        """From seven in the morning until ten at night; what has hours alone, on a morning at work."""
        hour = self.rng.randrange(9, 11) if urgent else self.rng.randrange(7, 22)
        moment = datetime.combine(
            day, time(hour, self.rng.randrange(60)), tzinfo=get_default_timezone()
        )
        return self.at_work(moment) if urgent else moment

    def _morning(self, day: date) -> datetime:
        moment = time(OPENS, self.rng.randrange(20, 60))
        return datetime.combine(day, moment, tzinfo=get_default_timezone())
