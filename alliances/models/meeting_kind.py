from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from alliances.models.category import Category
from alliances.standing import check_placeholders


class MeetingKind(Category):
    """会议类型: at which level it meets, how early it is called and how often it is expected."""

    class MeetingLevel(models.TextChoices):
        STREET = "street", "街道级"
        COMMUNITY = "community", "社区级"
        COMPOUND = "compound", "小区级"

    class Rhythm(models.TextChoices):
        NONE = "", "不定期"
        MONTH = "month", "每月"
        QUARTER = "quarter", "每季度"
        HALF_YEAR = "half_year", "每半年"
        YEAR = "year", "每年"

    level = models.CharField("层级", max_length=12, choices=MeetingLevel)
    notice_days = models.PositiveSmallIntegerField(
        "提前通知（工作日）", default=3, help_text="填 0 的会议随时可以通知，例如即时协商。"
    )
    quorum = models.PositiveSmallIntegerField(
        "须到会（%）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="应到单位中至少到会的比例，例如 50；不填就不要求。",
    )
    rhythm = models.CharField("应开周期", max_length=12, choices=Rhythm, blank=True)
    standing_items = models.TextField(
        "固定议程",
        blank=True,
        validators=[check_placeholders],
        help_text="一行一项，新建会议时自动列入。可以写 {上季度}、{下季度}、{落实情况}、{本季轮值}、{下季轮值}，届时换成实际内容。",
    )
    hears_residents = models.BooleanField(
        "听取居民意见",
        default=False,
        db_default=False,
        help_text="打开后，纪要的每个议题可以登记居民意见、可选办法、方案和结果。",
    )
    times = models.PositiveSmallIntegerField("每周期应开（次）", default=1)

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "会议类型"
        constraints = [
            *Category.Meta.constraints,
            models.CheckConstraint(
                name="kind_quorum_is_percentage",
                condition=Q(quorum__isnull=True) | Q(quorum__gte=1, quorum__lte=100),
                violation_error_message="须到会的比例是 1 到 100。",
            ),
        ]
