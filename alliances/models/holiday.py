from datetime import date

from django.db import models
from simple_history.models import HistoricalRecords

from alliances.models.alliance import Alliance
from officekit.text import cn_date


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def changes_of(self, alliance_id: int) -> dict[date, bool]:
        """By day, whether it is off: what `officekit.workdays` and `officekit.deadlines` ask for."""
        return dict(self.filter(alliance=alliance_id).values_list("day", "is_off"))


class Holiday(models.Model):
    """本街道的放假与上班日: a day on which the street departs from the published calendar. It comes first."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="holidays", verbose_name="联盟"
    )
    day = models.DateField("日期")
    is_off = models.BooleanField("安排", choices=[(True, "放假"), (False, "上班")], default=True)
    name = models.CharField("名称", max_length=30, help_text="例如 古庙会、防汛值守。")

    history = HistoricalRecords(table_name="h_holiday")
    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "放假与上班日"
        constraints = [
            models.UniqueConstraint(
                name="holiday_once",
                fields=["alliance", "day"],
                violation_error_message="这一天已有安排，请改原来的那一条。",
            )
        ]

    def __str__(self) -> str:
        return f"{cn_date(self.day)}{self.get_is_off_display()}：{self.name}"
