from __future__ import annotations

from django.db import models

from alliances.models import Alliance


class TargetFigure(models.TextChoices):
    """What a year can be measured by. The keys are those of the figures in the apps' figures.py."""

    MEMBERS = "members", "联盟成员"
    AGREEMENTS = "agreements-in-force", "正在履行的协议"
    MEETINGS = "meetings", "公开的会议纪要"
    BULLETINS = "bulletins", "资讯"
    PROJECTS = "projects", "开始的项目"
    FINISHED = "projects-finished", "完成的项目"


class Target(models.Model):
    """年度目标: what an alliance wants to reach in a year, of one of its figures. Shown beside what was reached."""

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="targets", verbose_name="联盟"
    )
    year = models.PositiveSmallIntegerField("年份")
    figure = models.CharField("哪项数据", max_length=24, choices=TargetFigure)
    goal = models.PositiveIntegerField("目标")

    class Meta:
        verbose_name = verbose_name_plural = "年度目标"
        constraints = [
            models.UniqueConstraint(
                name="target_once",
                fields=["alliance", "year", "figure"],
                violation_error_message="这一年的这项数据已经定了目标，请改原来的那一条。",
            ),
            models.CheckConstraint(
                name="target_is_a_real_year",
                condition=models.Q(year__gte=2020, year__lte=2100),
                violation_error_message="年份应在 2020 到 2100 之间。",
            ),
            models.CheckConstraint(
                name="target_is_above_zero",
                condition=models.Q(goal__gte=1),
                violation_error_message="目标至少是 1。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_figure_display()}"
