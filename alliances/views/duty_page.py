"""One 责任事项 on the desk: its chain, its progress, and the steps of both sides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alliances.duty_chain import chain_of
from alliances.forms.duty import DutyNoteForm, ExtensionForm
from alliances.models import (
    LEAD_STEPS,
    VERIFIER_STEPS,
    Duty,
    DutyEvent,
    DutyStatus,
    Extension,
)
from alliances.models.duty_rows import DutyQuerySet
from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, StepError, User
from members.permissions import Permission
from members.views.steps import StepButton, step_buttons, take_step


@requires(Permission.DUTY_VIEW)
def duty_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One duty: where it comes from, what it led to, and the steps that are this user's."""
    return _show(request, _visible(request.user, pk))


def _visible(user: User, pk: int) -> Duty:
    return get_object_or_404(_whole(Duty.objects.visible_to(user)), pk=pk)


def _whole(rows: DutyQuerySet) -> DutyQuerySet:
    return rows.for_list().select_related("resolution__meeting", "clause__agreement")


def _show(
    request: AuthedRequest,
    duty: Duty,
    *,
    note_form: DutyNoteForm | None = None,
    extension_form: ExtensionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    own = Duty.objects.filter(pk=duty.pk)
    can_report = user.can(Permission.DUTY_REPORT) and own.reportable_by(user).exists()
    can_verify = user.can(Permission.DUTY_SET) and own.verifiable_by(user).exists()
    events = list(duty.events.select_related("by").order_by("-pk"))
    asked = (
        duty.extensions.asked().select_related("asked_by").first() if duty.is_unfinished else None
    )
    context = {
        "duty": duty,
        "chain": chain_of(duty, user),
        "starts_projects": can_verify
        and duty.status != DutyStatus.CLOSED
        and user.can(Permission.PROJECT_MANAGE),
        "assistants": duty.assistants.all(),
        "notes": duty.notes.select_related("by__organization"),
        "events": events,
        "returned": _returned(duty, events),
        "steps": _steps(duty, user, can_report=can_report, can_verify=can_verify),
        "asked": asked,
        "extensions": duty.extensions.granted() if duty.original_due_on else [],
        "answers": _answers(asked, user, can_report=can_report, can_verify=can_verify),
        **_forms(duty, asked, note_form, extension_form, can_report=can_report),
    }
    return render(request, "alliances/duty_detail.html", context, status=status)


def _forms(
    duty: Duty,
    asked: Extension | None,
    note_form: DutyNoteForm | None,
    extension_form: ExtensionForm | None,
    *,
    can_report: bool,
) -> dict[str, Any]:
    """What the lead fills in while the duty is not done; one request for more time at a time."""
    if not (can_report and duty.is_unfinished):
        return {}
    asks = extension_form or (None if asked else ExtensionForm(duty=duty))
    return {"note_form": note_form or DutyNoteForm(), "extension_form": asks}


def _returned(duty: Duty, events: list[DutyEvent]) -> DutyEvent | None:
    """The sending back that the lead has to answer: nothing has moved the duty since."""
    moves = (event for event in events if event.target in DutyStatus.values)
    last = next(moves, None)
    return last if duty.is_unfinished and last and last.step == "send_back" else None


def _steps(duty: Duty, user: User, *, can_report: bool, can_verify: bool) -> list[StepButton]:
    steps = [
        step
        for step in duty.steps_for(user)
        if (can_verify if step.name in VERIFIER_STEPS else can_report)
    ]
    return step_buttons(duty, steps, "alliances:duty_step")


def _answers(
    asked: Extension | None, user: User, *, can_report: bool, can_verify: bool
) -> list[StepButton]:
    """What either side can do with a request for more time."""
    if asked is None:
        return []
    steps = [
        step
        for step in asked.steps_for(user)
        if (can_report if step.name in LEAD_STEPS else can_verify)
    ]
    return step_buttons(asked, steps, "alliances:extension_step", leads=can_verify)


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
    duty = get_object_or_404(_whole(Duty.objects.reportable_by(request.user)), pk=pk)
    form = DutyNoteForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, duty, note_form=form, status=422)
    try:
        duty.add_note(form.cleaned_data["text"], by=request.user, file=form.cleaned_data["file"])
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.CREATE, duty, request=request, detail="报进展")
        messages.success(request, "进展已报上。")
    return redirect(duty)


@requires(Permission.DUTY_REPORT)
@require_POST
def extension_ask(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """申请延期."""
    duty = get_object_or_404(_whole(Duty.objects.reportable_by(request.user)), pk=pk)
    form = ExtensionForm(request.POST, duty=duty)
    if not form.is_valid():
        return _show(request, duty, extension_form=form, status=422)
    asked = form.cleaned_data
    try:
        extension = Extension.objects.ask(
            duty, asked["until"], by=request.user, reason=asked["reason"]
        )
    except StepError as error:
        form.add_error(None, str(error))
        return _show(request, duty, extension_form=form, status=409)
    AuditLog.write(AuditAction.CREATE, extension, request=request, detail="申请延期")
    messages.success(request, f"延期申请已送{duty.host}，答复会在这里和消息里告诉您。")
    return redirect(duty)


@requires(Permission.DUTY_VIEW)
@require_POST
def extension_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """Whoever has set the duty answers; whoever asked takes back."""
    rows = Extension.objects.select_related("duty__alliance", "duty__host", "duty__lead")
    mine = rows.retractable_by if step in LEAD_STEPS else rows.decidable_by
    return take_step(request, get_object_or_404(mine(request.user), pk=pk), step)
