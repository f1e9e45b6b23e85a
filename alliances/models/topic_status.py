from django.db import models

from members.models import Step
from members.permissions import Permission


class TopicStatus(models.TextChoices):
    """待受理 → 已列入 | 已合并 | 已退回 | 已撤回; 上交 and 转下 leave it 待受理, with another body."""

    PROPOSED = "proposed", "待受理"
    ACCEPTED = "accepted", "已列入"
    MERGED = "merged", "已合并"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


TOPIC_STEPS = (
    # These ask for more than words: the meeting, the other topic, the body above or below.
    Step(
        "accept",
        "列入议程",
        {TopicStatus.PROPOSED},
        TopicStatus.ACCEPTED,
        Permission.MEETING_RECORD,
        quick=False,
    ),
    Step(
        "merge",
        "并入另一议题",
        {TopicStatus.PROPOSED},
        TopicStatus.MERGED,
        Permission.MEETING_RECORD,
        quick=False,
    ),
    Step(
        "pass_down",
        "转下级组织",
        {TopicStatus.PROPOSED},
        TopicStatus.PROPOSED,
        Permission.MEETING_RECORD,
        asks="转下去的理由",
        note_required=True,
        quick=False,
    ),
    Step(
        "escalate",
        "提交上级会议",
        {TopicStatus.PROPOSED},
        TopicStatus.PROPOSED,
        Permission.MEETING_RECORD,
        asks="提交上级的理由",
        note_required=True,
        quick=False,
    ),
    Step(
        "hand_back",
        "退回",
        {TopicStatus.PROPOSED},
        TopicStatus.RETURNED,
        Permission.MEETING_RECORD,
        asks="退回的原因",
        note_required=True,
    ),
    # Also taken by itself when the meeting is cancelled.
    Step(
        "release",
        "移出议程",
        {TopicStatus.ACCEPTED},
        TopicStatus.PROPOSED,
        Permission.MEETING_RECORD,
        asks="移出的原因",
        note_required=True,
    ),
    Step(
        "withdraw",
        "撤回",
        {TopicStatus.PROPOSED},
        TopicStatus.WITHDRAWN,
        Permission.TOPIC_PROPOSE,
        asks="撤回的原因",
    ),
)

# The proposer's; the other steps are the convener's.
PROPOSER_STEPS = frozenset({"withdraw"})
