from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from alliances.models.agenda import AgendaItem
from alliances.models.duty_status import UNFINISHED
from alliances.quarters import Quarter, quarter_after, quarter_start
from members.models import Organization

if TYPE_CHECKING:
    from alliances.models.meeting import Meeting


class ResolutionQuerySet(models.QuerySet["Resolution"]):
    def standing(self) -> ResolutionQuerySet:
        """Not struck by a correction."""
        return self.filter(agenda_item__isnull=False)

    def agreed_in(self, host: Organization, quarter: Quarter) -> ResolutionQuerySet:
        """Of final minutes of this host's meetings in that quarter."""
        return self.standing().filter(
            meeting__host=host,
            meeting__starts_at__gte=quarter_start(quarter),
            meeting__starts_at__lt=quarter_start(quarter_after(quarter)),
            duty__isnull=False,
        )

    def left_open(self, host: int, kind: int, before: datetime) -> ResolutionQuerySet:
        """Agreed by the same body (host and kind) before, and not finished."""
        return self.standing().filter(
            meeting__host=host,
            meeting__kind=kind,
            meeting__starts_at__lt=before,
            duty__status__in=UNFINISHED,
        )

    def to_bring_back(self, meeting: Meeting) -> ResolutionQuerySet:
        """Left open by the same body before, not on this agenda and not held over by it."""
        rows = self.left_open(meeting.host_id, meeting.kind_id, meeting.starts_at)
        return rows.exclude(
            models.Q(pk__in=meeting.agenda_items.filter(carries__isnull=False).values("carries"))
            | models.Q(pk__in=meeting.hold_overs.values("resolution"))
        )


class Resolution(models.Model):
    """议定事项: what a meeting agreed on; final minutes turn each into one duty."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="resolutions", verbose_name="会议"
    )
    # None: struck by a correction of the minutes.
    agenda_item = models.ForeignKey(
        AgendaItem, models.CASCADE, null=True, related_name="resolutions", verbose_name="议题"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    text = models.CharField("议定内容", max_length=300)
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="led_resolutions", verbose_name="牵头单位"
    )
    assistants = models.ManyToManyField(
        Organization,
        related_name="assisted_resolutions",
        blank=True,
        db_table="alliances_resolution_assist",
        verbose_name="配合单位",
    )
    due_on = models.DateField("完成期限")

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["agenda_item__order", "order", "pk"]

    def __str__(self) -> str:
        return self.text
