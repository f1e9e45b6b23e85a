from django.db import models

from alliances.models.agenda import AgendaItem
from members.models import Organization


class Resolution(models.Model):
    """议定事项: what a meeting agreed on; final minutes turn each into one duty."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="resolutions", verbose_name="会议"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="resolutions", verbose_name="议题"
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

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["agenda_item__order", "order", "pk"]

    def __str__(self) -> str:
        return self.text
