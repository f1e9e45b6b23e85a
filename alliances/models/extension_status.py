from django.db import models

from members.models import Step
from members.permissions import Permission


class ExtensionStatus(models.TextChoices):
    """待答复 → 已同意 | 没有同意 | 已收回."""

    ASKED = "asked", "待答复"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "没有同意"
    RETRACTED = "retracted", "已收回"


EXTENSION_STEPS = (
    Step(
        "grant",
        "同意延期",
        {ExtensionStatus.ASKED},
        ExtensionStatus.GRANTED,
        Permission.DUTY_SET,
        asks="说明",
    ),
    Step(
        "refuse",
        "不同意延期",
        {ExtensionStatus.ASKED},
        ExtensionStatus.REFUSED,
        Permission.DUTY_SET,
        asks="不同意的原因",
        note_required=True,
    ),
    Step(
        "retract",
        "收回延期申请",
        {ExtensionStatus.ASKED},
        ExtensionStatus.RETRACTED,
        Permission.DUTY_REPORT,
    ),
)

# Taken by whoever asked; the others are the setter's.
LEAD_STEPS = frozenset({"retract"})
