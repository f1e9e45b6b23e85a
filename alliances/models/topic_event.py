from django.db import models

from members.models import Event, Organization


class TopicEvent(Event):
    """议题办理记录, with the body that had the topic at that time."""

    topic = models.ForeignKey(
        "alliances.Topic", models.CASCADE, related_name="events", verbose_name="议题"
    )
    body = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="当时所在组织"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "议题办理记录"
