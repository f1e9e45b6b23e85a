"""记一次会议: the one page on which a meeting is written down, its drafts and its safe-keeping."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alliances import actions
from alliances.forms.sheet import MinutesSheet
from alliances.forms.sheet_data import bring_back, posted, press, restored, version_of
from alliances.views.meeting_conflicts import too_late
from alliances.views.minutes_desk import Desk, open_desk
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, FormDraft, StepError
from members.permissions import Permission

# The buttons that store the page, and the step that each takes then. 定稿 is asked back once before it is done.
SAVES = {"save": "", "finalize": "", "submit": "submit", "confirm": "finalize"}
DONE = {
    "save": "纪要已保存。",
    "finalize": "纪要已保存，请核对后确定定稿。",
    "submit": "纪要已保存并送审定。",
    "confirm": "纪要已定稿，责任清单已生成。",
}


@requires(Permission.MEETING_RECORD)
def meeting_new(request: AuthedRequest) -> HttpResponseBase:
    """记一次会议."""
    return _answer(open_desk(request))


@requires(Permission.MEETING_RECORD)
def meeting_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """修改纪要."""
    desk = open_desk(request, pk)
    if desk.meeting and not desk.meeting.is_editable and request.method != "POST":
        return redirect("alliances:meeting_conflict" if desk.draft() else desk.meeting, pk)
    return _answer(desk)


@requires(Permission.MEETING_RECORD)
@require_POST
def meeting_draft(request: AuthedRequest, pk: int | None = None) -> HttpResponse:
    """What was typed so far is kept; answers with the preview, the counts and the time."""
    desk, version = open_desk(request, pk), version_of(request.POST)
    data = posted(request.POST)
    sheet = desk.sheet(data)
    draft = desk.keep(data, version)
    return render(request, "alliances/_sheet_state.html", desk.context(sheet, draft, version))


def _answer(desk: Desk) -> HttpResponseBase:
    if desk.request.method == "POST":
        return _posted(desk)
    draft = desk.draft()
    sheet = desk.sheet(restored(draft.data) if draft else desk.stored_data())
    version = draft.base_version if draft else desk.version
    confirms = "confirm" in desk.request.GET and draft is None and _is_complete(desk)
    return desk.page(sheet, draft, version, confirms=confirms, is_restored=draft is not None)


def _is_complete(desk: Desk) -> bool:
    """Whether the stored minutes can be made final; if not, the page says what they lack."""
    if desk.meeting is None:
        return False
    try:
        desk.meeting.check_complete()
    except StepError as error:
        messages.error(desk.request, str(error))
        return False
    return True


def _posted(desk: Desk) -> HttpResponseBase:
    post, version = desk.request.POST, version_of(desk.request.POST)
    if "discard" in post:
        desk.drop_draft()
        messages.info(desk.request, "草稿已丢弃。")
        return redirect(desk.url)
    data = posted(post)
    new_key = press(data, post)
    if "bring_back" in post:
        bring_back(data, desk.sheet(data).missing)
    sheet = desk.sheet(data, new_key=new_key, fills_roll="all_present" in post)
    draft = desk.keep(data, version)
    button = next((name for name in SAVES if name in post), "")
    if not button or sheet.problems:
        page = desk.page(sheet, draft, version, complains=bool(button))
        page.headers["HX-Trigger-After-Swap"] = "sheet-changed"
        if "relist" in post and sheet.roll_is_shown:
            page.headers["HX-Reswap"] = "none"
        return page
    return _saved(desk, sheet, draft, button)


def _saved(desk: Desk, sheet: MinutesSheet, draft: FormDraft, button: str) -> HttpResponseBase:
    """Stores the page; for whoever comes too late, both versions are put together, with the own one kept as a draft."""
    request, then = desk.request, SAVES[button]
    try:
        if desk.meeting:
            meeting = desk.meeting
            actions.save_minutes(
                meeting, sheet.facts, base_version=draft.base_version, by=request.user, then=then
            )
        else:
            meeting = actions.record_meeting(desk.alliance, sheet.facts, by=request.user, then=then)
    except actions.StaleMinutesError as error:
        return too_late(desk, meeting, draft, str(error))
    except StepError as error:
        messages.error(request, str(error))
        return desk.page(sheet, draft, draft.base_version)
    desk.drop_draft()
    action = AuditAction.CHANGE if desk.meeting else AuditAction.CREATE
    AuditLog.write(action, meeting, request=request, detail=DONE[button])
    messages.success(request, DONE[button])
    if button in {"save", "finalize"}:
        edit = reverse("alliances:meeting_edit", args=[meeting.pk])
        return redirect(f"{edit}?confirm=1#confirm" if button == "finalize" else edit)
    return redirect(meeting)
