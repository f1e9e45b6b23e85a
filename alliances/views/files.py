"""Files of regulations, bulletins and duties; see members/views/files.py."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from alliances.models import Bulletin, Duty, DutyNote, Regulation
from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from members.views.files import hand_out, show


@login_not_required
def regulation_file(request: HttpRequest, pk: int) -> FileResponse:
    regulation = get_object_or_404(Regulation.objects.open_to(request.user), pk=pk)
    return hand_out(request, regulation, regulation.file, is_public=regulation.is_public)


@login_not_required
def bulletin_file(request: HttpRequest, pk: int) -> FileResponse:
    """附件."""
    bulletin = get_object_or_404(Bulletin.objects.open_to(request.user), pk=pk)
    return hand_out(request, bulletin, bulletin.file, is_public=bulletin.is_public)


@login_not_required
def bulletin_image(request: HttpRequest, pk: int) -> FileResponse:
    """图片."""
    bulletin = get_object_or_404(Bulletin.objects.open_to(request.user), pk=pk)
    return show(bulletin, bulletin.image)


@requires(Permission.DUTY_VIEW)
def duty_note_file(request: AuthedRequest, pk: int) -> FileResponse:
    duties = Duty.objects.visible_to(request.user)
    note = get_object_or_404(DutyNote.objects.of(duties), pk=pk)
    return hand_out(request, note, note.file, is_public=False)
