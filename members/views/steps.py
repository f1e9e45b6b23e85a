"""Every button that moves a record of any app along its state machine ends here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from members.decorators import AuthedRequest
from members.models import AuditAction, AuditLog, Step, StepError, StepModel, User


def take_step(request: AuthedRequest, record: StepModel, name: str) -> HttpResponseBase:
    """Takes the step `name` of a record that the caller loaded through a queryset that knows the user.

    A step that this kind of record doesn't have, or that the user's role may never take, is 404. What is
    only impossible now (somebody was quicker, the note is missing) is told in a message.
    """
    step = _step_of(record, name, request)
    try:
        getattr(record, step.name)(by=request.user, note=request.POST.get("note", "").strip())
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.STEP, record, request=request, detail=step.label)
        messages.success(request, f"“{step.label}”已办好。")
    return back_to(request, record)


def step_buttons(record: StepModel, user: User, url_name: str) -> list[dict[str, Any]]:
    """What components/step_buttons.html needs, for a record that is the user's to move."""
    return [
        {
            "name": step.name,
            "label": step.label,
            "url": reverse(url_name, args=[record.pk, step.name]),
            "asks": step.asks,
            "note_required": step.note_required,
        }
        for step in record.steps_for(user)
        if step.quick
    ]


def back_to(request: HttpRequest, record: StepModel) -> HttpResponseBase:
    """To the page that the form names in `next`, if it is ours; else to the record."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return redirect(target)
    return redirect(record.get_absolute_url())


def _step_of(record: StepModel, name: str, request: AuthedRequest) -> Step:
    try:
        step = record.step(name)
    except LookupError as error:
        raise Http404(f"no step {name}") from error
    if not step.quick or not request.user.can(step.permission):
        raise Http404(f"step {name} is not for this user")
    return step
