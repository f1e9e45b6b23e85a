from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from alliances.models import Regulation
from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from members.views.steps import take_step


@requires(Permission.PUBLICATION_DECIDE)
@require_POST
def regulation_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """A regulation's steps towards the public, taken from 公开审核."""
    rows = Regulation.objects.editable_by(request.user).select_related("alliance")
    return take_step(request, get_object_or_404(rows, pk=pk), step)
