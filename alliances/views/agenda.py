"""The agenda of a planned meeting, item by item; each button is a POST and leads back to the meeting."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from alliances import agenda
from alliances.forms.agenda import ItemForm
from alliances.models import AgendaItem, Meeting
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError
from members.permissions import Permission


@requires(Permission.MEETING_RECORD)
@require_POST
def agenda_add(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """加一项议程."""
    meeting = _meeting(request, pk)
    form = ItemForm(request.POST)
    if not form.is_valid():
        complaints = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, f"议程没有加上：{' '.join(complaints)}")
        return redirect(f"{meeting.get_absolute_url()}#agenda")
    return _change(request, meeting, "加一项议程", lambda: agenda.add_item(meeting, form.instance))


@requires(Permission.MEETING_RECORD)
@require_POST
def agenda_refresh(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """补列上次没有办结的事项."""
    meeting = _meeting(request, pk)
    return _change(request, meeting, "补列未办结事项", lambda: agenda.bring_back(meeting))


@requires(Permission.MEETING_RECORD)
@require_POST
def agenda_remove(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """删去一项议程."""
    item = _item(request, pk)
    return _change(
        request, item.meeting, "删去一项议程", lambda: agenda.remove_item(item, by=request.user)
    )


@requires(Permission.MEETING_RECORD)
@require_POST
def agenda_hold_over(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """延后到以后的会议."""
    item = _item(request, pk)
    reason = request.POST.get("note", "")[: agenda.REASON_LENGTH]
    return _change(
        request,
        item.meeting,
        "延后一件事项",
        lambda: agenda.hold_over(item, reason=reason, by=request.user),
    )


@requires(Permission.MEETING_RECORD)
@require_POST
def agenda_move(request: AuthedRequest, pk: int, way: str) -> HttpResponseBase:
    """上移 or 下移."""
    item = _item(request, pk)
    return _change(request, item.meeting, "", lambda: agenda.move_item(item, up=way == "up"))


def _meeting(request: AuthedRequest, pk: int) -> Meeting:
    meeting: Meeting = get_object_or_404(
        Meeting.objects.editable_by(request.user).for_list(), pk=pk
    )
    return meeting


def _item(request: AuthedRequest, pk: int) -> AgendaItem:
    mine = Meeting.objects.editable_by(request.user)
    items = AgendaItem.objects.filter(meeting__in=mine.values("pk"))
    return get_object_or_404(items.select_related("meeting__alliance", "carries"), pk=pk)


def _change(
    request: AuthedRequest, meeting: Meeting, label: str, change: Callable[[], object]
) -> HttpResponseBase:
    try:
        change()
    except StepError as error:
        messages.error(request, str(error))
    else:
        if label:
            AuditLog.write(AuditAction.CHANGE, meeting, request=request, detail=label)
            messages.success(request, f"“{label}”已办好。")
    return redirect(f"{meeting.get_absolute_url()}#agenda")
