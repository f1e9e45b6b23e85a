"""召集会议: the plan, and what changes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances import calling
from alliances.forms.plan import InviteForm, PlanForm, RescheduleForm
from alliances.forms.sheet_data import version_of
from alliances.models import Attendance, Meeting, MeetingStatus, RotaTurn
from alliances.rosters import contact_names
from alliances.unit_sets import invitable
from alliances.views.minutes_desk import Desk, open_desk
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission
from members.views.once import Once

SEVERAL = frozenset({"units", "more", "guests"})
DONE = {
    calling.CALL: "会议通知已发出。",
    calling.COLLECT: "会议已建好，正在征集议题。",
    calling.SAVE: "计划已保存。",
}


@requires(Permission.MEETING_RECORD)
def meeting_plan(request: AuthedRequest) -> HttpResponseBase:
    """召集会议."""
    return _answer(open_desk(request))


@requires(Permission.MEETING_RECORD)
def meeting_plan_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """改计划, until the notice is out."""
    desk = open_desk(request, pk)
    if desk.meeting and desk.meeting.status != MeetingStatus.COLLECTING:
        state = desk.meeting.get_status_display()
        messages.error(request, f"这次会议{state}，计划不能再改。")
        return redirect(desk.meeting)
    return _answer(desk)


@requires(Permission.MEETING_RECORD)
def meeting_reschedule(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """改期."""
    meeting = get_object_or_404(Meeting.objects.editable_by(request.user).for_list(), pk=pk)
    shown = {"starts_at": meeting.starts_at, "place": meeting.place, "seen": meeting.sequence}
    form = RescheduleForm(request.POST if request.method == "POST" else None, initial=shown)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        asked = form.cleaned_data
        meeting.sequence = asked["seen"]
        try:
            meeting.reschedule(
                starts_at=asked["starts_at"],
                place=asked["place"],
                by=request.user,
                note=asked["reason"],
            )
        except StepError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            AuditLog.write(AuditAction.STEP, meeting, request=request, detail="改期")
            messages.success(request, "会议已改期，应到单位都收到了消息，请等他们重新答复。")
            return redirect(meeting)
    context = {"form": form, "meeting": meeting}
    return render(request, "alliances/meeting_reschedule.html", context, status=status)


@requires(Permission.MEETING_RECORD)
@require_POST
def invitation_add(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """加请 more units to a meeting whose notice is out."""
    meeting = get_object_or_404(Meeting.objects.editable_by(request.user).for_list(), pk=pk)
    form = InviteForm(request.POST, units=invitable(meeting))
    if not meeting.is_answerable:
        messages.error(request, "通知还没有发出，或者会议已经开始，不能再加请。")
    elif form.is_valid():
        meeting.invite(form.cleaned_data["more"])
        named = "、".join(unit.label for unit in form.cleaned_data["more"])
        AuditLog.write(AuditAction.CHANGE, meeting, request=request, detail=f"加请{named}")
        messages.success(request, f"已加请{named}，会议通知已发给他们。")
    else:
        messages.error(request, " ".join(map(str, form.errors.get("more", []))))
    return redirect("alliances:invitation_list", pk)


def _answer(desk: Desk) -> HttpResponseBase:
    request = desk.request
    post = request.POST if request.method == "POST" else None
    if post is None or "relist" in post:
        form = _form(desk, None, _typed(post) if post else _initial(desk))
        page = _page(desk, form)
        if post and post.get("listed_for") == form.list_key:
            page.headers["HX-Reswap"] = "none"  # what was ticked meanwhile stays
        return page
    then = next((name for name in DONE if name in post), calling.SAVE)
    form = _form(desk, post, {}, then)
    if not form.is_valid():
        return _page(desk, form, status=422)
    return _stored(desk, form, then)


def _typed(post: QueryDict) -> dict[str, Any]:
    """What stands on the page already."""
    typed: dict[str, Any] = {
        name: post.getlist(name) if name in SEVERAL else post[name] for name in post
    }
    return {**typed, "units": post.getlist("units")}


def _form(desk: Desk, data: Any, initial: dict[str, Any], then: str = "") -> PlanForm:
    return PlanForm(
        data,
        initial=initial,
        hosts=desk.hosts,
        kinds=desk.kinds,
        alliance=desk.alliance,
        meeting=desk.meeting,
        then=then,
    )


def _stored(desk: Desk, form: PlanForm, then: str) -> HttpResponseBase:
    request, once = desk.request, Once(desk.request)
    asked = form.cleaned_data
    meeting = desk.meeting or Meeting(
        alliance=desk.alliance, host=asked["host"], status=MeetingStatus.COLLECTING
    )
    try:
        if desk.meeting is None:
            once.begin()
        seen = version_of(request.POST)
        calling.plan_meeting(meeting, asked, seen=seen, then=then, by=request.user)
    except StepError as error:
        if stored := once.stored_before():
            return redirect(stored)
        form.add_error(None, str(error))
        return _page(desk, form, status=409)
    once.stored(meeting.get_absolute_url())
    action = AuditAction.CHANGE if desk.meeting else AuditAction.CREATE
    AuditLog.write(action, meeting, request=request, detail=DONE[then])
    messages.success(request, DONE[then])
    return redirect(meeting)


def _page(desk: Desk, form: PlanForm, status: int = 200) -> HttpResponseBase:
    context = {"form": form, "meeting": desk.meeting, "base_version": desk.version}
    return render(desk.request, "alliances/meeting_plan.html", context, status=status)


def _initial(desk: Desk) -> dict[str, Any]:
    return _stored_plan(desk.meeting) if desk.meeting else _usual_plan(desk)


def _stored_plan(meeting: Meeting) -> dict[str, Any]:
    invited = meeting.invitations.values_list("organization", flat=True)
    guests = Attendance.objects.filter(meeting=meeting).exclude(guest_role="")
    return {
        **{name: getattr(meeting, name) for name in ("title", "starts_at", "place", "chair")},
        "host": meeting.host_id,
        "kind": meeting.kind_id,
        "topics_until": meeting.topics_until,
        "units": [str(pk) for pk in invited],
        "guests": list(guests.values_list("guest_role", flat=True)),
    }


def _usual_plan(desk: Desk) -> dict[str, Any]:
    """As last time; in the chair whose turn it is, else the host's own secretary."""
    host, today = desk.hosts[0], localdate()
    last = Meeting.objects.filter(host=host).order_by("-starts_at", "-pk").first()
    turn = RotaTurn.objects.on(host, today)
    chairs = turn.organization if turn and turn.part == RotaTurn.Part.CHAIR else host
    kinds = [kind.pk for kind in desk.kinds]
    return {
        "host": host.pk,
        "kind": last.kind_id if last and last.kind_id in kinds else next(iter(kinds), ""),
        "place": last.place if last else "",
        "chair": contact_names([chairs], today).get(chairs.pk, ""),
    }
