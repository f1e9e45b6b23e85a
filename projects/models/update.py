from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from members.models import Organization
from officekit.queries import LABEL, narrow
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from projects.models.project import Project


class UpdateQuerySet(models.QuerySet["Update"]):
    def for_page(self) -> UpdateQuerySet:
        """What the public page of the project shows of each."""
        return narrow(
            self, "project", "at", "text", "progress", "photo", "photo_alt", organization=LABEL
        )

    def open_in(
        self, published: models.QuerySet[Project], own: models.QuerySet[Project]
    ) -> UpdateQuerySet:
        """The public ones of published projects, and all of the projects that are the visitor's to see."""
        return self.filter(
            Q(is_public=True, project__in=published.values("pk")) | Q(project__in=own.values("pk"))
        ).select_related("project")


class Update(models.Model):
    """项目进展: what was done, how far it is. Shown to the public once the host's side says so."""

    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="updates", verbose_name="项目"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="project_updates", verbose_name="填报单位"
    )
    text = models.TextField("进展")
    progress = models.PositiveSmallIntegerField("进度（%）")
    photo = models.ImageField("照片", upload_to=upload_path, blank=True)
    photo_alt = models.CharField("照片说明", max_length=100, blank=True)
    is_public = models.BooleanField("对外公开", default=False)
    by = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    at = models.DateTimeField("时间", default=now, editable=False)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目进展"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="update_progress_is_percent",
                condition=Q(progress__lte=100),
                violation_error_message="进度是 0 到 100 的整数。",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def show(self, is_public: bool) -> None:
        """对外公开, or no longer."""
        self.is_public = is_public
        self.save(update_fields=["is_public"])
        self.project.alliance.touch_public()
