from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from alliances.models.duty import Duty
from alliances.models.extension_base import AskedExtension, AskedExtensionQuerySet
from alliances.models.extension_status import EXTENSION_STEPS, ExtensionStatus
from members.models import StepError
from officekit.text import cn_date

if TYPE_CHECKING:
    from alliances.models.duty_note import DutyEventQuerySet
    from members.models import User


class ExtensionQuerySet(AskedExtensionQuerySet):
    @transaction.atomic
    def ask(self, duty: Duty, until: date, *, by: User, reason: str) -> Extension:
        """申请延期: a later day for a duty that is not reported yet; one request at a time."""
        duty.lock()
        if not duty.is_unfinished:
            raise StepError(f"这件事项{duty.get_status_display()}，不用再申请延期。请刷新后再看。")
        if until <= max(duty.due_on, localdate()):
            raise StepError(
                f"现在的期限是{cn_date(duty.due_on)}，新的期限要比它晚，也要在今天以后。"
            )
        if duty.extensions.asked().exists():
            raise StepError("已有一份延期申请在等答复；要改日期，请先收回它。")
        extension: Extension = self.create(
            duty=duty, due_before=duty.due_on, until=until, reason=reason.strip(), asked_by=by
        )
        extension.record_asking()
        return extension

    def decidable_by(self, user: User) -> ExtensionQuerySet:
        """Of duties that the user's side has set; of any in the alliance for its street."""
        return self.filter(duty__in=Duty.objects.verifiable_by(user).values("pk"))

    def retractable_by(self, user: User) -> ExtensionQuerySet:
        return self.filter(duty__in=Duty.objects.reportable_by(user).values("pk"))

    def to_decide(self, user: User) -> ExtensionQuerySet:
        """On the user's own desk to be answered, the longest waiting first."""
        mine = self.asked().filter(duty__host__in=user.working_for)
        return mine.select_related("duty__lead").order_by("asked_at", "pk")


class Extension(AskedExtension):
    """延期申请: the lead of a duty asks its setter for a later due date."""

    duty = models.ForeignKey(
        Duty, models.CASCADE, related_name="extensions", verbose_name="责任事项"
    )
    due_before = models.DateField("原来的期限", editable=False)
    until = models.DateField("延到")

    STEPS = EXTENSION_STEPS

    objects = ExtensionQuerySet.as_manager()

    class Meta(AskedExtension.Meta):
        constraints = [
            *AskedExtension.Meta.constraints,
            models.UniqueConstraint(
                name="extension_asked_once",
                fields=["duty"],
                condition=Q(status=ExtensionStatus.ASKED),
                violation_error_message="这件事项已有一份延期申请在等答复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}延到{cn_date(self.until)}"

    def get_absolute_url(self) -> str:
        return self.duty.get_absolute_url()

    @property
    def events(self) -> DutyEventQuerySet:
        """Told with the rest of the duty's story."""
        return self.duty.events.all()

    def _event_facts(self) -> dict[str, Any]:
        return {"duty": self.duty}

    @transaction.atomic
    def grant(self, *, by: User, note: str = "") -> None:
        """同意延期: the only way in which a due date changes."""
        self.duty.lock()
        if self.until <= self.duty.due_on:
            raise StepError(f"完成期限已经是{cn_date(self.duty.due_on)}，不用再延。请刷新后再看。")
        self._decide("grant", by=by, note=note)
        self.duty.postpone(self.until)
        words = f"同意延期到{cn_date(self.until)}：{self.duty.title}"
        self.duty.tell_obliged(words, by=by, body=note)

    @transaction.atomic
    def refuse(self, *, by: User, note: str) -> None:
        """不同意延期."""
        self.duty.lock()
        self._decide("refuse", by=by, note=note)
        words = f"没有同意延期：{self.duty.title}"
        kept = f"仍在{cn_date(self.duty.due_on)}前完成。{note}"
        self.duty.tell_obliged(words, by=by, body=kept)

    @transaction.atomic
    def retract(self, *, by: User, note: str = "") -> None:
        """收回申请."""
        self.duty.lock()
        self.drop(by=by, note=note)
        self.duty.tell_host(f"{self.duty.lead.label}收回了延期申请：{self.duty.title}", by=by)

    def record_asking(self) -> None:
        """The first line of its story, and the message to the setter."""
        self.duty.events.create(
            step="ask",
            label=f"申请延期到{cn_date(self.until)}",
            target=self.status,
            by=self.asked_by,
            note=self.reason,
        )
        self.duty.tell_host(
            f"{self.duty.lead.label}申请延期到{cn_date(self.until)}：{self.duty.title}",
            by=self.asked_by,
            body=self.reason,
        )
