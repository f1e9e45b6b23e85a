"""人员: who is kept, and their numbers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache

from members.decorators import AuthedRequest, requires
from members.filters import PersonFilter
from members.forms.person import ReasonForm
from members.models import AuditAction, AuditLog, Person
from members.permissions import Permission
from officekit.filters import reset_url
from officekit.paging import keyset_page


@requires(Permission.PEOPLE_EDIT)
def person_list(request: AuthedRequest) -> HttpResponse:
    """The people of the own organization and those below it, with the posts they hold today."""
    rows = Person.objects.overseen_by(request.user).for_list(localdate())
    found = PersonFilter(request.GET or None, rows)
    context = {
        "filter": found,
        "page": keyset_page(found.qs, params=request.GET, order=("-pk",)),
        "reset_url": reset_url(request.GET, found),
    }
    return render(request, "members/person_list.html", context)


@requires(Permission.PHONE_VIEW)
@never_cache
def person_phone(request: AuthedRequest, pk: int) -> HttpResponse:
    """The whole number, after a reason; every look is a row of the audit log."""
    people = Person.objects.editable_by(request.user).exclude(phone="")
    person = get_object_or_404(people.select_related("organization"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    phone = ""
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        AuditLog.write(AuditAction.VIEW_PHONE, person, request=request, detail=reason)
        messages.info(request, "本次查看已记入审计日志，离开本页后不再显示。")
        phone = person.phone
    context = {"person": person, "form": form, "phone": phone}
    return render(request, "members/person_phone.html", context)
