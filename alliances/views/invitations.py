"""会议通知 for whoever is invited, their answers, and for the convener who has read and answered."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alliances.forms.plan import InviteForm
from alliances.models import Answer, Invitation, Meeting
from alliances.unit_sets import invitable
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission

NAME_LENGTH = 30
# What the convener's list can be cut down to.
SHOWN: dict[str, tuple[str, Q]] = {
    "all": ("全部", Q()),
    "unread": ("未读", Q(read_at__isnull=True)),
    "unanswered": ("未答复", Q(answer="")),
    **{answer.value: (answer.label, Q(answer=answer)) for answer in Answer},
}


@requires(Permission.MEETING_VIEW)
def meeting_notice(request: AuthedRequest, pk: int) -> HttpResponse:
    """会议通知: what one needs to know, and the answer in one tap. Opening it is recorded once."""
    user = request.user
    meeting = get_object_or_404(Meeting.objects.visible_to(user).for_list(), pk=pk)
    meeting.invitations.read(by=user)
    own = meeting.invitations.of_user(user).filter(sent_at__isnull=False)
    context = {
        "meeting": meeting,
        "invitations": own.for_list(),
        "agenda_items": meeting.agenda_items.all(),
        "is_open": meeting.is_answerable,
    }
    return render(request, "alliances/meeting_notice.html", context)


@requires(Permission.MEETING_ANSWER)
@require_POST
def invitation_answer(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """参加, 请假, 代参: by the invited unit itself, or by the convener whom it has told."""
    rows = Invitation.objects.answerable_by(request.user)
    invitation = get_object_or_404(rows.select_related("meeting", "organization"), pk=pk)
    answer, name = request.POST.get("answer", ""), request.POST.get("proxy_name", "").strip()
    seen = request.POST.get("seen", "")
    try:
        if len(name) > NAME_LENGTH:
            raise StepError(f"代参人姓名最多 {NAME_LENGTH} 个字，请改短再点“代参”。")
        invitation.reply(answer, by=request.user, seen=seen, proxy_name=name)
    except StepError as error:
        messages.error(request, str(error))
    else:
        detail = f"{invitation.organization.label}：{invitation.label}"
        AuditLog.write(AuditAction.CHANGE, invitation.meeting, request=request, detail=detail)
        messages.success(request, f"已答复：{detail}。开会以前还可以改。")
    if "list" in request.POST:
        return redirect("alliances:invitation_list", invitation.meeting_id)
    return redirect(invitation.meeting.get_notice_url())


@requires(Permission.MEETING_VIEW)
def invitation_list(request: AuthedRequest, pk: int) -> HttpResponse:
    """通知与答复 of one meeting, for the side that calls it."""
    user = request.user
    meeting = get_object_or_404(Meeting.objects.hosted_by(user).for_list(), pk=pk)
    shown = request.GET.get("show", "all")
    shown = shown if shown in SHOWN else "all"
    url = reverse("alliances:invitation_list", args=[pk])
    context = {
        "meeting": meeting,
        "invitations": meeting.invitations.filter(SHOWN[shown][1]).for_list(),
        "tallies": tallies(meeting),
        "shown": shown,
        "url": url,
        "invite_form": InviteForm(units=invitable(meeting)) if meeting.is_answerable else None,
        "records": meeting.is_answerable and user.can(Permission.MEETING_RECORD),
    }
    return render(request, "alliances/invitation_list.html", context)


def tallies(meeting: Meeting) -> list[tuple[str, str, int]]:
    """(what to show, its name, how many), in one query; each number opens its rows."""
    counts = meeting.invitations.aggregate(
        **{
            name: Count("pk", filter=rows) if rows else Count("pk")
            for name, (_, rows) in SHOWN.items()
        }
    )
    return [(name, label, counts[name]) for name, (label, _) in SHOWN.items()]
