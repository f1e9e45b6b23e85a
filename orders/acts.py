"""What residents can do with their order now; and where they cannot, why, and what else there is to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from members.models import StepError
from officekit.text import cn_date
from orders.models import OrderResult, OrderStatus, ServiceOrder
from orders.models.status import DONE

AGAIN = "还需要的话，请再点一单。"


@dataclass(frozen=True)
class Act:
    """One thing a resident does. `why_not` says what stands against it, "" where nothing does."""

    name: str
    label: str
    icon: str
    why_not: Callable[[ServiceOrder], str]
    explain: Callable[[ServiceOrder], str] = lambda order: ""


def _why_no_urging(order: ServiceOrder) -> str:
    if order.status == OrderStatus.MERGED:
        return "这一单并在别的单里一起办。着急的话，请打电话给负责的单位。"
    if not order.is_open:
        return f"这一单{order.get_status_display()}，不用催办。"
    if order.urged_on == localdate():
        return "今天已经催办过，责任单位已经收到。明天可以再催，着急的话请打电话。"
    return ""


def _why_no_withdrawal(order: ServiceOrder) -> str:
    if order.status == OrderStatus.MERGED:
        return "这一单并在别的单里一起办，不能单独撤回。"
    return "" if order.is_open else f"这一单{order.get_status_display()}，不用撤回。"


def _why_no_rating(order: ServiceOrder) -> str:
    if order.status in DONE:
        return ""
    if order.status == OrderStatus.MERGED:
        return "这一单并在别的单里一起办，不用单独评价。没解决的话，请补充说明。"
    return (
        "办结以后再评价。" if order.is_open else f"这一单{order.get_status_display()}，不用评价。"
    )


def _why_no_reopening(order: ServiceOrder) -> str:
    if order.is_open:
        return "这一单正在办理，不用重开。着急的话可以催办。"
    if order.status == OrderStatus.REFUSED and order.is_streets:
        return "这一单由街道答复，不能在网上重开。请打电话给街道。"
    last = order.last_day_to_reopen()
    if last is None:
        return f"这一单{order.get_status_display()}，不能重开。{AGAIN}"
    if last < localdate():
        return f"可以重开到{cn_date(last)}，已经过了。又出了问题，请再点一单。"
    return ""


def _result_of(order: ServiceOrder) -> OrderResult | None:
    """What is written of it for the public. Needs a row from `followed()`."""
    return getattr(order, "shown_result", None)


def _why_no_objection(order: ServiceOrder) -> str:
    result = _result_of(order)
    if result is None or not result.is_locked:
        return "现在没有准备公开的内容。"
    if result.can_be_objected_to():
        return ""
    return "已经过了可以提出异议的日期。觉得不合适，请打电话给社区，请他们撤回。"


def _before_objecting(order: ServiceOrder) -> str:
    result = _result_of(order)
    if result is None:
        return ""
    return f"准备公开的标题是“{result.title}”，内容是：{result.done}"


def _before_wiping(order: ServiceOrder) -> str:
    gone = (
        "您的称呼、电话、地址和您上传的照片会马上清除，您写的话里的电话、门牌、姓名也会抹去，不能恢复。"
        "办理情况还留着，但以后不能再凭编号和手机号查这一单。"
    )
    if order.is_open:
        return f"这一单还在办理。删除后照样办，但办理的人再也联系不上您，也不会再给您发短信。{gone}"
    return gone


def _nothing(order: ServiceOrder) -> str:
    return ""


ADD = Act("add", "补充说明", "chat-dots", _nothing)
URGE = Act("urge", "催办", "bell", _why_no_urging)
RATE = Act("rate", "评价", "star", _why_no_rating)
REOPEN = Act("reopen", "没解决，重开", "arrow-repeat", _why_no_reopening)
WITHDRAW = Act("withdraw", "撤回", "x-lg", _why_no_withdrawal)
OBJECT = Act("object", "不同意公开", "exclamation-triangle", _why_no_objection, _before_objecting)
CORRECT = Act("correct", "更正联系方式", "pencil-square", _nothing)
WIPE = Act("wipe", "删除我的信息", "trash", _nothing, _before_wiping)
ACTS = (RATE, ADD, URGE, REOPEN, WITHDRAW)
# Offered only while something is on its way to the public.
RARE_ACTS = (OBJECT,)
# Of the person, not of the order: offered on the page 我的信息.
OWN_ACTS = (CORRECT, WIPE)


@dataclass(frozen=True)
class Choice:
    """An act for the page of one order."""

    act: Act
    why_not: str


def choices_of(order: ServiceOrder) -> list[Choice]:
    rare = [act for act in RARE_ACTS if not act.why_not(order)]
    return [Choice(act, act.why_not(order)) for act in (*ACTS, *rare)]


def take(order: ServiceOrder, act: Act, data: dict[str, Any]) -> str:
    """Does it; what the resident is told of it. StepError where it is too late."""
    words = data.get("words", "")
    if act is CORRECT:
        order.correct_contact(name=data["name"], phone=data["phone"], address=data["address"])
        return "已经更正。电话改了的话，以后查进度请用新号码的后四位。"
    if act is WIPE:
        order.wipe(label="居民删除了个人信息", by_resident=True)
        return "您的个人信息已经删除。"
    return _take_step(order, act, words, data)


def _take_step(order: ServiceOrder, act: Act, words: str, data: dict[str, Any]) -> str:
    if act is ADD:
        order.add(words, data["photos"])
        return "已经补充，办理的人会看到。"
    if act is WITHDRAW:
        order.withdraw(note=words)
        return "已经撤回，不再办理。"
    if act is OBJECT:
        return _object(order, words)
    if act is REOPEN:
        order.reopen(words=words)
    else:
        order.rate(solved=data["solved"], stars=int(data["stars"]), words=words)
    if not order.is_open:
        return "谢谢您的评价。"
    return f"已经重新打开，现在由{order.turn_of.label}负责，{cn_date(order.answer_due)}前答复您。"


def _object(order: ServiceOrder, words: str) -> str:
    result = _result_of(order)
    if result is None:
        raise StepError("现在没有准备公开的内容。")
    result.object(note=words)
    return f"已经告诉{order.host.label}，在您同意以前不会公开。"
