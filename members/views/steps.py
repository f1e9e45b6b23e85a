"""Every button that moves a record of any app along its state machine ends here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from members.decorators import AuthedRequest
from members.models import AuditAction, AuditLog, Step, StepError, StepModel

NOTE_LENGTH = 500

# What can't be taken back by another step.
DANGEROUS_STEPS = frozenset({"cancel", "close", "leave", "terminate", "withdraw"})
# What leads back or aside is never foremost.
BACKWARD_STEPS = frozenset(
    {
        "abandon",
        "correct",
        "hand_back",
        "refuse",
        "reopen",
        "retract",
        "revise",
        "send_back",
        "take_back",
    }
)


@dataclass(frozen=True, kw_only=True)
class StepButton:
    """One button of components/step_buttons.html."""

    key: str
    label: str
    url: str
    asks: str
    note_required: bool
    style: str
    next: str


def step_buttons(
    record: StepModel,
    steps: Iterable[Step],
    url_name: str,
    *,
    next_url: str = "",
    leads: bool = True,
) -> list[StepButton]:
    """The quick ones of these steps as buttons, the first that leads on foremost; url_name takes the pk and the step.

    Where they do not lead, because something else on the page does, none is foremost.
    """
    quick = [step for step in steps if step.quick]
    leading_on = (step.name for step in quick if step.name not in DANGEROUS_STEPS | BACKWARD_STEPS)
    primary = next(leading_on, "") if leads else ""
    return [
        StepButton(
            key=f"{record._meta.model_name}-{record.pk}-{step.name}",
            label=step.label,
            url=reverse(url_name, args=[record.pk, step.name]),
            asks=step.asks,
            note_required=step.note_required,
            style=_style(step, primary),
            next=next_url,
        )
        for step in quick
    ]


def _style(step: Step, primary: str) -> str:
    if step.name in DANGEROUS_STEPS:
        return "danger"
    return "primary" if step.name == primary else "quiet"


def take_step(request: AuthedRequest, record: StepModel, name: str) -> HttpResponseBase:
    """Takes the step `name` of a record that the caller loaded through a queryset that knows the user.

    A step that this kind of record doesn't have, or that the user's role may never take, is 404. What is
    only impossible now (somebody was quicker, the note is missing) is told in a message.
    """
    step = _step_of(record, name, request)
    typed = request.POST.get("note", "")
    try:
        note = forms.CharField(max_length=NOTE_LENGTH, required=False).clean(typed)
        getattr(record, step.name)(by=request.user, note=note)
    except ValidationError as error:
        why = f"{step.asks or '说明'}没有填好：{' '.join(error.messages)}"
        messages.error(request, _with_typed(why, typed))
    except StepError as error:
        messages.error(request, _with_typed(str(error), typed))
    else:
        AuditLog.write(AuditAction.STEP, record, request=request, detail=step.label)
        messages.success(request, f"“{step.label}”已办好。")
    return back_to(request, record)


def _with_typed(why: str, typed: str) -> str:
    """Whoever wrote a note that was not taken can copy it from the message."""
    typed = typed.strip()
    kept = typed[:NOTE_LENGTH] + ("……" if len(typed) > NOTE_LENGTH else "")
    return f"{why}您填的内容没有保存：“{kept}”" if kept else why


def back_to(request: HttpRequest, record: StepModel) -> HttpResponseBase:
    """To the page that the form names in `next`, if it is ours; else to the record."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(target)
    return redirect(record.get_absolute_url())


def _step_of(record: StepModel, name: str, request: AuthedRequest) -> Step:
    try:
        step = record.step(name)
    except LookupError as error:
        raise Http404(f"no step {name}") from error
    if not step.quick or not request.user.can(step.permission):
        raise Http404(f"step {name} is not for this user")
    return step
