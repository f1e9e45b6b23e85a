"""Photos of project updates; see members/views/files.py."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from members.views.files import show
from projects.models import Project, Update


@login_not_required
def update_file(request: HttpRequest, pk: int) -> FileResponse:
    """A photo is public where its update and the project are."""
    everybody = Project.objects.open_to_all()
    own = everybody.none()
    if request.user.is_authenticated:
        own = Project.objects.visible_to(request.user)
    update = get_object_or_404(Update.objects.open_in(everybody, own), pk=pk)
    return show(update, update.photo)
