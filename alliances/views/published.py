"""What the desk pages of everything that is made public have in common."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from alliances.models import PUBLICATION_STEPS, Publication, PublishedModel, Scope
from members.decorators import AuthedRequest
from members.models import AuditAction, AuditLog, Event, StepError, User
from members.views.once import Once
from members.views.steps import StepButton, step_buttons, take_step

Tab = TypeVar("Tab")
PUBLICATION_NAMES = frozenset(step.name for step in PUBLICATION_STEPS)


def tab_of(request: HttpRequest, tabs: Mapping[str, Tab]) -> str:
    """The tab that the address names, or the first."""
    asked = request.GET.get("tab", "")
    return asked if asked in tabs else next(iter(tabs))


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """The card 公开 of a record that is the user's to move; 提出公开 asks for the scope, the other steps are buttons."""

    record: PublishedModel
    steps: list[StepButton]
    propose_url: str
    scopes: Sequence[tuple[str, str]]
    # Why it came back, where the last that happened was 退回修改 or 撤回公开.
    returned: Event | None
    needs_colleague: bool
    public_url: str


def step_context(
    record: PublishedModel, user: User, url_name: str, events: Iterable[Event]
) -> dict[str, Any]:
    """What this user may do now; `events` are the record's, the newest first."""
    steps = record.steps_for(user)
    work = [step for step in steps if step.field != "publication"]
    names = {step.name for step in steps if step.field == "publication"}
    buttons = [step for step in steps if step.name in names - {"propose"}]
    last = next((event for event in events if event.step in PUBLICATION_NAMES), None)
    publishing = Publishing(
        record=record,
        steps=step_buttons(record, buttons, url_name),
        propose_url=reverse(url_name, args=[record.pk, "propose"]) if "propose" in names else "",
        scopes=Scope.choices,
        returned=last if last and last.step in {"hand_back", "withdraw"} else None,
        needs_colleague=record.publication == Publication.REVIEWED
        and record.proposed_by_id == user.pk
        and "approve" not in names,
        public_url=record.get_public_url() if record.is_public else "",
    )
    return {"steps": step_buttons(record, work, url_name), "publishing": publishing}


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
    record, once = form.instance, Once(request)
    is_new = record.pk is None
    base = base_of(request) if form.is_bound else record.edits
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            if is_new:
                once.begin()
                form.save()
            else:
                record.save_on_top(base, form.Meta.fields, by=request.user)  # type: ignore[attr-defined]
        except StepError as error:
            if stored := once.stored_before():
                return redirect(stored)
            form.add_error(None, str(error))
            status = 409
        else:
            once.stored(record.get_absolute_url())
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
