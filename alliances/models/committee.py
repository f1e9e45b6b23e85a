from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from alliances.models.alliance import Alliance
from members.models import Organization, Person

if TYPE_CHECKING:
    from members.models import User


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def of_alliance(self, alliance: Alliance) -> CommitteeQuerySet:
        return self.filter(alliance=alliance)

    def with_seats(self, day: date) -> CommitteeQuerySet:
        """Each with `seated`, the seats held on that day."""
        seated = Seat.objects.on(day).for_list()
        return self.order_by("organization__path", "pk").prefetch_related(
            models.Prefetch("seats", seated, to_attr="seated")
        )

    def editable_by(self, user: User) -> CommitteeQuerySet:
        return self.filter(alliance__in=Alliance.objects.run_by(user))


class Committee(models.Model):
    """党建协调委员会 of the street, or 社区“大党委” of a community."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="committees", verbose_name="联盟"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="committees", verbose_name="设在"
    )
    name = models.CharField("名称", max_length=60)
    duties = models.TextField("职责", blank=True)

    history = HistoricalRecords(table_name="h_committee")
    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委员会"
        constraints = [
            models.UniqueConstraint(
                name="committee_name_once",
                fields=["alliance", "organization", "name"],
                violation_error_message="这里已有同名的委员会。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(models.QuerySet["Seat"]):
    def on(self, day: date) -> SeatQuerySet:
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), started_on__lte=day)

    def for_list(self) -> SeatQuerySet:
        return self.select_related("committee", "person__organization").order_by(
            "committee", "order", "pk"
        )


class Seat(models.Model):
    """委员: a person's seat in a committee, with its time. Ended, never deleted."""

    class Post(models.TextChoices):
        CHAIR = "chair", "主任"
        VICE_CHAIR = "vice_chair", "副主任"
        MEMBER = "member", "委员"
        PART_TIME = "part_time", "兼职委员"

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="seats", verbose_name="委员会"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="seats", verbose_name="人员")
    post = models.CharField("职务", max_length=12, choices=Post, default=Post.MEMBER)
    order = models.PositiveSmallIntegerField("次序", default=0)
    started_on = models.DateField("任职日期")
    ended_on = models.DateField("离任日期", null=True, blank=True)

    history = HistoricalRecords(table_name="h_seat")
    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委员"
        constraints = [
            models.CheckConstraint(
                name="seat_dates_in_order",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message="离任日期不能早于任职日期。",
            ),
            models.UniqueConstraint(
                name="seat_held_once",
                fields=["committee", "person"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="此人已是这个委员会的委员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_post_display()}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise models.ProtectedError("委员任职只能结束，不能删除。", {self})
