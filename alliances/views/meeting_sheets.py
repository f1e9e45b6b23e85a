"""记一次会议: the one page on which a meeting is written down, its drafts and its safe-keeping."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances import actions
from alliances.forms.conflict import differences, merged
from alliances.forms.sheet import MinutesSheet
from alliances.forms.sheet_data import (
    Data,
    add_item,
    data_of,
    kept,
    posted,
    press,
    restored,
    version_of,
)
from alliances.minutes import facts_of
from alliances.models import Alliance, Meeting, MeetingKind
from alliances.papers.minutes import compose_minutes
from alliances.rosters import contact_names
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, FormDraft, Level, Organization, StepError
from members.permissions import Permission

HOST_LEVELS = [Level.STREET, Level.COMMUNITY, Level.GRID, Level.COMPOUND]
# The buttons that store the page, and the step that each takes then. 定稿 is asked back once before it is done.
SAVES = {"save": "", "finalize": "", "submit": "submit", "confirm": "finalize"}
DONE = {
    "save": "纪要已保存。",
    "finalize": "纪要已保存，请核对后确定定稿。",
    "submit": "纪要已保存并送审定。",
    "confirm": "纪要已定稿，责任清单已生成。",
}


@dataclass
class Desk:
    """One user at one page of minutes; `meeting` is None until it is stored for the first time."""

    request: AuthedRequest
    alliance: Alliance
    meeting: Meeting | None = None

    @property
    def key(self) -> str:
        return f"meeting:{self.meeting.pk if self.meeting else 'new'}"

    @property
    def url(self) -> str:
        if self.meeting is None:
            return reverse("alliances:meeting_new")
        return reverse("alliances:meeting_edit", args=[self.meeting.pk])

    @property
    def version(self) -> int:
        return self.meeting.version if self.meeting else 0

    @cached_property
    def hosts(self) -> list[Organization]:
        """Who may have called it: the user's own organization first. A stored meeting keeps its host."""
        if self.meeting:
            return [self.meeting.host]
        user = self.request.user
        allowed = Organization.objects.overseen_by(user).filter(is_active=True)
        callers = Q(pk=user.organization_id) | Q(level__in=HOST_LEVELS)
        return list(allowed.filter(callers).order_by("path"))

    @cached_property
    def kinds(self) -> list[MeetingKind]:
        usable = Q(is_active=True) | Q(pk=self.meeting.kind_id if self.meeting else None)
        kinds = MeetingKind.objects.filter(usable, alliance=self.alliance)
        if all(host.level != Level.STREET for host in self.hosts):
            kinds = kinds.exclude(level=MeetingKind.MeetingLevel.STREET)
        return list(kinds)

    def sheet(self, data: Data, **options: Any) -> MinutesSheet:
        return MinutesSheet(
            data,
            alliance=self.alliance,
            hosts=self.hosts,
            kinds=self.kinds,
            meeting=self.meeting,
            **options,
        )

    def draft(self) -> FormDraft | None:
        return FormDraft.objects.of(self.request.user, self.key)

    def keep(self, data: Data, version: int) -> FormDraft:
        return FormDraft.objects.keep(self.request.user, self.key, kept(data), version)

    def drop_draft(self) -> None:
        FormDraft.objects.filter(user=self.request.user, key=self.key).delete()

    def stored_data(self) -> Data:
        """What the page shows before anybody has typed: the stored minutes, or what is usual for the host."""
        data = data_of(facts_of(self.meeting)) if self.meeting else self._usual_data()
        if not data.getlist("item"):
            add_item(data)
        return data

    def _usual_data(self) -> Data:
        host, user = self.hosts[0], self.request.user
        last = Meeting.objects.filter(host=host).order_by("-starts_at", "-pk").first()
        kinds = [kind.pk for kind in self.kinds]
        usual = {
            "host": host.pk,
            "kind": last.kind_id if last and last.kind_id in kinds else next(iter(kinds), ""),
            "place": last.place if last else "",
            "chair": contact_names([host], localdate()).get(host.pk, ""),
            "recorder": user.name,
        }
        return MultiValueDict({name: [str(value)] for name, value in usual.items()})

    def context(self, sheet: MinutesSheet, draft: FormDraft | None, version: int) -> dict[str, Any]:
        return {
            "desk": self,
            "sheet": sheet,
            "meeting": self.meeting,
            "facts": sheet.facts,
            "minutes": compose_minutes(sheet.facts),
            "draft": draft,
            "base_version": version,
            "is_stale": version != self.version or not (self.meeting or Meeting()).is_editable,
            "steps": {
                step.name for step in (self.meeting or Meeting()).steps_for(self.request.user)
            },
        }

    def page(
        self,
        sheet: MinutesSheet,
        draft: FormDraft | None,
        version: int,
        *,
        complains: bool = False,
        **more: Any,
    ) -> HttpResponse:
        context = self.context(sheet, draft, version) | {"complains": complains} | more
        if not complains:
            sheet.hide_errors()
        return render(self.request, "alliances/meeting_edit.html", context)


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


def open_desk(request: AuthedRequest, pk: int | None = None) -> Desk:
    if pk is None:
        alliances = Alliance.objects.of_user(request.user).select_related("anchor")
        return Desk(request, get_object_or_404(alliances.order_by("pk")[:1]))
    mine = Meeting.objects.editable_by(request.user)
    meeting = get_object_or_404(mine.select_related("alliance__anchor", "host", "kind"), pk=pk)
    return Desk(request, meeting.alliance, meeting)


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
    """Stores the page; whoever comes too late is shown both versions, with the own one kept as a draft."""
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
        messages.warning(request, str(error))
        return redirect("alliances:meeting_conflict", meeting.pk)
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


@requires(Permission.MEETING_RECORD)
def meeting_conflict(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """两个版本: somebody saved or finalised the minutes while this user was writing on an older version."""
    desk = open_desk(request, pk)
    meeting, draft = desk.meeting, desk.draft()
    if meeting is None or draft is None:
        return redirect("alliances:desk_meeting_detail", pk)
    mine, theirs = desk.sheet(restored(draft.data)), desk.sheet(desk.stored_data())
    found = differences(theirs, mine)
    chosen = {row.id: request.POST.get(row.id, "") for row in found}
    if (
        meeting.is_editable
        and request.method == "POST"
        and set(chosen.values()) <= {"mine", "theirs"}
    ):
        picked = {key for key, side in chosen.items() if side == "mine"}
        desk.keep(merged(theirs, mine, picked), meeting.version)
        messages.success(request, "两个版本已合在一起，请核对后保存。")
        return redirect("alliances:meeting_edit", pk)
    last_change = meeting.history.select_related("history_user").first()
    context = {
        "meeting": meeting,
        "draft": draft,
        "rows": [(row, chosen[row.id]) for row in found],
        "is_incomplete": request.method == "POST",
        "last_change": last_change,
        "my_text": compose_minutes(mine.facts).text,
    }
    return render(request, "alliances/meeting_conflict.html", context)
