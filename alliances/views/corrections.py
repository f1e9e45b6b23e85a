"""更正 of final minutes: what is shown of it, and whether visitors read the earlier text."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from alliances.models import Correction, Meeting
from alliances.papers.minutes import Minutes, compose_minutes
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog
from members.permissions import Permission


def told_corrections(
    meeting: Meeting, *, public: bool = False
) -> Iterator[tuple[Correction, Minutes | None]]:
    """Each with the earlier minutes; visitors read of those that took effect, and only texts that may be shown."""
    if not (meeting.corrected_times or meeting.is_correcting):
        return
    rows = meeting.corrections.finished() if public else meeting.corrections.all()
    for correction, facts in rows.with_earlier_text():
        shown = correction.shows_earlier or not public
        yield correction, compose_minutes(facts, public=public) if shown else None


@requires(Permission.PUBLICATION_DECIDE)
@require_POST
def correction_show(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """对外显示原文, or take it back."""
    mine = Meeting.objects.editable_by(request.user)
    rows = Correction.objects.finished().filter(meeting__in=mine)
    correction = get_object_or_404(rows.select_related("meeting__alliance"), pk=pk)
    correction.show_earlier(request.POST.get("shows") == "1")
    words = "对外显示原文" if correction.shows_earlier else "不对外显示原文"
    AuditLog.write(AuditAction.CHANGE, correction.meeting, request=request, detail=words)
    messages.success(request, f"已改为“{words}”。")
    return redirect(correction.meeting)
