"""Calling a meeting: its plan, whom it expects, and what its agenda starts with, in one go."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from alliances import agenda
from alliances.models import Attendance, Meeting
from members.models import User

FIELDS = ("kind", "title", "starts_at", "place", "chair", "topics_until")
CALL, COLLECT, SAVE = "call", "collect", "save"


@transaction.atomic
def plan_meeting(
    meeting: Meeting, asked: dict[str, Any], *, seen: int, then: str, by: User
) -> None:
    """Stores a new plan, or a changed one on top of the version `seen`; `then` the notice goes out, or topics are asked for."""
    is_new = meeting.pk is None
    if not is_new:
        meeting.take_plan(seen)
    for name in FIELDS:
        setattr(meeting, name, asked[name])
    meeting._history_user = by
    meeting.save()
    meeting.expect(asked["expected"])
    _expect_guests(meeting, asked["guests"])
    if is_new:
        agenda.open_agenda(meeting)
    if then == CALL:
        meeting.call(by=by, note=asked["reason"])
    elif then == COLLECT:
        meeting.ask_for_topics(by=by)


def _expect_guests(meeting: Meeting, roles: Collection[str]) -> None:
    """A line in the roll for each role; their names are written down when they come."""
    planned = meeting.attendances.exclude(guest_role="")
    planned.filter(person_name="").exclude(guest_role__in=roles).delete()
    known = set(planned.values_list("guest_role", flat=True))
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, guest_role=role) for role in roles if role not in known]
    )
