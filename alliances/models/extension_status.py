from django.db import models

from members.models import Step
from members.permissions import Permission


class ExtensionStatus(models.TextChoices):
    """待答复 → 已同意 | 没有同意 | 已收回."""

    ASKED = "asked", "待答复"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "没有同意"
    RETRACTED = "retracted", "已收回"


def extension_steps(decide: Permission, ask: Permission) -> tuple[Step, ...]:
    """For whoever answers, and for whoever asks."""
    asked = {ExtensionStatus.ASKED}
    return (
        Step("grant", "同意延期", asked, ExtensionStatus.GRANTED, decide, asks="说明"),
        Step(
            "refuse",
            "不同意延期",
            asked,
            ExtensionStatus.REFUSED,
            decide,
            asks="不同意的原因",
            note_required=True,
        ),
        Step("retract", "收回延期申请", asked, ExtensionStatus.RETRACTED, ask),
    )


EXTENSION_STEPS = extension_steps(Permission.DUTY_SET, Permission.DUTY_REPORT)

# Taken by whoever asked; the others are the setter's.
LEAD_STEPS = frozenset({"retract"})
