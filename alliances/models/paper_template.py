from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now

from alliances.models.alliance import Alliance
from members.models import StepError
from officekit.papers import BadTemplateError, Paper
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from members.models import User

logger = logging.getLogger(__name__)


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def of(self, alliance: Alliance, paper: Paper) -> PaperTemplateQuerySet:
        """Its own templates for this paper, the newest first."""
        rows = self.filter(alliance=alliance, paper=paper.key)
        return rows.select_related("uploaded_by", "retired_by").order_by("-pk")

    def in_use(self) -> PaperTemplateQuerySet:
        return self.filter(retired_at__isnull=True)

    def run_by(self, user: User) -> PaperTemplateQuerySet:
        return self.filter(alliance__in=Alliance.objects.run_by(user))

    @transaction.atomic
    def put(
        self, alliance: Alliance, paper: Paper, content: bytes, *, note: str, by: User
    ) -> PaperTemplate:
        """换模板: from now on the paper looks like this; the one before stays to be had."""
        Alliance.objects.select_for_update(no_key=True).get(pk=alliance.pk)
        self.of(alliance, paper).in_use().update(retired_at=now(), retired_by=by)
        file = ContentFile(content, name=f"{paper.key}.docx")
        return self.create(alliance=alliance, paper=paper.key, file=file, note=note, uploaded_by=by)

    def restore_default(self, alliance: Alliance, paper: Paper, *, by: User) -> None:
        """恢复默认: the paper looks again as the portal draws it."""
        used = self.of(alliance, paper).in_use()
        if not used.update(retired_at=now(), retired_by=by):
            raise StepError("现在用的就是默认模板。")

    def fill(self, alliance: Alliance | None, paper: Paper, facts: Any) -> bytes:
        """The paper as Word, by the alliance's own template where it has one.

        One that can't be filled any more (its file is lost, the paper has changed) doesn't keep anybody
        from work: the default stands in, and the page of the templates says so.
        """
        own = self.of(alliance, paper).in_use().first() if alliance else None
        if own:
            try:
                return paper.word(facts, own.content())
            except (OSError, BadTemplateError):
                logger.exception("template %s of %s can't be filled", own.pk, paper.key)
        return paper.word(facts)


class PaperTemplate(models.Model):
    """文书模板: a Word template of an alliance's own for one paper. Rows are only added and retired."""

    alliance = models.ForeignKey(
        Alliance, models.PROTECT, related_name="paper_templates", verbose_name="联盟"
    )
    paper = models.CharField("文书", max_length=24)
    file = models.FileField("文件", upload_to=upload_path)
    note = models.CharField("改了什么", max_length=120, blank=True)
    uploaded_at = models.DateTimeField("上传时间", default=now, editable=False)
    uploaded_by = models.ForeignKey(
        "members.User", models.PROTECT, related_name="+", editable=False, verbose_name="上传人"
    )
    retired_at = models.DateTimeField("停用时间", null=True, editable=False)
    retired_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="停用人",
    )

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        constraints = [
            models.UniqueConstraint(
                name="paper_template_one_in_use",
                fields=["alliance", "paper"],
                condition=Q(retired_at__isnull=True),
                violation_error_message="这种文书已有在用的模板。",
            ),
            models.CheckConstraint(
                name="paper_template_retired_pair",
                condition=Q(retired_at__isnull=True) ^ Q(retired_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}模板"

    def content(self) -> bytes:
        with self.file.open("rb") as file:
            return bytes(file.read())
