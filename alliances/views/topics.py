"""议题征集 on the desk: what members bring to the next meeting, and what the convener does with it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances.filters.topics import TopicFilter
from alliances.forms.topic import AcceptForm, MergeForm, MoveForm, TopicForm
from alliances.models import PROPOSER_STEPS, Meeting, Topic, TopicStatus
from alliances.rosters import alliance_of, bodies_open_to
from alliances.views.published import tab_of
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError, User
from members.permissions import Permission, Role
from members.views.files import hand_out
from members.views.steps import step_buttons, take_step
from officekit.filters import reset_url
from officekit.paging import keyset_page

# The steps that ask for a choice, and the field of their form that holds it.
CHOICES = {"accept": "meeting", "merge": "target", "escalate": "target", "pass_down": "target"}
RECEIVED, PROPOSED, ALL = "received", "proposed", "all"


@requires(Permission.MEETING_VIEW)
def topic_list(request: AuthedRequest) -> HttpResponse:
    """议题征集: what waits for me, what I proposed, and which meetings collect just now."""
    user, topics = request.user, Topic.objects.for_list()
    tabs = _tabs(user)
    tab = tab_of(request, tabs)
    rows = {
        RECEIVED: topics.decidable_by,
        PROPOSED: topics.proposed_by_side_of,
        ALL: topics.visible_to,
    }[tab](user)
    found = TopicFilter(request.GET or None, rows)
    proposes = user.can(Permission.TOPIC_PROPOSE)
    collecting = Meeting.objects.collecting(localdate()).filter(host__in=bodies_open_to(user))
    context = {
        "tabs": tabs,
        "tab": tab,
        "filter": found,
        "page": keyset_page(found.qs, params=request.GET, order=("-pk",)),
        "reset_url": reset_url(request.GET, found, tab),
        "proposes": proposes,
        "collecting": collecting.select_related("host").order_by("topics_until", "pk")[:5]
        if proposes
        else [],
    }
    return render(request, "alliances/topic_list.html", context)


def _tabs(user: User) -> dict[str, str]:
    if user.role is Role.SUPERVISOR:
        return {ALL: "各街道"}
    if not user.can(Permission.MEETING_RECORD):
        return {PROPOSED: "我提出的"}
    received = "全联盟收到的" if user.role is Role.STREET else "收到的"
    return {RECEIVED: received, PROPOSED: "我提出的", ALL: "经过本组织的"}


@requires(Permission.MEETING_VIEW)
def topic_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """议题: what is wanted, with whom it lies, its way so far, and what to do next."""
    return _show(request, _visible(request.user, pk))


def _visible(user: User, pk: int) -> Topic:
    return get_object_or_404(Topic.objects.visible_to(user).for_list(), pk=pk)


def _show(request: AuthedRequest, topic: Topic, status: int = 200, **filled: Any) -> HttpResponse:
    user, own = request.user, Topic.objects.filter(pk=topic.pk)
    decides = own.decidable_by(user).exists()
    withdraws = own.withdrawable_by(user).exists()
    steps = [
        step
        for step in topic.steps_for(user)
        if (withdraws if step.name in PROPOSER_STEPS else decides)
    ]
    context = {
        "topic": topic,
        "merged": topic.merged.select_related("proposer"),
        "events": topic.events.select_related("by").order_by("-pk"),
        "steps": step_buttons(topic, steps, "alliances:topic_step", leads=not decides),
        "meeting_is_open": topic.meeting_id
        and Meeting.objects.visible_to(user).filter(pk=topic.meeting_id).exists(),
        "forms": _forms(topic, filled) if decides else {},
    }
    return render(request, "alliances/topic_detail.html", context, status=status)


def _forms(topic: Topic, filled: dict[str, Any]) -> dict[str, Any]:
    """The forms of the steps that ask for a choice, where there is one; `filled` are those with errors."""
    if topic.status != TopicStatus.PROPOSED:
        return {}
    found = {step: filled.get(step) or _form(step, topic) for step in CHOICES}
    return {
        step: form
        for step, form in found.items()
        if form.is_bound or _offers_something(form.fields[CHOICES[step]])
    }


def _offers_something(field: Any) -> bool:
    return bool(field.queryset.exists())


@requires(Permission.TOPIC_PROPOSE)
def topic_new(request: AuthedRequest) -> HttpResponseBase:
    """提议题."""
    user, is_sent = request.user, request.method == "POST"
    topic = Topic(proposer=user.organization, proposed_by=user)
    form = TopicForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        instance=topic,
        initial={"body": request.GET.get("body", "")},
        bodies=bodies_open_to(user),
    )
    if form.is_valid():
        alliance = alliance_of(topic.body, user)
        if alliance is not None:
            topic.alliance = alliance
            with transaction.atomic():
                form.save()
                topic.tell_body(by=user)
                AuditLog.write(AuditAction.CREATE, topic, request=request, detail="提议题")
            messages.success(request, f"议题已提交给{topic.body}，受理结果会在这里告诉您。")
            return redirect(topic)
        form.add_error("body", "本组织还没有加入这个组织的联盟，请联系街道。")
    return render(
        request, "alliances/topic_new.html", {"form": form}, status=422 if is_sent else 200
    )


@requires(Permission.MEETING_VIEW)
@require_POST
def topic_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """The proposer's step for the proposer, the convener's for the body that has the topic."""
    rows = Topic.objects.for_list()
    mine = rows.withdrawable_by if step in PROPOSER_STEPS else rows.decidable_by
    return take_step(request, get_object_or_404(mine(request.user), pk=pk), step)


@requires(Permission.MEETING_RECORD)
@require_POST
def topic_decide(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """The convener's steps that ask for a choice: the meeting, the other topic, the body above or below."""
    topic = get_object_or_404(Topic.objects.decidable_by(request.user).for_list(), pk=pk)
    if step not in CHOICES:
        raise Http404(f"no step {step}")
    form = _form(step, topic, request.POST)
    if not form.is_valid():
        return _show(request, topic, status=422, **{step: form})
    try:
        _take(topic, step, form.cleaned_data, by=request.user)
    except StepError as error:
        messages.error(request, str(error))
    else:
        label = topic.step(step).label
        AuditLog.write(AuditAction.STEP, topic, request=request, detail=label)
        messages.success(request, f"“{label}”已办好。")
    return redirect(topic)


def _take(topic: Topic, step: str, asked: dict[str, Any], *, by: User) -> None:
    if step == "accept":
        topic.accept(asked["meeting"], by=by)
    elif step == "merge":
        topic.merge(asked["target"], by=by)
    else:
        getattr(topic, step)(asked["target"], by=by, note=asked["reason"])


def _form(step: str, topic: Topic, data: Any = None) -> AcceptForm | MergeForm | MoveForm:
    named: dict[str, Any] = {"topic": topic, "auto_id": f"{step}-%s"}
    if step == "accept":
        return AcceptForm(data, **named)
    if step == "merge":
        return MergeForm(data, **named)
    targets = topic.uppers() if step == "escalate" else topic.lowers()
    return MoveForm(data, targets=targets, **named)


@requires(Permission.MEETING_VIEW)
def topic_file(request: AuthedRequest, pk: int) -> FileResponse:
    """附件."""
    topic = _visible(request.user, pk)
    return hand_out(request, topic, topic.file, is_public=False)
