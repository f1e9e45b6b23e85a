from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from members.models.user import User


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    def keep(self, user: User, key: str, data: dict[str, Any], base_version: int) -> FormDraft:
        draft, _ = self.update_or_create(
            user=user, key=key, defaults={"data": data, "base_version": base_version}
        )
        return draft

    def of(self, user: User, key: str) -> FormDraft | None:
        return self.filter(user=user, key=key).first()


class FormDraft(models.Model):
    """草稿: what a user has typed into a long form and not yet saved; survives a closed browser."""

    user = models.ForeignKey(
        "members.User", models.CASCADE, related_name="drafts", verbose_name="用户"
    )
    key = models.CharField("表单", max_length=60, help_text="例如 meeting:12 或 meeting:new")
    data = models.JSONField("内容", help_text="字段名 → 值的列表，与提交的表单相同")
    base_version = models.PositiveIntegerField("基于的版本", default=0)
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [
            models.UniqueConstraint(name="draft_once_per_form", fields=["user", "key"]),
        ]

    def __str__(self) -> str:
        return self.key
