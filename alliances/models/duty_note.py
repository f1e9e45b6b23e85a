from django.db import models
from django.utils.timezone import now

from alliances.models.duty_status import DutyStatus
from members.models import Event
from officekit.uploads import upload_path


class DutyNoteQuerySet(models.QuerySet["DutyNote"]):
    def of(self, duties: "models.QuerySet") -> "DutyNoteQuerySet":
        return self.filter(duty__in=duties.values("pk"))


class DutyNote(models.Model):
    """进展: a progress note on a duty, with an optional file."""

    duty = models.ForeignKey(
        "alliances.Duty", models.CASCADE, related_name="notes", verbose_name="责任事项"
    )
    text = models.TextField("进展")
    file = models.FileField("附件", upload_to=upload_path, blank=True)
    by = models.ForeignKey("members.User", models.PROTECT, related_name="+", verbose_name="填报人")
    at = models.DateTimeField("时间", default=now, editable=False)

    objects = DutyNoteQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任事项进展"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class DutyEventQuerySet(models.QuerySet["DutyEvent"]):
    def moves(self) -> "DutyEventQuerySet":
        """Those that moved the duty itself; the others tell of its extensions."""
        return self.filter(target__in=DutyStatus.values)


class DutyEvent(Event):
    """责任事项办理记录, with what was asked and answered about more time."""

    duty = models.ForeignKey(
        "alliances.Duty", models.CASCADE, related_name="events", verbose_name="责任事项"
    )

    objects = DutyEventQuerySet.as_manager()

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "责任事项办理记录"
