"""Two people at the same minutes: what each changed is put together, and only what both changed is asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from alliances.forms.conflict import Merge
from alliances.forms.sheet_data import restored, version_of
from alliances.models import Meeting
from alliances.papers.minutes import compose_minutes
from alliances.views.minutes_desk import Desk, open_desk
from members.decorators import AuthedRequest, requires
from members.models import FormDraft
from members.permissions import Permission

MOST_TOLD = 5
MERGED = "您和同事改的地方已合在一起，请核对后保存。"


def too_late(desk: Desk, meeting: Meeting, draft: FormDraft, words: str) -> HttpResponseBase:
    """Somebody saved or finalised the minutes first: merged where that can be done without asking."""
    meeting.refresh_from_db()
    merge = desk.merge(meeting, draft)
    if not meeting.is_editable or merge.conflicts:
        messages.warning(desk.request, words)
        return redirect("alliances:meeting_conflict", meeting.pk)
    desk.keep(merge.data({}), meeting.version)
    messages.warning(desk.request, f"{words}{MERGED}{_told(merge)}")
    return redirect("alliances:meeting_edit", meeting.pk)


@requires(Permission.MEETING_RECORD)
def meeting_conflict(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """两个版本: somebody saved or finalised the minutes while this user was writing on an older version."""
    desk = open_desk(request, pk)
    meeting, draft = desk.meeting, desk.draft()
    if meeting is None or draft is None:
        return redirect("alliances:desk_meeting_detail", pk)
    merge = desk.merge(meeting, draft)
    picks = {row.id: request.POST.get(row.id, "") for row in merge.conflicts}
    if meeting.is_editable and _answers(request, meeting, merge, picks):
        desk.keep(merge.data(picks), meeting.version)
        messages.success(request, MERGED)
        return redirect("alliances:meeting_edit", pk)
    context = {
        "meeting": meeting,
        "draft": draft,
        "merge": merge,
        "rows": [(row, picks[row.id]) for row in merge.conflicts],
        "is_incomplete": request.method == "POST",
        "last_change": meeting.history.select_related("history_user").first(),
        "my_text": compose_minutes(desk.sheet(restored(draft.data)).facts).text,
    }
    return render(request, "alliances/meeting_conflict.html", context)


def _answers(request: AuthedRequest, meeting: Meeting, merge: Merge, picks: dict[str, str]) -> bool:
    """Every place has its side, and the versions are still those that the page showed."""
    return (
        request.method == "POST"
        and version_of(request.POST) == meeting.version
        and all(picks[row.id] in row.sides for row in merge.conflicts)
    )


def _told(merge: Merge) -> str:
    """What the colleague has changed, by the names of the places."""
    labels = list(dict.fromkeys(row.label for row in merge.settled if not row.is_mine))
    more = f" 等 {len(labels)} 处" if len(labels) > MOST_TOLD else ""
    return f"同事改的是：{'、'.join(labels[:MOST_TOLD])}{more}。" if labels else ""
