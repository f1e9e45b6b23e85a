from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.timezone import now

if TYPE_CHECKING:
    from alliances.models.meeting import Meeting


class MinutesVersionQuerySet(models.QuerySet["MinutesVersion"]):
    def facts_at(self, meeting: Meeting, version: int) -> dict[str, Any] | None:
        """What the minutes said at that version, if it was kept."""
        return self.filter(meeting=meeting, version=version).values_list("facts", flat=True).first()

    def keep(self, meeting: Meeting, version: int | None = None) -> None:
        """Keeps what the minutes say now as this version of them, or as their newest, unless it is kept already."""
        from alliances.frozen import frozen  # noqa: PLC0415 -- it is made of these models
        from alliances.minutes import facts_of  # noqa: PLC0415

        version = version or meeting.version
        if self.filter(meeting=meeting, version=version).exists():
            return
        kept = MinutesVersion(meeting=meeting, version=version, facts=frozen(facts_of(meeting)))
        saved = meeting.history.select_related("history_user").first()
        if saved:  # not where the minutes came from a file
            kept.by, kept.at = saved.history_user, saved.history_date
        kept.save()


class MinutesVersion(models.Model):
    """纪要版本: what the minutes of a meeting said at one version. Rows are only ever added."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="versions", verbose_name="会议"
    )
    version = models.PositiveIntegerField("版本")
    facts = models.JSONField("内容", help_text="纪要的全部事实，见 alliances/frozen.py")
    # Nobody where the minutes came from a file.
    by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="保存人"
    )
    at = models.DateTimeField("时间", default=now, editable=False)

    objects = MinutesVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "纪要版本"
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="minutes_version_once",
                fields=["meeting", "version"],
                violation_error_message="这一版已经留底。",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版"
