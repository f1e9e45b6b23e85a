from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import now

from alliances.models.agreement_version import AgreementVersion
from members.models import StepError
from officekit.uploads import upload_path

if TYPE_CHECKING:
    from alliances.models.agreement import Agreement
    from members.models import User

MOST_SCANS = 40


class AgreementScanQuerySet(models.QuerySet["AgreementScan"]):
    def valid(self) -> AgreementScanQuerySet:
        return self.filter(voided_at__isnull=True)

    @transaction.atomic
    def attach(
        self, agreement: Agreement, files: Sequence[Any], *, by: User
    ) -> list[AgreementScan]:
        """存入签字原件, to the version that was signed."""
        current = agreement.lock()
        version = current.standing_version() if current.publishable else None
        if version is None:
            raise StepError("各方签订以后，才能存入签字原件。")
        if version.scans.valid().count() + len(files) > MOST_SCANS:
            raise StepError(f"一份协议最多存 {MOST_SCANS} 个扫描文件，请把几页合成一个 PDF。")
        return [version.scans.create(file=file, uploaded_by=by) for file in files]


class AgreementScan(models.Model):
    """签字原件扫描: pages of the signed paper, of the very version that was signed. Never deleted, but voided."""

    version = models.ForeignKey(
        AgreementVersion, models.PROTECT, related_name="scans", verbose_name="版本"
    )
    file = models.FileField("文件", upload_to=upload_path)
    uploaded_at = models.DateTimeField("上传时间", default=now, editable=False)
    uploaded_by = models.ForeignKey(
        "members.User", models.PROTECT, editable=False, related_name="+", verbose_name="上传人"
    )
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="作废人",
    )
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects = AgreementScanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "签字原件扫描"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="scan_voided_fully",
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                violation_error_message="作废要写明原因和作废人。",
            )
        ]

    def __str__(self) -> str:
        return f"签字原件扫描 {self.pk}"

    def void(self, *, by: User, reason: str) -> None:
        """作废 what was uploaded by mistake."""
        valid = AgreementScan.objects.valid().filter(pk=self.pk)
        if not valid.update(voided_at=now(), voided_by=by, void_reason=reason):
            raise StepError("这份扫描件刚才已经作废。")
        self.refresh_from_db()
