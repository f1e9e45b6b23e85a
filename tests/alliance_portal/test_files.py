"""Files go to those who may see their record, and can do no harm in the browser."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from members.models import AuditAction, AuditLog
from tests.factories import (
    AllianceFactory,
    BulletinFactory,
    DutyFactory,
    ProjectFactory,
    RegulationFactory,
    UpdateFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


def picture():
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return ContentFile(out.getvalue(), name="photo.png")


def document():
    return ContentFile(b"%PDF-1.7 content %%EOF", name="document.pdf")


def status(client, url, user=None):
    if user:
        client.force_login(user)
    response = client.get(url)
    b"".join(response)
    client.logout()
    return response.status_code


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def secretary(alliance):
    return UserFactory(organization=community_of(alliance))


@pytest.fixture
def stranger():
    """The secretary of a community of another street."""
    return UserFactory(organization=community_of(AllianceFactory()))


def test_public_file_is_for_everybody_and_leaves_no_trace(client, alliance):
    bulletin = BulletinFactory(alliance=alliance, public=True, file=document())

    response = client.get(f"/files/bulletins/{bulletin.pk}/")

    assert (response.status_code, b"".join(response)) == (200, b"%PDF-1.7 content %%EOF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"].startswith("attachment")
    assert AuditLog.objects.count() == 0


@pytest.mark.parametrize("kind", ["bulletins", "bulletins-image", "regulations"])
def test_unpublished_file_is_for_its_own_people_and_its_download_recorded(
    client, alliance, secretary, stranger, kind
):
    host = secretary.organization
    if kind == "regulations":
        record = RegulationFactory(alliance=alliance, host=host, file=document())
    else:
        record = BulletinFactory(alliance=alliance, host=host, file=document(), image=picture())
    url = f"/files/{kind.removesuffix('-image')}/{record.pk}/"
    url += "image/" if kind.endswith("-image") else ""

    assert [status(client, url, user) for user in (None, stranger, secretary)] == [404, 404, 200]

    rows = AuditLog.objects.filter(action=AuditAction.DOWNLOAD).values_list("actor", "record")
    download = (secretary.pk, f"{record._meta.label}:{record.pk}")
    assert list(rows) == ([] if kind.endswith("-image") else [download])


def test_file_for_members_is_not_for_the_public(client, alliance, secretary, stranger):
    bulletin = BulletinFactory(alliance=alliance, public=True, scope="members", file=document())
    url = f"/files/bulletins/{bulletin.pk}/"

    assert [status(client, url, user) for user in (None, stranger, secretary)] == [404, 404, 200]


def test_file_of_a_duty_is_for_those_who_see_the_duty(client, alliance, secretary, stranger):
    unit = unit_of(alliance)
    duty = DutyFactory(alliance=alliance, host=alliance.anchor, lead=unit)
    liaison = UserFactory(organization=unit)
    note = duty.notes.create(text="进展", by=liaison, file=document())
    url = f"/files/duty-notes/{note.pk}/"

    asked = [status(client, url, user) for user in (None, stranger, secretary, liaison)]

    assert asked == [302, 404, 404, 200]


@pytest.mark.parametrize(
    ("project_is_public", "update_is_public", "seen"),
    [(True, True, 200), (True, False, 404), (False, True, 404)],
)
def test_photo_of_an_update_is_public_where_both_are(
    client, alliance, secretary, project_is_public, update_is_public, seen
):
    project = ProjectFactory(
        alliance=alliance, host=secretary.organization, running=True, public=project_is_public
    )
    update = UpdateFactory(project=project, is_public=update_is_public, photo=picture())
    url = f"/files/updates/{update.pk}/"

    assert status(client, url) == seen
    assert status(client, url, secretary) == 200
    assert not AuditLog.objects.filter(action=AuditAction.DOWNLOAD).exists()


def test_photo_of_an_organization_is_public_while_it_is_in_use(client, alliance):
    unit = unit_of(alliance, photo=picture())
    url = f"/files/organizations/{unit.pk}/"

    response = client.get(url)
    b"".join(response)  # read to its end, which closes the file
    assert response["Content-Type"] == "image/png"
    unit.is_active = False
    unit.save()
    assert client.get(url).status_code == 404


def test_record_without_its_file_is_not_found(client, alliance):
    bulletin = BulletinFactory(alliance=alliance, public=True)

    assert client.get(f"/files/bulletins/{bulletin.pk}/").status_code == 404
    assert client.get("/files/bulletins/99999999999999999999999/").status_code == 404


def test_stored_files_have_no_address_of_their_own(client, alliance):
    unit = unit_of(alliance, photo=picture())

    assert client.get(f"/media/{unit.photo.name}").status_code == 404
    assert client.get(f"/{unit.photo.name}").status_code == 404
