"""延期申请, whatever it is asked for: who asked, who answered, and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from alliances.models.extension_status import ExtensionStatus
from members.models import StepModel

if TYPE_CHECKING:
    from members.models import User


class AskedExtensionQuerySet(models.QuerySet[Any]):
    def asked(self) -> Self:
        """Not answered yet."""
        return self.filter(status=ExtensionStatus.ASKED)

    def granted(self) -> Self:
        return self.filter(status=ExtensionStatus.GRANTED)


class AskedExtension(StepModel):
    """Abstract: whoever works on something asks for a later limit. Subclasses say of what, `due_before` and `until`."""

    reason = models.CharField("延期的原因", max_length=200)
    status = models.CharField(
        "状态", max_length=12, choices=ExtensionStatus, default=ExtensionStatus.ASKED
    )
    asked_at = models.DateTimeField("申请时间", default=now, editable=False)
    asked_by = models.ForeignKey(
        "members.User", models.PROTECT, editable=False, related_name="+", verbose_name="申请人"
    )
    decided_at = models.DateTimeField("答复时间", null=True, editable=False)
    decided_by = models.ForeignKey(
        "members.User",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="答复人",
    )

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_later",
                condition=Q(until__gt=F("due_before")),
                violation_error_message="新的期限要晚于原来的期限。",
            ),
            models.CheckConstraint(
                name="%(class)s_decided_fully",
                condition=Q(
                    status__in=[ExtensionStatus.GRANTED, ExtensionStatus.REFUSED],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(
                    status__in=[ExtensionStatus.ASKED, ExtensionStatus.RETRACTED],
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                ),
                violation_error_message="答复要记下答复人和时间。",
            ),
        ]

    def drop(self, *, by: User | None, note: str = "") -> None:
        """Taken back where nobody need be told: with the step that ends the work."""
        self._take("retract", by=by, note=note)

    def _decide(self, name: str, *, by: User, **facts: Any) -> None:
        self._take(name, by=by, decided_at=now(), decided_by=by, **facts)
