"""What the orders of an alliance start with where its file does not say otherwise."""

from collections.abc import Collection
from typing import Any

COMPLAINT = "投诉建议"

ORDER_CATEGORIES: list[dict[str, Any]] = [
    {
        "name": "维修改造",
        "icon": "wrench-adjustable",
        "summary": "楼道灯、水管、门窗、路面坏了",
    },
    {"name": "健康义诊", "icon": "heart-pulse", "summary": "量血压、义诊、健康咨询"},
    {"name": "助老扶弱", "icon": "people", "summary": "老人、残疾人、孩子需要帮忙"},
    {
        "name": "矛盾调解",
        "icon": "chat-dots",
        "summary": "邻里、家庭、物业之间的纠纷",
        "urgency": "hard",
    },
    {"name": "环境整治", "icon": "tree", "summary": "垃圾、堆物、绿化、噪声"},
    {"name": "课后托管", "icon": "mortarboard", "summary": "放学后、假期里照看孩子"},
    {
        "name": "安全巡查",
        "icon": "shield-check",
        "summary": "用电、燃气、消防和治安的隐患",
        "urgency": "public",
    },
    {"name": "其他需求", "icon": "three-dots", "summary": "上面没有的，都可以说"},
    {
        "name": COMPLAINT,
        "icon": "megaphone",
        "summary": "对社区、单位和办理结果的意见，直接交街道",
        "is_complaint": True,
    },
]

REFUSAL_REASONS: list[dict[str, Any]] = [
    {
        "name": "超出权限",
        "words": "您反映的事情我们认真看过了。这件事不在社区和街道的职责范围内，我们没有权力办理，很抱歉。"
        "您可以向主管部门反映；需要帮您找到该去哪里、带什么材料，请打电话给{社区}。",
    },
    {
        "name": "不合理",
        "words": "您的想法我们已经了解。按照现有的规定，这件事不能这样办，否则会影响其他居民，请您谅解。"
        "如果情况和我们理解的不一样，欢迎打电话给{社区}再说一说。",
    },
    {
        "name": "转12345",
        "words": "您反映的事情归市、区的部门办理。请拨打 12345 政务服务便民热线，由热线直接交给主管部门，并会给您答复。"
        "如果您不方便打电话，请到{社区}，工作人员帮您打。",
    },
]

ANSWER_TEMPLATES: list[dict[str, Any]] = [
    {
        "name": "已收到",
        "occasion": "accept",
        "words": "您反映的{事项}我们已经收到，正在安排人办理，{期限}前给您答复。",
    },
    {
        "name": "先看现场",
        "occasion": "accept",
        "words": "您反映的{事项}我们已经收到。工作人员会先到现场看一看，再安排办理。",
    },
    {
        "name": "已派单位",
        "occasion": "dispatch",
        "words": "您反映的{事项}已经交给{单位}办理，由{社区}跟着办到底，请您等候联系。",
    },
    {
        "name": "社区自己办",
        "occasion": "undertake",
        "words": "您反映的{事项}由我们自己办理，{期限}前办结。需要上门时，会先和您约时间。",
    },
    {
        "name": "单位已接单",
        "occasion": "take",
        "words": "{单位}已经接单，{期限}前办结。需要上门时，会先和您约时间。",
    },
    {"name": "正在办理", "occasion": "progress", "words": "正在办理，目前进展顺利，请您放心。"},
    {
        "name": "要等材料",
        "occasion": "progress",
        "words": "需要的材料正在采购，到货后马上办理。让您久等了。",
    },
    {
        "name": "等您方便的时间",
        "occasion": "pause",
        "words": "需要您在家时上门办理。请告诉我们您方便的时间，这期间办理时限暂停计算。",
    },
    {
        "name": "等审批",
        "occasion": "pause",
        "words": "这件事要先经主管部门审批，已经报上去了。等审批期间，办理时限暂停计算，批下来马上办。",
    },
    {
        "name": "已经办好",
        "occasion": "finish",
        "words": "您反映的{事项}已经办好。请您看看是否满意，有不满意的地方，可以在查进度里告诉我们。",
    },
    {
        "name": "上门看过",
        "occasion": "verify",
        "words": "我们已经上门看过，事情确实办好了。谢谢您的反映，欢迎您评价。",
    },
    {
        "name": "电话问过",
        "occasion": "verify",
        "words": "我们已经打电话向您核实，事情办好了。谢谢您的反映，欢迎您评价。",
    },
    {
        "name": "同一件事",
        "occasion": "merge",
        "words": "已有邻居反映同一件事，我们一起办理。您的受理编号仍然有效，可以随时查进度。",
    },
]

# By when somebody must answer, and by when it must be done.
TIME_LIMITS: list[dict[str, Any]] = [
    {
        "urgency": urgency,
        **({"category": category} if category else {}),
        "respond": respond,
        "respond_span": respond_span,
        "resolve": resolve,
        "resolve_span": resolve_span,
    }
    for urgency, category, respond, respond_span, resolve, resolve_span in (
        ("emergency", "", 1, "hours", 2, "hours"),
        ("public", "", 2, "hours", 24, "hours"),
        ("normal", "", 1, "workdays", 7, "workdays"),
        ("hard", "", 1, "workdays", 15, "workdays"),
        ("normal", COMPLAINT, 1, "workdays", 5, "workdays"),
    )
]


def time_limits(categories: Collection[str]) -> list[dict[str, Any]]:
    """The usual ones, without those of categories that the alliance does not have."""
    return [row for row in TIME_LIMITS if row.get("category") in {None, *categories}]
