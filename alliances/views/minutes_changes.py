"""看改动: what minutes say now against an earlier version, for whoever reviews them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from alliances.forms.sheet_data import LARGEST_VERSION
from alliances.frozen import thawed
from alliances.minutes import facts_of
from alliances.models import Meeting, MeetingEvent, MeetingStatus, MinutesVersion
from alliances.models.meeting_status import SENT_BACK
from alliances.papers.minutes import Minutes, compose_minutes
from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from officekit.diffs import SAME, DiffLine, diff_words

MOST_VERSIONS = 100


@dataclass(frozen=True, kw_only=True)
class Changes:
    """`cause` is the step since which was compared, where it was one."""

    version: MinutesVersion
    lines: list[DiffLine]
    cause: MeetingEvent | None = None

    @property
    def count(self) -> int:
        return sum(line.kind != SAME for line in self.lines)


def sent_back(events: Iterable[MeetingEvent]) -> MeetingEvent | None:
    """The newest step that asked for a change; events come newest first."""
    return next((event for event in events if event.step in SENT_BACK and event.version), None)


def changes_to_review(
    meeting: Meeting, events: Iterable[MeetingEvent], now: Minutes
) -> Changes | None:
    """Since the minutes were last sent back or opened for a correction; None where they were not."""
    cause = sent_back(events)
    if meeting.status != MeetingStatus.REVIEWING or cause is None:
        return None
    return changes_since(meeting, cause.version or 0, now, cause)


def changes_since(
    meeting: Meeting, number: int, now: Minutes, cause: MeetingEvent | None = None
) -> Changes | None:
    version = meeting.versions.filter(version=number).first()
    if version is None:
        return None
    before = compose_minutes(thawed(version.facts))
    return Changes(version=version, lines=diff_words(_body(before), _body(now)), cause=cause)


def _body(minutes: Minutes) -> str:
    """Without the head and the number, which nobody types."""
    return minutes.text.split("\n", 2)[-1]


@requires(Permission.MEETING_RECORD)
def meeting_changes(request: AuthedRequest, pk: int) -> HttpResponse:
    """看改动, against any version that was kept; without a choice, against the one that was sent back."""
    rows = Meeting.objects.hosted_by(request.user).select_related("host", "kind", "alliance")
    meeting = get_object_or_404(rows, pk=pk)
    versions = list(
        meeting.versions.filter(version__lt=meeting.version)
        .defer("facts")
        .select_related("by")
        .order_by("-version")[:MOST_VERSIONS]
    )
    cause = sent_back(meeting.events.order_by("-pk"))
    usual = (cause.version if cause else None) or (versions[-1].version if versions else 0)
    asked = request.GET.get("since", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 11 else usual
    now = compose_minutes(facts_of(meeting))
    context = {
        "meeting": meeting,
        "versions": versions,
        "changes": changes_since(meeting, min(chosen, LARGEST_VERSION), now),
        "cause": cause,
    }
    return render(request, "alliances/meeting_changes.html", context)
