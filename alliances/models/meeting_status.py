from django.db import models

from members.models import Step
from members.permissions import Permission


class MeetingStatus(models.TextChoices):
    """征集议题 → 已通知 → 已召开 → 纪要起草 → 审定 → 已定稿 (更正 → 纪要起草) | 取消."""

    COLLECTING = "collecting", "征集议题"
    CALLED = "called", "已通知"
    HELD = "held", "已召开"
    DRAFTING = "drafting", "纪要起草"
    REVIEWING = "reviewing", "待审定"
    FINAL = "final", "已定稿"
    CANCELLED = "cancelled", "已取消"


# Held, but the minutes are not final yet.
TO_FINISH = (MeetingStatus.HELD, MeetingStatus.DRAFTING, MeetingStatus.REVIEWING)
EDITABLE = (MeetingStatus.COLLECTING, MeetingStatus.CALLED, *TO_FINISH)

# The agenda may still change without minutes being touched.
OPEN_AGENDA = (MeetingStatus.COLLECTING, MeetingStatus.CALLED)

# It took place, whatever the minutes are at.
HELD = (*TO_FINISH, MeetingStatus.FINAL)

# Of these the invited units are told.
TOLD = frozenset({"call", "reschedule", "cancel"})
# The steps that ask for a change of the minutes, each with its reason.
SENT_BACK = frozenset({"reopen", "correct"})

MEETING_STEPS = (
    Step(
        "call",
        "发出通知",
        {MeetingStatus.COLLECTING},
        MeetingStatus.CALLED,
        Permission.MEETING_RECORD,
    ),
    Step(
        "reschedule",
        "改期",
        {MeetingStatus.CALLED},
        MeetingStatus.CALLED,
        Permission.MEETING_RECORD,
        asks="改期的原因",
        note_required=True,
        quick=False,
    ),
    Step(
        "remind",
        "提醒未答复的",
        {MeetingStatus.CALLED},
        MeetingStatus.CALLED,
        Permission.MEETING_RECORD,
    ),
    Step(
        "hold",
        "会议已召开",
        {MeetingStatus.COLLECTING, MeetingStatus.CALLED},
        MeetingStatus.HELD,
        Permission.MEETING_RECORD,
    ),
    Step(
        "draft", "起草纪要", {MeetingStatus.HELD}, MeetingStatus.DRAFTING, Permission.MEETING_RECORD
    ),
    Step(
        "submit",
        "送审定",
        {MeetingStatus.DRAFTING},
        MeetingStatus.REVIEWING,
        Permission.MEETING_RECORD,
    ),
    Step(
        "reopen",
        "退回修改",
        {MeetingStatus.REVIEWING},
        MeetingStatus.DRAFTING,
        Permission.MEETING_RECORD,
        asks="要改什么",
        note_required=True,
    ),
    Step(
        "finalize",
        "定稿",
        {MeetingStatus.DRAFTING, MeetingStatus.REVIEWING},
        MeetingStatus.FINAL,
        Permission.MEETING_RECORD,
    ),
    Step(
        "correct",
        "更正",
        {MeetingStatus.FINAL},
        MeetingStatus.DRAFTING,
        Permission.MEETING_RECORD,
        asks="更正的原因",
        note_required=True,
    ),
    Step(
        "abandon",
        "不更正了",
        {MeetingStatus.DRAFTING, MeetingStatus.REVIEWING},
        MeetingStatus.FINAL,
        Permission.MEETING_RECORD,
    ),
    Step(
        "cancel",
        "取消会议",
        {MeetingStatus.COLLECTING, MeetingStatus.CALLED},
        MeetingStatus.CANCELLED,
        Permission.MEETING_RECORD,
        asks="取消的原因",
        note_required=True,
    ),
)
