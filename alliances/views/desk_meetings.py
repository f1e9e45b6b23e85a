"""The desk's meetings: lists by one's part in them, the page of one, its steps."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances.filters.desk_meetings import DeskMeetingFilter
from alliances.forms.agenda import ItemForm
from alliances.links import led_to
from alliances.minutes import facts_of
from alliances.models import Duty, Meeting, Resolution
from alliances.models.meeting_status import OPEN_AGENDA
from alliances.papers.minutes import compose_minutes
from alliances.rhythms import owed_meetings
from alliances.views.corrections import told_corrections
from alliances.views.invitations import tallies
from alliances.views.minutes_changes import changes_to_review
from alliances.views.papers import MEETING_PAPERS, PaperLink, paper_links
from alliances.views.published import step_context, take_public_step
from members.decorators import AuthedRequest, requires
from members.models import User
from members.permissions import Permission, Role
from officekit.filters import reset_url
from officekit.paging import keyset_page

ORDER = ("-starts_at", "-pk")
HOSTED_LABELS = {Role.STREET: "全街道", Role.SUPERVISOR: "各街道", Role.UNIT: "本单位召集"}


@requires(Permission.MEETING_VIEW)
def desk_meeting_list(request: AuthedRequest) -> HttpResponse:
    """会议: those one's own side calls, those one is expected at, those the alliance shares."""
    user, meetings = request.user, Meeting.objects.listed()
    tabs = {
        "hosted": (HOSTED_LABELS.get(user.role, "本社区召集"), meetings.hosted_by(user)),
        "attended": ("我参加的", meetings.attended_by(user)),
        "shared": ("联盟共享", meetings.shared_with(user)),
    }
    first = "attended" if user.role is Role.UNIT else "hosted"
    tab = request.GET.get("tab", first)
    tab = tab if tab in tabs else first
    chosen = DeskMeetingFilter(request.GET or None, queryset=tabs[tab][1], user=user)
    records = user.can(Permission.MEETING_RECORD)
    context = {
        "tabs": [(key, label) for key, (label, _) in tabs.items()],
        "tab": tab,
        "filter": chosen,
        "reset_url": reset_url(request.GET, chosen, tab),
        "page": keyset_page(chosen.qs, params=request.GET, order=ORDER),
        "owed": owed_meetings(user, localdate()) if records and tab == "hosted" else [],
        "records": records,
    }
    return render(request, "alliances/desk_meeting_list.html", context)


@requires(Permission.MEETING_VIEW)
def desk_meeting_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """会议: the minutes, who came, what became of what was agreed, and what to do next.

    Whoever neither held it nor was asked to it reads what the public reads.
    """
    user = request.user
    meeting = get_object_or_404(Meeting.objects.visible_to(user).for_list(), pk=pk)
    is_hosts = Meeting.objects.hosted_by(user).filter(pk=pk).exists()
    is_close = is_hosts or Meeting.objects.attended_by(user).filter(pk=pk).exists()
    records = is_hosts and user.can(Permission.MEETING_RECORD)
    facts = facts_of(meeting)
    minutes = compose_minutes(facts, public=not is_close)
    events = list(meeting.events.select_related("by").order_by("-pk")) if is_hosts else []
    context = {
        "meeting": meeting,
        "is_close": is_close,
        "facts": facts,
        "minutes": minutes,
        "changes": changes_to_review(meeting, events, minutes) if records else None,
        **_outcome(meeting, user),
        "today": localdate(),
        "events": events,
        **(step_context(meeting, user, "alliances:meeting_step", events) if records else {}),
        "starts_projects": records
        and meeting.minutes_number is not None
        and user.can(Permission.PROJECT_MANAGE),
        "corrections": list(told_corrections(meeting, public=not is_close)),
        "decides": records and user.can(Permission.PUBLICATION_DECIDE),
        "edits": records and meeting.is_editable,
        "papers": _papers(meeting, is_hosts) if is_close else [],
        "tallies": tallies(meeting) if is_hosts and meeting.status in OPEN_AGENDA else [],
        "is_invited": meeting.is_answerable
        and meeting.invitations.of_user(user).exclude(organization=meeting.host_id).exists(),
        **_agenda(meeting, records=records),
    }
    return render(request, "alliances/desk_meeting_detail.html", context)


def _outcome(meeting: Meeting, user: User) -> dict[str, Any]:
    """What became of what was agreed."""
    duties, own = Duty.objects.filter(resolution__meeting=meeting), Duty.objects.visible_to(user)
    return {
        "duties": duties.for_list()
        .prefetch_related(led_to(Resolution, user, "resolution__projects"))
        .order_by("due_on", "pk"),
        "own_duties": set(own.filter(resolution__meeting=meeting).values_list("pk", flat=True)),
    }


def _papers(meeting: Meeting, is_hosts: bool) -> list[PaperLink]:
    return paper_links(MEETING_PAPERS, "alliances:meeting_paper", meeting, is_own=is_hosts)


def _agenda(meeting: Meeting, *, records: bool) -> dict[str, Any]:
    """The agenda of a meeting that is still to be held."""
    if meeting.status not in OPEN_AGENDA:
        return {}
    return {
        "agenda_items": meeting.agenda_items.for_agenda(),
        "plans": records,
        "item_form": ItemForm() if records else None,
    }


@requires(Permission.MEETING_VIEW)
@require_POST
def meeting_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    rows = Meeting.objects.editable_by(request.user).select_related("alliance")
    return take_public_step(request, get_object_or_404(rows, pk=pk), step)
