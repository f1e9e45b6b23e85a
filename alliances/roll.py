"""点到 at the meeting: each tap is one row, so that two who tick at once do not undo each other's."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from alliances.minutes import CAME
from alliances.models import (
    Attendance,
    AttendanceStatus,
    Invitation,
    Meeting,
    MeetingStatus,
    MinutesVersion,
)
from members.models import FormDraft, Organization, StepError

TICKABLE = (MeetingStatus.CALLED, MeetingStatus.HELD, MeetingStatus.DRAFTING)
MOST_ROWS = 300


def why_closed(meeting: Meeting) -> str:
    """Why nobody is ticked now; "" where one can."""
    if meeting.is_correcting or meeting.status not in TICKABLE:
        return f"会议{meeting.get_status_display()}，现在不能点到。"
    if localdate(meeting.starts_at) > localdate():
        return "还没到开会那天，不能点到。"
    return ""


@transaction.atomic
def tick(meeting: Meeting, organization: Organization, *, status: str, name: str) -> None:
    """到会, 代参, 请假 or 缺席 of one unit, or with "" its name alone; also of one that comes unexpected."""
    if status not in {*AttendanceStatus.values, ""}:
        raise StepError("请在到会、代参、请假、缺席中选一个。")
    _take(meeting)
    changes = {"person_name": name, **({"status": status} if status else {})}
    rows = Attendance.objects.filter(meeting=meeting, organization=organization)
    if not rows.update(**changes):
        _check_room(meeting)
        Attendance.objects.create(meeting=meeting, organization=organization, **changes)


@transaction.atomic
def tick_as_answered(meeting: Meeting) -> int:
    """按答复点到: who is not ticked yet as they have answered; how many."""
    _take(meeting)
    listed = dict(meeting.attendances.values_list("organization", "status"))
    waiting = [
        invitation
        for invitation in meeting.invitations.exclude(answer="").order_by("pk")
        if not listed.get(invitation.organization_id)
    ]
    new = [_row(invitation) for invitation in waiting if invitation.organization_id not in listed]
    for answer, status in CAME.items():
        units = [row.organization_id for row in waiting if row.answer == answer]
        meeting.attendances.filter(organization__in=units).mark(status)
    Attendance.objects.bulk_create(new)
    return len(waiting)


def _row(invitation: Invitation) -> Attendance:
    return Attendance(
        meeting_id=invitation.meeting_id,
        organization_id=invitation.organization_id,
        person_name=invitation.proxy_name,
        status=CAME[invitation.answer],
    )


@transaction.atomic
def add_guest(meeting: Meeting, *, role: str, name: str) -> None:
    """加列席人员."""
    _take(meeting)
    _check_room(meeting)
    Attendance.objects.create(meeting=meeting, guest_role=role, person_name=name)


@transaction.atomic
def change_guest(guest: Attendance, *, name: str) -> None:
    """Writes the name down of a guest who was expected by role."""
    _take(guest.meeting)
    Attendance.objects.filter(pk=guest.pk).update(person_name=name)


@transaction.atomic
def remove_guest(guest: Attendance) -> None:
    _take(guest.meeting)
    Attendance.objects.filter(pk=guest.pk).delete()


def _check_room(meeting: Meeting) -> None:
    if meeting.attendances.count() >= MOST_ROWS:
        raise StepError(f"一次会议最多登记 {MOST_ROWS} 行，请把同来的人写在一起。")


def _take(meeting: Meeting) -> None:
    """Takes the meeting's row until the transaction ends; minutes being written meanwhile are based on what was kept."""
    if FormDraft.objects.filter(key=f"meeting:{meeting.pk}").exists():
        MinutesVersion.objects.keep(meeting)
    rows = Meeting.objects.filter(pk=meeting.pk, status__in=TICKABLE, minutes_number__isnull=True)
    if not rows.update(version=F("version") + 1):
        meeting.refresh_from_db()
        raise StepError(why_closed(meeting) or "刚刚有人改过，请再点一次。")
    meeting.refresh_from_db()
