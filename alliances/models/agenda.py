from django.db import models
from django.utils.timezone import now

from members.models import Organization


class Fourfold(models.TextChoices):
    """四共: how an agenda item is dealt with."""

    DELIBERATE = "deliberate", "大事共议"
    CARRY_OUT = "carry_out", "实事共办"
    DECIDE = "decide", "要事共决"
    CONSULT = "consult", "急事共商"


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def for_agenda(self) -> "AgendaItemQuerySet":
        """With who brought each item, and the unfinished duty it brings back."""
        rows = self.select_related("proposer", "carries__meeting", "carries__lead", "carries__duty")
        return rows.prefetch_related("topics__proposer")


class AgendaItem(models.Model):
    """议题 of a meeting, with its 四共 class and what was said."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="agenda_items", verbose_name="会议"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    title = models.CharField("议题", max_length=100)
    fourfold = models.CharField(
        "四共", max_length=12, choices=Fourfold, default=Fourfold.DELIBERATE
    )
    proposer = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposed_items",
        verbose_name="提出单位",
    )
    discussion = models.TextField("讨论情况", blank=True)
    # 有事大家说: what could be done, what was put together of it, what came out.
    options = models.TextField("可选办法", blank=True, default="", db_default="")
    plan = models.TextField("商定的方案", blank=True, default="", db_default="")
    outcome = models.TextField("结果", blank=True, default="", db_default="")
    carries = models.ForeignKey(
        "alliances.Resolution",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_by",
        verbose_name="上次没有办结的议定事项",
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_carries_once",
                fields=["meeting", "carries"],
                violation_error_message="这件没有办结的事项已在议程里。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HoldOver(models.Model):
    """延后: an unfinished resolution that this meeting leaves to a later one, with the reason."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="hold_overs", verbose_name="会议"
    )
    resolution = models.ForeignKey(
        "alliances.Resolution", models.CASCADE, related_name="hold_overs", verbose_name="议定事项"
    )
    reason = models.CharField("延后的原因", max_length=200)
    held_over_at = models.DateTimeField("延后时间", default=now, editable=False)
    held_over_by = models.ForeignKey(
        "members.User", models.PROTECT, editable=False, related_name="+", verbose_name="经办人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "延后的议定事项"
        constraints = [
            models.UniqueConstraint(
                name="hold_over_once",
                fields=["meeting", "resolution"],
                violation_error_message="这件事项在这次会议上已经延后。",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
