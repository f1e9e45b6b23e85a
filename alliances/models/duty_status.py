from django.db import models

from members.models import Step
from members.permissions import Permission


class DutyStatus(models.TextChoices):
    """未开始 → 进行中 → 已完成（单位报结）→ 已销号（核实）; 逾期 is derived from the due date, never stored."""

    OPEN = "open", "未开始"
    DOING = "doing", "进行中"
    DONE = "done", "已报结"
    VERIFIED = "verified", "已销号"
    CLOSED = "closed", "已终止"


UNFINISHED = (DutyStatus.OPEN, DutyStatus.DOING)

DUTY_STEPS = (
    Step("begin", "开始办理", {DutyStatus.OPEN}, DutyStatus.DOING, Permission.DUTY_REPORT),
    Step(
        "report_done",
        "报结",
        set(UNFINISHED),
        DutyStatus.DONE,
        Permission.DUTY_REPORT,
        asks="办理结果",
        note_required=True,
    ),
    Step(
        "take_back",
        "撤回报结",
        {DutyStatus.DONE},
        DutyStatus.DOING,
        Permission.DUTY_REPORT,
        asks="撤回的原因",
    ),
    Step(
        "verify",
        "核实销号",
        {DutyStatus.DONE},
        DutyStatus.VERIFIED,
        Permission.DUTY_SET,
        asks="核实情况",
    ),
    Step(
        "send_back",
        "退回",
        {DutyStatus.DONE},
        DutyStatus.DOING,
        Permission.DUTY_SET,
        asks="退回的原因",
        note_required=True,
    ),
    Step(
        "close",
        "终止",
        set(UNFINISHED),
        DutyStatus.CLOSED,
        Permission.DUTY_SET,
        asks="终止的原因",
        note_required=True,
    ),
)

# Taken by whoever set the duty; the other steps are the lead's.
VERIFIER_STEPS = frozenset({"verify", "send_back", "close"})
# What the setter hears of; of the verifier's steps the lead and its assistants do.
REPORTER_STEPS = frozenset({"report_done", "take_back"})
