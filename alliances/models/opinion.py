from django.db import models
from django.db.models import Q

from alliances.models.agenda import AgendaItem
from alliances.models.attendance import GuestRole


class OpinionChannel(models.TextChoices):
    """How an opinion reached the meeting."""

    MEETING = "meeting", "会上"
    VISIT = "visit", "入户"
    PHONE = "phone", "电话"
    ONLINE = "online", "线上"


class Stance(models.TextChoices):
    SUPPORT = "support", "赞成"
    OPPOSE = "oppose", "反对"
    SUGGEST = "suggest", "建议"


class Opinion(models.Model):
    """居民意见 on an agenda item, by role and channel: never by name, phone or door number."""

    agenda_item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="opinions", verbose_name="议题"
    )
    order = models.PositiveSmallIntegerField("次序", default=0)
    role = models.CharField("身份", max_length=12, choices=GuestRole, default=GuestRole.RESIDENT)
    channel = models.CharField("渠道", max_length=12, choices=OpinionChannel)
    stance = models.CharField("态度", max_length=12, choices=Stance, blank=True)
    text = models.CharField("意见", max_length=300, blank=True)
    people = models.PositiveSmallIntegerField("人数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "居民意见"
        ordering = ["agenda_item__order", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="opinion_says_something",
                condition=~Q(stance="") | ~Q(text=""),
                violation_error_message="请选择态度，或写下意见。",
            ),
            models.CheckConstraint(
                name="opinion_is_somebodys",
                condition=Q(people__gte=1),
                violation_error_message="人数至少是 1。",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.get_stance_display()
