"""Files are handed out only by a view that has looked at their record: MEDIA_URL is served nowhere."""

from django.contrib.auth.decorators import login_not_required
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from members.models import AuditAction, AuditLog, Organization
from officekit.uploads import file_response


def hand_out(
    request: HttpRequest, record: models.Model, file: FieldFile, *, is_public: bool
) -> FileResponse:
    """A file of a record that the caller loaded through a queryset that knows the user.

    Who fetched a file that not everybody may have is recorded, also where it is a scanned picture.
    """
    response = file_response(file, str(record)[:60])
    if not is_public:
        AuditLog.write(AuditAction.DOWNLOAD, record, request=request)
    return response


def show(record: models.Model, picture: FieldFile) -> FileResponse:
    """A picture that stands in its record's page: unrecorded, or every look at the page would be a row."""
    return file_response(picture, str(record)[:60])


@login_not_required
def organization_file(request: HttpRequest, pk: int) -> FileResponse:
    """An organization's photo: as public as its page."""
    organization = get_object_or_404(Organization.objects.in_use(), pk=pk)
    return show(organization, organization.photo)
