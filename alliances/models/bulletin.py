from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from simple_history.models import HistoricalRecords

from alliances.models.category import Category
from alliances.models.publication import (
    PUBLICATION_STEPS,
    UNLOCKED,
    PublishedModel,
    public_index,
)
from alliances.models.published_rows import PublishedQuerySet
from members.models import EditedModel, Event
from officekit.queries import LABEL, narrow
from officekit.search import SearchTextField, bigram_index
from officekit.uploads import upload_path


class BulletinColumn(Category):
    """信息公开栏目: 党务, 法律, 卫生健康 … of one alliance."""

    slug = models.SlugField("网址名", max_length=30)

    class Meta(Category.Meta):
        verbose_name = verbose_name_plural = "信息公开栏目"
        constraints = [
            *Category.Meta.constraints,
            models.UniqueConstraint(
                name="bulletincolumn_slug_once",
                fields=["alliance", "slug"],
                violation_error_message="本联盟已有同一网址名的栏目。",
            ),
        ]


class BulletinQuerySet(PublishedQuerySet):
    def for_list(self) -> "BulletinQuerySet":
        return self.select_related("alliance", "column", "host")

    def for_page(self) -> "BulletinQuerySet":
        """What the public page of one shows."""
        own = ("title", "dated_on", "body", "image", "image_alt", "file")
        return narrow(self, *own, column=("name",), host=("name",))

    def listed(self) -> "BulletinQuerySet":
        """What a line of the desk's list shows, and nothing else."""
        return narrow(self, "title", "dated_on", "publication", column=("name",), host=LABEL)


class Bulletin(EditedModel, PublishedModel):
    """资讯: one article in a column."""

    column = models.ForeignKey(
        BulletinColumn, models.PROTECT, related_name="bulletins", verbose_name="栏目"
    )
    title = models.CharField("标题", max_length=100)
    summary = models.CharField("摘要", max_length=200, blank=True)
    body = models.TextField("正文", help_text="可以用 Markdown。")
    image = models.ImageField("图片", upload_to=upload_path, blank=True)
    image_alt = models.CharField("图片说明", max_length=100, blank=True)
    file = models.FileField("附件", upload_to=upload_path, blank=True)
    dated_on = models.DateField("日期", default=localdate)
    search_text = SearchTextField(sources=("title", "summary", "body"))

    STEPS = PUBLICATION_STEPS
    EDITABLE = UNLOCKED

    history = HistoricalRecords(table_name="h_bulletin", excluded_fields=["search_text", "edits"])
    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资讯"
        indexes = [
            *PublishedModel.Meta.indexes,
            public_index("bulletin_public", "-dated_on", "-id"),
            models.Index(
                name="bulletin_by_column", fields=["column", "publication", "-dated_on", "-id"]
            ),
            models.Index(name="bulletin_by_alliance", fields=["alliance", "-dated_on", "-id"]),
            models.Index(name="bulletin_by_host", fields=["host", "-dated_on", "-id"]),
            bigram_index("bulletin_search"),
        ]
        constraints = [*PublishedModel.Meta.constraints]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("alliances:desk_bulletin_detail", args=[self.pk])

    def get_public_url(self) -> str:
        return reverse("alliances:bulletin_detail", args=[self.alliance.slug, self.pk])


class BulletinEvent(Event):
    """资讯办理记录."""

    bulletin = models.ForeignKey(
        Bulletin, models.CASCADE, related_name="events", verbose_name="资讯"
    )

    class Meta(Event.Meta):
        verbose_name = verbose_name_plural = "资讯办理记录"
