"""Profiles and people, where they are changed.

They belong to `members`, and their addresses are in its namespace. The views stand on this floor because public pages
of alliances show what is changed here, and must be made anew: `members` knows nothing of alliances.
"""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alliances import unit_sets
from alliances.models import Alliance
from alliances.views.published import base_of
from members.decorators import AuthedRequest, requires
from members.forms.person import AppointmentForm, EndForm, PersonForm
from members.forms.profile import ProfileForm
from members.models import (
    Appointment,
    AuditAction,
    AuditLog,
    EditedModel,
    Organization,
    Person,
    StepError,
)
from members.permissions import Permission
from members.views.once import Once

STALE = "stale"


@requires(Permission.PROFILE_EDIT)
def profile_edit(request: AuthedRequest, pk: int | None = None) -> HttpResponseBase:
    """本组织资料, or that of a body below."""
    rows = Organization.objects.editable_by(request.user)
    organization = get_object_or_404(rows, pk=pk or request.user.organization_id)
    is_sent = request.method == "POST"
    form = ProfileForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, instance=organization
    )
    if form.is_valid() and _is_saved(request, form, organization, AuditAction.CHANGE):
        messages.success(request, "资料已保存，公开页面随之更新。")
        return redirect("members:profile", organization.pk)
    base = base_of(request) if is_sent else organization.edits
    context = {"form": form, "organization": organization, "base": base}
    return render(request, "members/profile_edit.html", context, status=_status(form))


@requires(Permission.PEOPLE_EDIT)
def person_new(request: AuthedRequest) -> HttpResponseBase:
    return _edit_person(request, Person())


@requires(Permission.PEOPLE_EDIT)
def person_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """One person, with all the posts they hold and held."""
    return _edit_person(request, _person(request, pk))


def _person(request: AuthedRequest, pk: int) -> Person:
    rows = Person.objects.editable_by(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _edit_person(request: AuthedRequest, person: Person) -> HttpResponseBase:
    action = AuditAction.CHANGE if person.pk else AuditAction.CREATE
    data = request.POST if request.method == "POST" else None
    form = PersonForm(data, instance=person, units=unit_sets.own(request.user))
    once = None if person.pk else Once(request)
    if form.is_valid() and _is_saved(
        request, form, form.cleaned_data["organization"], action, once
    ):
        messages.success(request, f"{person.name}的资料已保存。")
        return redirect("members:person_edit", person.pk)
    if form.is_bound and once and (stored := once.stored_before()):
        return redirect(stored)
    return _show_person(request, person, form=form)


def _show_person(
    request: AuthedRequest,
    person: Person,
    *,
    form: PersonForm | None = None,
    appointment_form: AppointmentForm | None = None,
) -> HttpResponse:
    units = unit_sets.own(request.user)
    appointments = list(person.appointments.for_history()) if person.pk else []
    own_path = request.user.organization.path
    context = {
        "person": person,
        "base": base_of(request) if form and form.is_bound else person.edits,
        "form": form or PersonForm(instance=person, units=units),
        "appointments": [
            (appointment, appointment.organization.path.startswith(own_path))
            for appointment in appointments
        ],
        "appointment_form": appointment_form or AppointmentForm(units=units, prefix="post"),
        "can_view_phone": bool(person.phone) and request.user.can(Permission.PHONE_VIEW),
    }
    status = _status(form) if form else 200
    return render(request, "members/person_edit.html", context, status=status)


@requires(Permission.PEOPLE_EDIT)
@require_POST
def appointment_new(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """任职."""
    person = _person(request, pk)
    form = AppointmentForm(
        request.POST,
        instance=Appointment(person=person),
        units=unit_sets.own(request.user),
        prefix="post",
    )
    if not form.is_valid():
        return _show_person(request, person, appointment_form=form)
    _save(request, form, form.cleaned_data["organization"], AuditAction.CREATE)
    messages.success(request, "任职已登记。")
    return redirect("members:person_edit", person.pk)


@requires(Permission.PEOPLE_EDIT)
@require_POST
def appointment_end(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """离任: the appointment stays in the history."""
    rows = Appointment.objects.editable_by(request.user).select_related("organization", "person")
    appointment = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["ended_on"].as_data())
        appointment.end(form.cleaned_data["ended_on"])
    except ValidationError as error:
        messages.error(request, f"离任日期没有填好：{' '.join(error.messages)}")
    except StepError as error:
        messages.error(request, str(error))
    else:
        AuditLog.write(AuditAction.CHANGE, appointment, request=request, detail="离任")
        Alliance.objects.showing(appointment.organization).touch_public()
        messages.success(request, "离任已登记，任职经历仍然保留。")
    return redirect(reverse("members:person_edit", args=[appointment.person_id]))


def _is_saved(
    request: AuthedRequest,
    form: ModelForm,
    organization: Organization,
    action: AuditAction,
    once: Once | None = None,
) -> bool:
    """False where somebody, or the first of two clicks, was quicker: the form says so, and keeps what was typed."""
    try:
        if once:
            once.begin()
        _save(request, form, organization, action)
    except StepError as error:
        form.add_error(None, ValidationError(str(error), code=STALE))
        return False
    if once:
        once.stored(reverse("members:person_edit", args=[form.instance.pk]))
    return True


def _status(form: ModelForm) -> int:
    """409 where nothing is wrong with what was typed, but somebody was quicker."""
    return 409 if form.is_bound and form.has_error(NON_FIELD_ERRORS, STALE) else 200


@transaction.atomic
def _save(
    request: AuthedRequest, form: ModelForm, organization: Organization, action: AuditAction
) -> None:
    """With its row in the audit log, and the public pages made anew."""
    record = form.instance
    if record.pk and isinstance(record, EditedModel):
        record.save_on_top(base_of(request), _stored(form), by=request.user)
    else:
        form.save()
    AuditLog.write(action, record, request=request, detail="、".join(_changed(form)))
    Alliance.objects.showing(organization).touch_public()


def _stored(form: ModelForm) -> list[str]:
    """The columns that this page holds."""
    shown = [name for name in form._meta.fields or [] if name in form.fields]
    replaced = {"new_phone", "remove_phone"} & set(form.changed_data)
    return [*shown, "phone", "phone_index"] if replaced else shown


def _changed(form: ModelForm) -> list[str]:
    """The labels of what was changed, never the values: there are phones among them."""
    return [str(form.fields[name].label) for name in form.changed_data]
