"""Steps as buttons: one record on its page, several through the list's actions, both with a page to confirm."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from members.back_office.scoped import ScopedAdmin
from members.back_office.site import staff
from members.models import AuditAction, AuditLog, Step, StepError, StepModel

AT_ONCE = 200
REFUSALS_TOLD = 10


class NoteForm(forms.Form):
    """The question that a step asks."""

    note = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = step.asks or "备注"
        self.fields["note"].required = step.note_required


class StepAdmin(ScopedAdmin):
    """Pages of records with a state machine: their state fields are read, their steps are buttons."""

    change_form_template = "admin/record_form.html"

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<path:object_id>/steps/<slug:name>/",
            self.admin_site.admin_view(self.step_view),
            name=self.url_name("step"),
        )
        return [step, *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        states = dict.fromkeys(step.field for step in self.model.STEPS)
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *states]))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        record = context.get("original")
        context["steps"] = buttons(record, request) if record else []
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """The page that asks once more, and takes the step."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self.missing(request, object_id)
        step = next((step for step in buttons(record, request) if step.name == name), None)
        if step is None:
            messages.error(request, "现在不能办理这一步，请看页面上的状态。")
            return redirect(self.change_url(record))
        form = NoteForm(request.POST if request.method == "POST" else None, step=step)
        if form.is_valid():
            try:
                take(request, record, step, form.cleaned_data["note"])
            except StepError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"“{step.label}”已办好。")
                return redirect(self.change_url(record))
        context = {"step": step, "form": form, "object": record, "back": self.change_url(record)}
        return self.render(request, "admin/step.html", f"{step.label}：{record}", context)

    # --- several at once ---

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) | {
            f"step_{step.name}": (
                partial(bulk_step, step=step),
                f"step_{step.name}",
                f"{step.label}所选的{self.opts.verbose_name}",
            )
            for step in self.model.STEPS
            if step.quick and not step.note_required and hasattr(self.model, step.name)
        }


def buttons(record: StepModel, request: HttpRequest) -> list[Step]:
    """The steps that a click can take now."""
    return [
        step
        for step in record.steps_for(staff(request))
        if step.quick and callable(getattr(record, step.name, None))
    ]


def take(request: HttpRequest, record: StepModel, step: Step, note: str) -> None:
    getattr(record, step.name)(by=request.user, note=note.strip())
    AuditLog.write(AuditAction.STEP, record, request=request, detail=step.label)


def bulk_step(
    page: StepAdmin, request: HttpRequest, queryset: models.QuerySet, *, step: Step
) -> HttpResponse | None:
    """Asks once for all chosen records, then takes the step with each; who can't is named with the reason."""
    records = list(queryset[: AT_ONCE + 1])
    if len(records) > AT_ONCE:
        messages.error(request, f"一次最多办理 {AT_ONCE} 条，请先筛选。")
        return None
    form = NoteForm(request.POST if "confirmed" in request.POST else None, step=step)
    if form.is_valid():
        _take_all(request, records, step, form.cleaned_data["note"])
        return None
    context = {"step": step, "form": form, "records": records}
    return page.render(request, "admin/bulk_step.html", f"{step.label} {len(records)} 条", context)


def _take_all(request: HttpRequest, records: list[StepModel], step: Step, note: str) -> None:
    refusals = []
    for record in records:
        try:
            take(request, record, step, note)
        except StepError as error:
            refusals.append(f"{record}：{error}")
    if moved := len(records) - len(refusals):
        messages.success(request, f"“{step.label}”已办好 {moved} 条。")
    for refusal in refusals[:REFUSALS_TOLD]:
        messages.warning(request, refusal)
    if len(refusals) > REFUSALS_TOLD:
        messages.warning(request, f"另有 {len(refusals) - REFUSALS_TOLD} 条没有办成。")
