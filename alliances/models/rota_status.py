from django.db import models

from members.models import Step
from members.permissions import Permission


class SwapStatus(models.TextChoices):
    """等待答复 → 已同意 | 不同意 | 已收回."""

    ASKED = "asked", "等待对方答复"
    AGREED = "agreed", "已调换"
    REFUSED = "refused", "对方不同意"
    TAKEN_BACK = "taken_back", "已收回"


SWAP_STEPS = (
    Step("agree", "同意调换", {SwapStatus.ASKED}, SwapStatus.AGREED, Permission.TOPIC_PROPOSE),
    Step(
        "refuse",
        "不同意",
        {SwapStatus.ASKED},
        SwapStatus.REFUSED,
        Permission.TOPIC_PROPOSE,
        asks="不能调换的原因",
    ),
    Step(
        "take_back", "收回请求", {SwapStatus.ASKED}, SwapStatus.TAKEN_BACK, Permission.TOPIC_PROPOSE
    ),
)
# The asker's; the other two are for whom was asked.
ASKER_STEPS = frozenset({"take_back"})
