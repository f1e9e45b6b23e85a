from __future__ import annotations

from django.db import models
from django.db.models import Q

from members.models import Organization


class AttendanceStatus(models.TextChoices):
    PRESENT = "present", "到会"
    PROXY = "proxy", "代参"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "缺席"

    @classmethod
    def here(cls) -> list[AttendanceStatus]:
        """Counted as 实到."""
        return [cls.PRESENT, cls.PROXY]


class GuestRole(models.TextChoices):
    """Who sits in without being a member unit."""

    RESIDENT = "resident", "居民"
    MERCHANT = "merchant", "商户"
    HOUSEHOLD = "household", "党员中心户"
    PROPERTY = "property", "物业"
    OTHER = "other", "其他"


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def mark(self, status: str) -> None:
        """Those that are not ticked yet."""
        self.filter(status="").update(status=status)


class Attendance(models.Model):
    """签到: an expected organization with who came for it, or a guest by role."""

    meeting = models.ForeignKey(
        "alliances.Meeting", models.CASCADE, related_name="attendances", verbose_name="会议"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name="应到单位",
    )
    guest_role = models.CharField("列席身份", max_length=12, choices=GuestRole, blank=True)
    person_name = models.CharField("姓名", max_length=30, blank=True)
    status = models.CharField("签到", max_length=8, choices=AttendanceStatus, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签到"
        ordering = ["pk"]
        indexes = [models.Index(name="attendance_by_unit", fields=["organization", "meeting"])]
        constraints = [
            models.UniqueConstraint(
                name="attendance_once",
                fields=["meeting", "organization"],
                violation_error_message="这个单位已在名单里。",
            ),
            models.CheckConstraint(
                name="attendance_unit_xor_guest",
                condition=Q(organization__isnull=False) ^ ~Q(guest_role=""),
                violation_error_message="应到单位和列席身份只填一个。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization or self.get_guest_role_display()} {self.person_name}".strip()
