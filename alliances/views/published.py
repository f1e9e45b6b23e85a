"""What the desk pages of everything that is made public have in common."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from alliances.models import PublishedModel, Scope
from members.decorators import AuthedRequest
from members.models import AuditAction, AuditLog, StepError, User
from members.views.steps import step_buttons, take_step

Tab = TypeVar("Tab")


def tab_of(request: HttpRequest, tabs: Mapping[str, Tab]) -> str:
    """The tab that the address names, or the first."""
    asked = request.GET.get("tab", "")
    return asked if asked in tabs else next(iter(tabs))


def step_context(record: PublishedModel, user: User, url_name: str) -> dict[str, Any]:
    """The buttons of a record that is the user's to move; 提出公开 is a form of its own, which asks for the scope."""
    steps = record.steps_for(user)
    proposes = any(step.name == "propose" for step in steps)
    return {
        "steps": step_buttons(record, [s for s in steps if s.name != "propose"], url_name),
        "propose_url": reverse(url_name, args=[record.pk, "propose"]) if proposes else "",
        "scopes": Scope.choices,
    }


def take_public_step(request: AuthedRequest, record: PublishedModel, name: str) -> HttpResponseBase:
    """As take_step; whoever proposes a record says for whom it is to be public."""
    if name == "propose" and "scope" in request.POST:
        if request.POST["scope"] not in Scope.values:
            raise Http404("no such scope")
        record.scope = request.POST["scope"]
    return take_step(request, record, name)


def edit_page(
    request: AuthedRequest, form: ModelForm, template: str, *, noun: str
) -> HttpResponseBase:
    """Stores a new record, or an edited one on top of what its page showed; else the page again, with what was typed."""
    record = form.instance
    is_new = record.pk is None
    base = base_of(request) if form.is_bound else record.edits
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            if is_new:
                form.save()
            else:
                record.save_on_top(base, form.Meta.fields, by=request.user)  # type: ignore[attr-defined]
        except StepError as error:
            form.add_error(None, str(error))
            status = 409
        else:
            action = AuditAction.CREATE if is_new else AuditAction.CHANGE
            AuditLog.write(action, record, request=request, detail=noun)
            messages.success(request, f"{noun}已保存。")
            return redirect(record)
    context = {"record": record, "form": form, "base": base, "is_new": is_new}
    return render(request, template, context, status=status)


def base_of(request: HttpRequest) -> int:
    """The `edits` of the record as the page of this form showed it; 0, which fits a new one only, for nonsense."""
    base = request.POST.get("base", "")
    return int(base) if base.isdecimal() and len(base) < 9 else 0
