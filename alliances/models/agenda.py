from django.db import models

from members.models import Organization


class Fourfold(models.TextChoices):
    """四共: how an agenda item is dealt with."""

    DELIBERATE = "deliberate", "大事共议"
    CARRY_OUT = "carry_out", "实事共办"
    DECIDE = "decide", "要事共决"
    CONSULT = "consult", "急事共商"


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

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
