from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from alliances.models.publication import PUBLICATION_STEPS, PublishedModel
from alliances.models.published_rows import PublishedQuerySet
from members.models import Event
from officekit.search import SearchTextField
from officekit.uploads import upload_path


class RegulationQuerySet(PublishedQuerySet):
    def in_force(self, day: date) -> "RegulationQuerySet":
        return self.filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gte=day), in_force_from__lte=day
        )

    def for_list(self) -> "RegulationQuerySet":
        return self.select_related("host").order_by("order", "pk")


class Regulation(PublishedModel):
    """制度: 联席会议制, 责任清单制 …, with its text and the time it is in force."""

    name = models.CharField("名称", max_length=60)
    order = models.PositiveSmallIntegerField("次序", default=0)
    summary = models.CharField("一句话说明", max_length=120, blank=True)
    text = models.TextField("正文", blank=True)
    file = models.FileField("文件", upload_to=upload_path, blank=True)
    in_force_from = models.DateField("施行日期")
    in_force_to = models.DateField("废止日期", null=True, blank=True)
    search_text = SearchTextField(sources=("name", "summary", "text"))

    STEPS = PUBLICATION_STEPS

    history = HistoricalRecords(table_name="h_regulation", excluded_fields=["search_text"])
    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度"
        indexes = [*PublishedModel.Meta.indexes]
        constraints = [
            *PublishedModel.Meta.constraints,
            models.CheckConstraint(
                name="regulation_dates_in_order",
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                violation_error_message="废止日期不能早于施行日期。",
            ),
            models.UniqueConstraint(
                name="regulation_once",
                fields=["alliance", "name", "in_force_from"],
                violation_error_message="同一天已有同名的制度施行。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("admin:alliances_regulation_change", args=[self.pk])

    def is_in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or self.in_force_to >= day)

    def get_public_url(self) -> str:
        return reverse("alliances:regulation_detail", args=[self.alliance.slug, self.pk])


class RegulationEvent(Event):
    """制度办理记录."""

    regulation = models.ForeignKey(
        Regulation, models.CASCADE, related_name="events", verbose_name="制度"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "制度办理记录"
