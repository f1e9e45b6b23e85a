"""四单一体: where an order can stand, and who moves it on."""

from django.db import models

from members.models import Step
from members.permissions import Permission


class OrderStatus(models.TextChoices):
    """待受理 → 待派单 → 待接单 → 办理中 → 已办结(单位) → 已核实(社区) → 已评价(居民).

    Side ways: 待街道协调 (吹哨), 暂停计时, 不予受理, 已并单, 已撤回. A reopened order stands at 待派单 again.
    """

    PLACED = "placed", "待受理"
    ACCEPTED = "accepted", "待派单"
    DISPATCHED = "dispatched", "待接单"
    ESCALATED = "escalated", "待街道协调"
    WORKING = "working", "办理中"
    PAUSED = "paused", "暂停计时"
    FINISHED = "finished", "已办结"
    VERIFIED = "verified", "已核实"
    RATED = "rated", "已评价"
    REFUSED = "refused", "不予受理"
    MERGED = "merged", "已并单"
    WITHDRAWN = "withdrawn", "已撤回"


_S = OrderStatus

# The community or street still has to say who does it.
TO_DISPATCH = frozenset({_S.PLACED, _S.ACCEPTED})
# Somebody must answer by `answer_due`; who is silent for longer hands it up (see jobs).
AWAITING = frozenset({_S.PLACED, _S.ACCEPTED, _S.DISPATCHED, _S.ESCALATED})
IN_WORK = frozenset({_S.WORKING, _S.PAUSED})
# Not done yet, by anybody.
OPEN = AWAITING | IN_WORK
# Not done yet, and its clock runs.
RUNNING = OPEN - {_S.PAUSED}
# Done by the unit; whether it was is the community's and the resident's to say.
DONE = frozenset({_S.FINISHED, _S.VERIFIED, _S.RATED})
# Nothing more is to be done unless the resident opens it again.
CLOSED = frozenset({_S.VERIFIED, _S.RATED, _S.REFUSED, _S.MERGED, _S.WITHDRAWN})
# Whose lead works on it or is asked to.
WITH_LEAD = frozenset({_S.DISPATCHED, _S.WORKING, _S.PAUSED})
# Nothing can be merged into these.
NOT_TAKING = frozenset({_S.MERGED, _S.WITHDRAWN})

# The four steps that the resident is shown, and the states in which the order stands at each.
STAGES = (
    ("居民点单", frozenset({_S.PLACED})),
    ("社区派单", frozenset({_S.ACCEPTED, _S.ESCALATED})),
    ("单位接单", WITH_LEAD),
    ("组织晒单", DONE),
)

_DISPATCH, _WORK = Permission.ORDER_DISPATCH, Permission.ORDER_WORK
_RESIDENT = Permission.ORDER_OWN

ORDER_STEPS = (
    Step("accept", "受理", {_S.PLACED}, _S.ACCEPTED, _DISPATCH, asks="给居民的话"),
    Step(
        "dispatch",
        "派单",
        {*TO_DISPATCH, _S.ESCALATED},
        _S.DISPATCHED,
        _DISPATCH,
        quick=False,
    ),
    Step(
        "undertake",
        "自己办",
        {*TO_DISPATCH, _S.ESCALATED},
        _S.WORKING,
        _DISPATCH,
        asks="给居民的话",
    ),
    Step(
        "refuse",
        "不予受理",
        {*TO_DISPATCH, _S.ESCALATED},
        _S.REFUSED,
        _DISPATCH,
        quick=False,
    ),
    Step("merge", "并入相似单", {*TO_DISPATCH, _S.ESCALATED}, _S.MERGED, _DISPATCH, quick=False),
    Step(
        "split",
        "取消并单",
        {_S.MERGED},
        _S.ACCEPTED,
        _DISPATCH,
        asks="取消并单的原因",
        note_required=True,
    ),
    Step(
        "escalate",
        "上报街道",
        {*TO_DISPATCH, _S.DISPATCHED, _S.WORKING},
        _S.ESCALATED,
        _DISPATCH,
        asks="需要街道协调什么",
        note_required=True,
    ),
    Step(
        "direct",
        "交回社区办理",
        {_S.ESCALATED},
        _S.ACCEPTED,
        Permission.ORDER_COORDINATE,
        asks="街道的协调意见",
        note_required=True,
    ),
    Step(
        "recall",
        "收回派单",
        {_S.DISPATCHED},
        _S.ACCEPTED,
        _DISPATCH,
        asks="收回的原因",
        note_required=True,
    ),
    Step("take", "接单", {_S.DISPATCHED}, _S.WORKING, _WORK, quick=False),
    Step(
        "give_back",
        "退单",
        {_S.DISPATCHED},
        _S.ACCEPTED,
        _WORK,
        asks="退单的原因",
        note_required=True,
        quick=False,
    ),
    Step("progress", "报进展", {_S.WORKING}, _S.WORKING, _WORK, quick=False),
    Step(
        "hand_over",
        "移交",
        {_S.WORKING},
        _S.WORKING,
        _DISPATCH,
        quick=False,
    ),
    Step("pause", "暂停计时", {_S.WORKING}, _S.PAUSED, _WORK, quick=False),
    Step("resume", "恢复计时", {_S.PAUSED}, _S.WORKING, _WORK, quick=False),
    Step("finish", "办结", {_S.WORKING}, _S.FINISHED, _WORK, quick=False),
    Step("verify", "核实", {_S.FINISHED}, _S.VERIFIED, _DISPATCH, quick=False),
    Step(
        "send_back",
        "退回再办",
        {_S.FINISHED},
        _S.WORKING,
        _DISPATCH,
        asks="退回的原因",
        note_required=True,
    ),
    Step("withdraw", "撤回点单", OPEN, _S.WITHDRAWN, _RESIDENT, quick=False),
    Step("rate", "评价", DONE, _S.RATED, _RESIDENT, quick=False),
    Step("reopen", "没解决，重开", DONE, _S.ACCEPTED, _RESIDENT, quick=False),
    # Whose own work is not accepted does not judge it again: one floor up does.
    Step(
        "reopen_above",
        "没解决，请街道处理",
        {*DONE, _S.REFUSED},
        _S.ESCALATED,
        _RESIDENT,
        quick=False,
    ),
)


class Channel(models.TextChoices):
    """渠道: how an order reached us."""

    WEB = "web", "网上点单"
    PHONE = "phone", "电话代录"
    COUNTER = "counter", "窗口代录"
    VISIT = "visit", "入户代录"


class Urgency(models.TextChoices):
    """紧急程度: what the limits follow."""

    EMERGENCY = "emergency", "突发"
    PUBLIC = "public", "公共服务"
    NORMAL = "normal", "一般"
    HARD = "hard", "疑难"


class Solved(models.TextChoices):
    """What the resident says of the result."""

    YES = "yes", "解决了"
    NO = "no", "没解决"
    UNSURE = "unsure", "说不清"


class VerifiedBy(models.TextChoices):
    """How the community has looked at the result."""

    VISIT = "visit", "上门查看"
    PHONE = "phone", "电话回访"
