"""The whole chain of a duty: what it comes from, what it led to, its other occurrences, the meetings it came back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from alliances.models import AgendaItem, Agreement, Duty, Meeting
from officekit.links import address_of

if TYPE_CHECKING:
    from members.models import User

MOST = 12


def chain_of(duty: Duty, user: User) -> dict[str, Any]:
    """Context of _duty_chain.html; a way to each link only for those who may open it."""
    origin: Any = duty.resolution or duty.clause or duty
    return {
        "origin_url": _origin_url(duty, user),
        # Projects stand above this app, but know for themselves who may see them.
        "projects": origin.projects.visible_to(user).order_by("pk")[:20],
        "meetings": _meetings(duty, user),
        "occurrences": _occurrences(duty, user),
    }


def _origin_url(duty: Duty, user: User) -> str:
    """The page of the meeting or agreement."""
    if duty.resolution:
        meeting = duty.resolution.meeting
        is_open = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
        return address_of(meeting) if is_open else ""
    if duty.clause:
        agreement = duty.clause.agreement
        is_open = Agreement.objects.visible_to(user).filter(pk=agreement.pk).exists()
        return address_of(agreement) if is_open else ""
    return ""


def _meetings(duty: Duty, user: User) -> list[tuple[Meeting, str]]:
    """On whose agenda it came back unfinished, the latest first; with their addresses."""
    if duty.resolution is None:
        return []
    items = AgendaItem.objects.filter(carries=duty.resolution).select_related("meeting")
    meetings = [item.meeting for item in items.order_by("-meeting__starts_at", "-pk")[:MOST]]
    if not meetings:
        return []
    seen = Meeting.objects.visible_to(user).filter(pk__in=[meeting.pk for meeting in meetings])
    is_open = set(seen.values_list("pk", flat=True))
    return [(meeting, address_of(meeting) if meeting.pk in is_open else "") for meeting in meetings]


def _occurrences(duty: Duty, user: User) -> list[Duty]:
    """The others of the same clause, or the ones before and after in a series set by hand; the latest first."""
    if duty.clause:
        others = Q(clause=duty.clause) & ~Q(pk=duty.pk)
    elif duty.rhythm:
        others = Q(follows=duty) | Q(followed_by=duty)
    else:
        return []
    return list(Duty.objects.visible_to(user).filter(others).order_by("-due_on", "-pk")[:MOST])
