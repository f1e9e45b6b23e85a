from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from members.decorators import AuthedRequest, requires
from members.models import Appointment, Organization
from members.permissions import Permission


@requires(Permission.DESK_VIEW)
def profile(request: AuthedRequest, pk: int | None = None) -> HttpResponse:
    """The own organization, or one below it, as its public page shows it, and the bodies right below."""
    rows = Organization.objects.overseen_by(request.user).select_related("parent")
    organization = get_object_or_404(rows, pk=pk or request.user.organization_id)
    editable = Organization.objects.editable_by(request.user).filter(pk=organization.pk)
    context = {
        "organization": organization,
        "appointments": Appointment.objects.filter(organization=organization)
        .on(localdate())
        .for_list(),
        "children": organization.children.order_by("path")[:100],
        "can_edit": request.user.can(Permission.PROFILE_EDIT) and editable.exists(),
    }
    return render(request, "members/profile.html", context)
