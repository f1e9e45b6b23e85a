from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.http import HttpRequest

from members.addresses import client_address
from members.models.organization import Organization

if TYPE_CHECKING:
    from members.models.user import User


class AuditAction(models.TextChoices):
    LOGIN = "login", "登录"
    LOGIN_FAILED = "login_failed", "登录失败"
    LOCKED = "locked", "登录锁定"
    LOGOUT = "logout", "退出"
    PASSWORD = "password", "修改密码"
    SECOND_FACTOR = "second_factor", "两步验证"
    VIEW_PHONE = "view_phone", "查看完整电话"
    VIEW_CONTACT = "view_contact", "查看居民联系方式"
    STEP = "step", "办理步骤"
    CREATE = "create", "新增"
    CHANGE = "change", "修改"
    DELETE = "delete", "删除"
    EXPORT = "export", "导出"
    IMPORT = "import", "导入"
    DOWNLOAD = "download", "下载文件"


class AuditLogQuerySet(models.QuerySet["AuditLog"]):
    def visible_to(self, user: User) -> AuditLogQuerySet:
        return self.filter(organization__path__startswith=user.organization.path)

    def looks_at(self, record: models.Model) -> AuditLogQuerySet:
        """Whoever has seen in full what stands masked on the pages of the record, the latest first."""
        seen = self.filter(record=f"{record._meta.label}:{record.pk}", action__startswith="view_")
        return seen.select_related("organization").order_by("-pk")

    def delete(self) -> NoReturn:
        raise models.ProtectedError("审计日志不能删除。", set(self[:1]))

    def update(self, **changes: Any) -> NoReturn:
        raise models.ProtectedError("审计日志不能修改。", set(self[:1]))


class AuditLog(models.Model):
    """审计日志: who, when, what, which record, result, from where. Rows are only ever added."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        "members.User", models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name="所属组织"
    )
    action = models.CharField("操作", max_length=16, choices=AuditAction)
    record = models.CharField("记录", max_length=60, help_text="app.Model:主键", db_index=True)
    record_label = models.CharField("记录名称", max_length=120)
    detail = models.CharField("说明", max_length=300, blank=True)
    succeeded = models.BooleanField("成功", default=True)
    address = models.GenericIPAddressField("来源地址", null=True)

    objects = AuditLogQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        indexes = [models.Index(name="audit_by_organization", fields=["organization", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.record_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise models.ProtectedError("审计日志不能修改。", {self})
        super().save(*args, **kwargs)

    @classmethod
    def write(
        cls,
        action: AuditAction,
        record: models.Model | None,
        *,
        request: HttpRequest,
        actor: User | None = None,
        detail: str = "",
        succeeded: bool = True,
    ) -> AuditLog:
        """Adds one row. `actor` only where the request's user is not the one who acted.

        What nobody known did (a failed login) belongs to the organization of its record.
        """
        user = actor or (request.user if request.user.is_authenticated else None)
        return cls.objects.create(
            actor=user,
            organization=getattr(user or record, "organization", None),
            action=action,
            record=f"{record._meta.label}:{record.pk}" if record else "",
            record_label=str(record or "")[:120],
            detail=detail[:300],
            succeeded=succeeded,
            address=client_address(request),
        )

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise models.ProtectedError("审计日志不能删除。", {self})
