"""What waits for a user in this app: minutes, duties, agreements, decisions on publication."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate

from alliances.models import (
    Agreement,
    Duty,
    Extension,
    Invitation,
    Meeting,
    Party,
    Publication,
    PublishedModel,
    RotaSwap,
    Topic,
)
from members.models import User
from members.permissions import Permission
from officekit.figures import Todo, TodoSource
from officekit.links import address, address_of
from officekit.text import cn_date, cn_month_day

# How long minutes, a reported duty and a proposal may lie before they count as late.
MINUTES_WITHIN = VERIFY_WITHIN = DECIDE_WITHIN = timedelta(days=7)
DUTY_AHEAD = timedelta(days=30)
AGREEMENT_AHEAD = timedelta(days=60)
RETURNED = "已退回，请修改后再提出"


def sources(user: User) -> list[TodoSource]:
    return [source(user) for permission, source in SOURCES if user.can(permission)]


def _minutes(user: User) -> TodoSource:
    rows = Meeting.objects.own_of(user).unfinished().with_turnout().order_by("starts_at", "pk")
    return TodoSource(section="meetings", rows=rows, tell=_tell_minutes)


def _tell_minutes(meeting: Meeting) -> Todo:
    held = localdate(meeting.starts_at)
    return Todo(
        kind="minutes",
        label="纪要",
        title=f"{meeting.title}纪要待定稿",
        detail=f"{cn_month_day(held)} · 到会 {meeting.present} 家 / 应到 {meeting.expected} 家",
        due=held + MINUTES_WITHIN,
        url=address("alliances:meeting_edit", meeting.pk),
        action="去定稿",
    )


def _invitations(user: User) -> TodoSource:
    return TodoSource(
        section="meetings", rows=Invitation.objects.waiting_for(user), tell=_tell_invitation
    )


def _tell_invitation(invitation: Invitation) -> Todo:
    meeting = invitation.meeting
    return Todo(
        kind="invitation",
        label="参会",
        title=meeting.title,
        detail=f"{invitation.organization.label} · {meeting.when_and_where}",
        due=localdate(meeting.starts_at),
        url=meeting.get_notice_url(),
        action="去答复",
    )


def _owed(user: User) -> TodoSource:
    rows = Duty.objects.led_by(user).pressing(localdate() + DUTY_AHEAD)
    rows = rows.with_source().select_related("host").order_by("due_on", "pk")
    return TodoSource(section="duties", rows=rows, tell=_tell_owed)


def _tell_owed(duty: Duty) -> Todo:
    is_sent_back = duty.last_step == "send_back"
    return Todo(
        kind="sent-back" if is_sent_back else "duty",
        label="退回" if is_sent_back else "责任",
        title=duty.title,
        detail=f"来自 {duty.source_label}",
        due=duty.due_on,
        url=duty.get_absolute_url(),
        action="再办理" if is_sent_back else "报进展",
    )


def _to_verify(user: User) -> TodoSource:
    rows = Duty.objects.to_verify(user).select_related("lead")
    return TodoSource(section="duties", rows=rows, tell=_tell_to_verify)


def _tell_to_verify(duty: Duty) -> Todo:
    reported = localdate(duty.done_at) if duty.done_at else localdate()
    return Todo(
        kind="verify",
        label="核实",
        title=duty.title,
        detail=f"{duty.lead.label} {cn_month_day(reported)}报结",
        due=reported + VERIFY_WITHIN,
        url=duty.get_absolute_url(),
        action="去核实",
    )


def _extensions(user: User) -> TodoSource:
    return TodoSource(
        section="duties", rows=Extension.objects.to_decide(user), tell=_tell_extension
    )


def _tell_extension(extension: Extension) -> Todo:
    duty, asked = extension.duty, localdate(extension.asked_at)
    return Todo(
        kind="extension",
        label="延期",
        title=duty.title,
        detail=f"{duty.lead.label}申请从{cn_month_day(extension.due_before)}延到{cn_month_day(extension.until)}",
        due=min(duty.due_on, asked + DECIDE_WITHIN),
        url=duty.get_absolute_url(),
        action="去答复",
    )


def _to_sign(user: User) -> TodoSource:
    rows = Party.objects.waiting_for(user)
    return TodoSource(section="agreements", rows=rows, tell=_tell_to_sign)


def _tell_to_sign(party: Party) -> Todo:
    is_confirmed = party.confirmed_at is not None
    return Todo(
        kind="agreement",
        label="协议",
        title=f"{party.agreement.title}{'待签署' if is_confirmed else '待确认'}",
        detail=f"{party.label} {party.organization.label}",
        due=party.agreement.starts_on,
        url=address_of(party.agreement),
        action="去签署" if is_confirmed else "去确认",
    )


def _ending(user: User) -> TodoSource:
    rows = Agreement.objects.ending(user, localdate() + AGREEMENT_AHEAD)
    return TodoSource(section="agreements", rows=rows, tell=_tell_ending)


def _tell_ending(agreement: Agreement) -> Todo:
    return Todo(
        kind="agreement",
        label="协议",
        title=f"{agreement.title}即将到期",
        detail=f"{cn_date(agreement.ends_on)}到期，请商量续签",
        due=agreement.ends_on,
        url=address_of(agreement),
        action="看协议",
    )


def _topics(user: User) -> TodoSource:
    return TodoSource(section="meetings", rows=Topic.objects.waiting_with(user), tell=_tell_topic)


def _tell_topic(topic: Topic) -> Todo:
    proposed = localdate(topic.proposed_at)
    return Todo(
        kind="topic",
        label="议题",
        title=topic.title,
        detail=f"{topic.proposer.label} {cn_month_day(proposed)}提给{topic.body.label}",
        due=proposed + DECIDE_WITHIN,
        url=topic.get_absolute_url(),
        action="去受理",
    )


def _swaps(user: User) -> TodoSource:
    rows = RotaSwap.objects.waiting_for(user)
    return TodoSource(section="meetings", rows=rows, tell=_tell_swap)


def _tell_swap(swap: RotaSwap) -> Todo:
    asked = localdate(swap.asked_at)
    return Todo(
        kind="swap",
        label="轮值",
        title=f"{swap.asker.label}请您调换轮值",
        detail=f"用{swap.turn.label}换您的{swap.other.label}",
        due=asked + DECIDE_WITHIN,
        url=address_of(swap),
        action="去答复",
    )


def publication_source(models: Iterable[type[PublishedModel]], user: User) -> TodoSource:
    """Decisions that wait for the user, and what came back to them, of these kinds of records in one query."""
    # _default_manager, because an abstract model has no `objects` of its own.
    kinds: list[Any] = [
        model._default_manager.all().proposed_to(user)  # type: ignore[attr-defined]
        for model in models
    ]
    first, *others = [rows.told() for rows in kinds]
    rows = first.union(*others, all=True) if others else first
    rows = rows.order_by("proposed_at")
    return TodoSource(section="publications", rows=rows, tell=_tell_publication, kinds=kinds)


def _tell_publication(told: dict[str, Any]) -> Todo:
    is_handed_back = told["publication"] == Publication.PRIVATE
    proposed = localdate(told["proposed_at"])
    state = Publication(told["publication"]).label
    return Todo(
        kind="sent-back" if is_handed_back else "publication",
        label="退回" if is_handed_back else "公开",
        title=told["words"],
        detail=f"{told['noun']} · {told['side']} · {RETURNED if is_handed_back else state}",
        due=proposed + DECIDE_WITHIN,
        url=reverse("publication_list"),
        action="看原因" if is_handed_back else "去办理",
    )


SOURCES: list[tuple[Permission, Callable[[User], TodoSource]]] = [
    (Permission.MEETING_RECORD, _minutes),
    (Permission.MEETING_ANSWER, _invitations),
    (Permission.MEETING_RECORD, _topics),
    (Permission.TOPIC_PROPOSE, _swaps),
    (Permission.DUTY_REPORT, _owed),
    (Permission.DUTY_SET, _to_verify),
    (Permission.DUTY_SET, _extensions),
    (Permission.AGREEMENT_SIGN, _to_sign),
    (Permission.AGREEMENT_SIGN, _ending),
]
