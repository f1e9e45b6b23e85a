"""责任清单 on the desk: its lists, one duty with its chain, and the steps of both sides."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from alliances import unit_sets
from alliances.filters.duties import DutyFilter
from alliances.forms.duty import DutyForm, DutyNoteForm
from alliances.models import (
    VERIFIER_STEPS,
    Agreement,
    Alliance,
    Duty,
    DutyStatus,
    Meeting,
)
from alliances.models.duty import DutyQuerySet
from alliances.resources import DUTIES
from members.back_office.exports import sheet_rows
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError, User
from members.permissions import Permission
from members.views.steps import StepButton, step_buttons, take_step
from officekit.links import address_of
from officekit.paging import keyset_page
from officekit.spreadsheets import CONTENT_TYPE, write_xlsx

LED, ASSISTED, SET = "led", "assisted", "set"


@requires(Permission.DUTY_VIEW)
def duty_list(request: AuthedRequest) -> HttpResponse:
    """责任清单, in tabs by the part that the user has in it."""
    tab, rows = _tab(request)
    found = DutyFilter(request.GET, rows)
    page = keyset_page(found.qs.for_list(), params=request.GET, order=("due_on", "pk"))
    context = {
        "tabs": _tabs(request.user),
        "tab": tab,
        "filter": found,
        "page": page,
        "reset_url": f"?tab={tab}" if set(request.GET) - {"tab"} else "",
        "can_set": request.user.can(Permission.DUTY_SET),
    }
    return render(request, "alliances/duty_list.html", context)


@requires(Permission.DUTY_VIEW)
def duty_export(request: AuthedRequest) -> HttpResponseBase:
    """The same rows as the list, all of its pages, as Excel."""
    _, rows = _tab(request)
    found = DutyFilter(request.GET, rows)
    if not found.is_valid():
        return redirect(f"{reverse('alliances:duty_list')}?{request.GET.urlencode()}")
    duties = found.qs.order_by("due_on", "pk")
    file = write_xlsx([column.heading for column in DUTIES], sheet_rows(duties, DUTIES))
    AuditLog.write(AuditAction.EXPORT, None, request=request, detail="责任清单")
    name = f"责任清单-{localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def _tabs(user: User) -> dict[str, str]:
    """The lists that this user has, the first one foremost."""
    if not user.can(Permission.DUTY_REPORT):
        return {SET: "全部"}
    if user.can(Permission.BACK_OFFICE):
        return {SET: "全联盟", LED: "我牵头的", ASSISTED: "我配合的"}
    own = {LED: "我牵头的", ASSISTED: "我配合的"}
    return {**own, SET: "我下达的"} if user.can(Permission.DUTY_SET) else own


def _tab(request: AuthedRequest) -> tuple[str, DutyQuerySet]:
    tabs = _tabs(request.user)
    asked = request.GET.get("tab", "")
    tab = asked if asked in tabs else next(iter(tabs))
    rows = {
        LED: Duty.objects.led_by,
        ASSISTED: Duty.objects.helped_by,
        SET: Duty.objects.set_by_side_of,
    }
    return tab, rows[tab](request.user)


@requires(Permission.DUTY_VIEW)
def duty_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One duty: where it comes from, what it led to, and the steps that are this user's."""
    return _show(request, _visible(request.user, pk), DutyNoteForm())


def _visible(user: User, pk: int) -> Duty:
    return get_object_or_404(Duty.objects.visible_to(user).for_list(), pk=pk)


def _show(
    request: AuthedRequest, duty: Duty, form: DutyNoteForm, status: int = 200
) -> HttpResponse:
    user = request.user
    own = Duty.objects.filter(pk=duty.pk)
    can_report = user.can(Permission.DUTY_REPORT) and own.reportable_by(user).exists()
    can_verify = user.can(Permission.DUTY_SET) and own.verifiable_by(user).exists()
    origin: Any = duty.resolution or duty.clause or duty
    events = list(duty.events.select_related("by").order_by("-pk"))
    is_returned = duty.is_unfinished and bool(events) and events[0].step == "send_back"
    context = {
        "duty": duty,
        "origin_url": _origin_url(duty, user),
        # Projects stand above this app, but know for themselves who may see them.
        "projects": origin.projects.visible_to(user).order_by("pk")[:20],
        "starts_projects": can_verify
        and duty.status != DutyStatus.CLOSED
        and user.can(Permission.PROJECT_MANAGE),
        "assistants": duty.assistants.all(),
        "notes": duty.notes.select_related("by__organization"),
        "events": events,
        "returned": events[0] if is_returned else None,
        "steps": _steps(duty, user, can_report=can_report, can_verify=can_verify),
        "note_form": form if can_report and duty.is_unfinished else None,
    }
    return render(request, "alliances/duty_detail.html", context, status=status)


def _origin_url(duty: Duty, user: User) -> str:
    """The page of the meeting or agreement, for those who may open it."""
    if duty.resolution:
        meeting = duty.resolution.meeting
        is_open = Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
        return address_of(meeting) if is_open else ""
    if duty.clause:
        agreement = duty.clause.agreement
        is_open = Agreement.objects.visible_to(user).filter(pk=agreement.pk).exists()
        return address_of(agreement) if is_open else ""
    return ""


def _steps(duty: Duty, user: User, *, can_report: bool, can_verify: bool) -> list[StepButton]:
    steps = [
        step
        for step in duty.steps_for(user)
        if (can_verify if step.name in VERIFIER_STEPS else can_report)
    ]
    return step_buttons(duty, steps, "alliances:duty_step")


@requires(Permission.DUTY_VIEW)
@require_POST
def duty_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """The lead's steps for the lead, the verifier's for the side that set the duty."""
    rows = Duty.objects.for_list()
    is_verifiers = step in VERIFIER_STEPS
    mine = rows.verifiable_by(request.user) if is_verifiers else rows.reportable_by(request.user)
    return take_step(request, get_object_or_404(mine, pk=pk), step)


@requires(Permission.DUTY_REPORT)
@require_POST
def duty_note(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """报进展."""
    duty = get_object_or_404(Duty.objects.reportable_by(request.user).for_list(), pk=pk)
    form = DutyNoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, duty, form, status=422)
    try:
        duty.add_note(form.cleaned_data["text"], by=request.user, file=form.cleaned_data["file"])
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.CREATE, duty, request=request, detail="报进展")
        messages.success(request, "进展已报上。")
    return redirect(duty)


@requires(Permission.DUTY_SET)
def duty_new(request: AuthedRequest) -> HttpResponseBase:
    """手工下达."""
    alliance = Alliance.objects.of_user(request.user).order_by("pk").first()
    if alliance is None:
        messages.error(request, "本组织还没有加入联盟，不能下达责任事项。请联系街道。")
        return redirect("alliances:duty_list")
    duty = Duty(alliance=alliance, host=request.user.organization, set_by=request.user)
    data = request.POST if request.method == "POST" else None
    form = DutyForm(data, instance=duty, units=unit_sets.obliged(request.user))
    if form.is_valid():
        with transaction.atomic():
            form.save()
            AuditLog.write(AuditAction.CREATE, duty, request=request, detail="手工下达")
        messages.success(request, f"已下达给{duty.lead}。")
        return redirect(duty)
    return render(request, "alliances/duty_new.html", {"form": form})
