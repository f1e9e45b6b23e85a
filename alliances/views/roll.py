"""点到: the roll on one screen of a phone. Every button is a POST and leads back to its row."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances import roll
from alliances.forms.roll import GuestNameForm, RollGuestForm, RollUnitForm
from alliances.minutes import facts_of
from alliances.models import Attendance, AttendanceStatus, Meeting
from alliances.rosters import contact_names
from alliances.unit_sets import invitable
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, Organization, StepError
from members.permissions import Permission


@requires(Permission.MEETING_RECORD)
def meeting_roll(request: AuthedRequest, pk: int) -> HttpResponse:
    """点到."""
    meeting = _meeting(request, pk)
    facts = facts_of(meeting)
    answers = {row.organization_id: row.label for row in meeting.invitations.for_list()}
    names = contact_names(
        [row.organization for row in facts.attended], localdate(meeting.starts_at)
    )
    context = {
        "meeting": meeting,
        "facts": facts,
        "rows": [
            (
                row,
                row.name or names.get(row.organization.pk, ""),
                answers.get(row.organization.pk, ""),
            )
            for row in facts.attended
        ],
        "guests": meeting.attendances.exclude(guest_role=""),
        "closed": roll.why_closed(meeting),
        "statuses": AttendanceStatus.choices,
        "unit_form": RollUnitForm(units=invitable(meeting)),
        "guest_form": RollGuestForm(),
    }
    return render(request, "alliances/meeting_roll.html", context)


@requires(Permission.MEETING_RECORD)
@require_POST
def roll_tick(request: AuthedRequest, pk: int, organization_pk: int) -> HttpResponseBase:
    """到会, 代参, 请假, 缺席 of one unit that is on the list."""
    meeting = _meeting(request, pk)
    listed = Q(attendances__meeting=meeting) | Q(invitations__meeting=meeting)
    units = Organization.objects.filter(listed).distinct()
    unit = get_object_or_404(units, pk=organization_pk)
    form = GuestNameForm(request.POST)
    status = request.POST.get("status", "")
    return _change(
        request,
        meeting,
        form,
        lambda: roll.tick(meeting, unit, status=status, name=form.cleaned_data["name"]),
        f"#o{unit.pk}",
    )


@requires(Permission.MEETING_RECORD)
@require_POST
def roll_fill(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """按答复点到."""
    meeting = _meeting(request, pk)

    def fill() -> None:
        count = roll.tick_as_answered(meeting)
        messages.success(request, f"已按答复点好 {count} 家，没有来的请改过来。")

    return _change(request, meeting, None, fill, "")


@requires(Permission.MEETING_RECORD)
@require_POST
def roll_add(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Somebody comes unexpected: a unit, or a guest by role."""
    meeting = _meeting(request, pk)
    if "unit" in request.POST:
        unit_form = RollUnitForm(request.POST, units=invitable(meeting))
        return _change(
            request,
            meeting,
            unit_form,
            lambda: roll.tick(
                meeting, unit_form.cleaned_data["unit"], status=AttendanceStatus.PRESENT, name=""
            ),
            "#guests",
        )
    form = RollGuestForm(request.POST)
    return _change(
        request, meeting, form, lambda: roll.add_guest(meeting, **form.cleaned_data), "#guests"
    )


@requires(Permission.MEETING_RECORD)
@require_POST
def roll_guest(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """A guest's name, or none after all."""
    mine = Meeting.objects.editable_by(request.user)
    guests = Attendance.objects.filter(meeting__in=mine.values("pk")).exclude(guest_role="")
    guest = get_object_or_404(guests.select_related("meeting"), pk=pk)
    if "remove" in request.POST:
        return _change(request, guest.meeting, None, lambda: roll.remove_guest(guest), "#guests")
    form = GuestNameForm(request.POST)
    return _change(
        request,
        guest.meeting,
        form,
        lambda: roll.change_guest(guest, name=form.cleaned_data["name"]),
        "#guests",
    )


def _meeting(request: AuthedRequest, pk: int) -> Meeting:
    meeting: Meeting = get_object_or_404(
        Meeting.objects.editable_by(request.user).for_list(), pk=pk
    )
    return meeting


def _change(
    request: AuthedRequest,
    meeting: Meeting,
    form: RollUnitForm | RollGuestForm | GuestNameForm | None,
    change: Callable[[], object],
    place: str,
) -> HttpResponseBase:
    if form is not None and not form.is_valid():
        complaints = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, f"没有记上：{' '.join(complaints)}")
    elif closed := roll.why_closed(meeting):
        messages.error(request, closed)
    else:
        try:
            change()
        except StepError as error:
            messages.error(request, str(error))
        else:
            AuditLog.write(AuditAction.CHANGE, meeting, request=request, detail="点到")
    return redirect(f"{reverse('alliances:meeting_roll', args=[meeting.pk])}{place}")
