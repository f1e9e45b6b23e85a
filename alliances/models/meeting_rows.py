"""Which meetings a user sees, and what is counted of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from alliances.models.attendance import Attendance, AttendanceStatus
from alliances.models.duty_status import DutyStatus
from alliances.models.invitation import Invitation
from alliances.models.meeting_status import HELD, TO_FINISH, TOLD, MeetingStatus
from alliances.models.published_rows import PublishedQuerySet
from alliances.models.resolution import Resolution
from officekit.queries import narrow

if TYPE_CHECKING:
    from members.models import Organization, User


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    """Of each meeting alone: a join would count all the meetings before the page is cut."""
    counted = rows.values("meeting").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


# What `number_label` is made of.
NUMBER = ("minutes_year", "minutes_number", "corrected_times")


class MeetingQuerySet(PublishedQuerySet):
    def attended_by(self, user: User) -> MeetingQuerySet:
        """Those to which an organization of the user is invited or expected."""
        mine = Q(organization__in=user.overseen)
        expected, invited = (
            model._default_manager.filter(mine).order_by().values("meeting")
            for model in (Attendance, Invitation)
        )
        return self.filter(pk__in=expected.union(invited))

    def close_to(self, user: User) -> MeetingQuerySet:
        """Called by the user's side or with it at the table: the names of guests are theirs to read."""
        return self.filter(
            Q(pk__in=self.hosted_by(user).values("pk"))
            | Q(pk__in=self.attended_by(user).values("pk"))
        )

    def visible_to(self, user: User) -> MeetingQuerySet:
        return self.filter(
            Q(pk__in=super().visible_to(user).values("pk"))
            | Q(pk__in=self.attended_by(user).values("pk"))
        )

    def pursued_by(self, user: User) -> MeetingQuerySet:
        """With final minutes, and the user's to carry on: what they settled can lead to projects."""
        return self.editable_by(user).filter(minutes_number__isnull=False)

    def unfinished(self) -> MeetingQuerySet:
        """Held, but the minutes are not final yet."""
        return self.filter(status__in=TO_FINISH)

    def collecting(self, today: date) -> MeetingQuerySet:
        """Whose agenda still takes proposals in."""
        return self.filter(status=MeetingStatus.COLLECTING, topics_until__gte=today)

    def with_outcome(self) -> MeetingQuerySet:
        """With `resolutions_count` and `verified_count`, what became of them; for short lists."""
        own = Resolution.objects.standing().filter(meeting=OuterRef("pk")).order_by()
        verified = own.filter(duty__status=DutyStatus.VERIFIED)
        return self.select_related("kind", "host").annotate(
            resolutions_count=_count(own), verified_count=_count(verified)
        )

    def held_since(
        self, host: Organization, moments: dict[str, datetime]
    ) -> dict[int, dict[str, int]]:
        """By kind, how many meetings of this host were held since each of the named moments and until now."""
        if not moments:
            return {}
        counts = {
            name: Count("pk", filter=Q(starts_at__gte=moment)) for name, moment in moments.items()
        }
        rows = self.filter(
            host=host, status__in=HELD, starts_at__range=(min(moments.values()), now())
        )
        found = rows.order_by().values("kind").annotate(**counts)
        return {row.pop("kind"): row for row in found}

    def in_calendar_of(self, user: User) -> MeetingQuerySet:
        """The user's own side is invited or has called it: those of the last year, and all to come."""
        mine = Q(organization__in=user.working_for, sent_at__isnull=False)
        invited = Invitation.objects.filter(mine).values("meeting")
        called = self.filter(host__in=user.working_for, sequence__gt=0).order_by().values("pk")
        recent = self.filter(starts_at__gte=now() - timedelta(days=366))
        return recent.filter(pk__in=invited.union(called))

    def for_calendar(self) -> MeetingQuerySet:
        """Those that units were told of, each with `told_at`, when they were last told."""
        events: Any = self.model._meta.get_field("events").related_model
        told = events._default_manager.filter(meeting=OuterRef("pk"), step__in=TOLD)
        rows = self.filter(sequence__gt=0).select_related("alliance", "host")
        return (
            rows.annotate(told_at=Subquery(told.order_by("-pk").values("at")[:1]))
            .prefetch_related("agenda_items")
            .order_by("starts_at", "pk")
        )

    def with_turnout(self) -> MeetingQuerySet:
        """Each with `expected` and `present`, the numbers of units; who was invited and is not in the roll is expected too."""
        units = Attendance.objects.filter(meeting=OuterRef("pk"), organization__isnull=False)
        here = units.filter(status__in=AttendanceStatus.here())
        listed = Attendance.objects.filter(
            meeting=OuterRef("meeting"), organization=OuterRef("organization")
        )
        missing = Invitation.objects.filter(~Exists(listed), meeting=OuterRef("pk")).order_by()
        expected = _count(units.order_by()) + _count(missing)
        return self.annotate(expected=expected, present=_count(here.order_by()))

    def for_list(self) -> MeetingQuerySet:
        return self.select_related("alliance", "host", "kind")

    def for_page(self) -> MeetingQuerySet:
        """What the public page of one shows of the meeting itself."""
        own = ("title", "starts_at", "place", "chair", "recorder", "opening")
        state = ("status", "published_at", "quorum", *NUMBER)
        return narrow(self, *own, *state, kind=("name", "hears_residents"), host=("name",))

    def listed(self) -> MeetingQuerySet:
        """What a line of the desk's list shows, and nothing else."""
        own = ("title", "starts_at", "status", "publication", *NUMBER)
        return narrow(self, *own, kind=("name",), host=("name",))
