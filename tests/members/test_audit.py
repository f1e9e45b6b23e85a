import pytest
from django.db.models import ProtectedError
from django.test import RequestFactory

from members.models import AuditAction, AuditLog
from tests.factories import CommunityFactory, StreetFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of():
    def make(user):
        request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
        request.user = user
        return request

    return make


@pytest.fixture
def row(request_of):
    user = UserFactory()
    return AuditLog.write(AuditAction.EXPORT, user.organization, request=request_of(user))


def test_write_says_who_what_and_from_where(row):
    assert (row.actor.organization, row.action) == (row.organization, AuditAction.EXPORT)
    assert row.record == f"members.Organization:{row.organization.pk}"
    assert (row.record_label, row.address) == (row.organization.name, "203.0.113.7")


def test_write_cuts_what_is_longer_than_its_column(request_of):
    organization = CommunityFactory(name="长" * 60)

    row = AuditLog.write(
        AuditAction.CHANGE, organization, request=request_of(UserFactory()), detail="长" * 900
    )

    row.refresh_from_db()
    assert (len(row.record_label), len(row.detail)) == (60, 300)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda row: row.delete(),
        lambda row: row.save(),
        lambda row: AuditLog.objects.all().delete(),
        lambda row: AuditLog.objects.filter(pk=row.pk).delete(),
        lambda row: AuditLog.objects.update(detail=""),
        lambda row: row.actor.delete(),
    ],
)
def test_rows_are_only_ever_added(row, attempt):
    with pytest.raises(ProtectedError):
        attempt(row)

    assert AuditLog.objects.get() == row


def test_rows_are_seen_from_above_only(request_of):
    street = StreetFactory()
    community = CommunityFactory(parent=street)
    own = AuditLog.write(
        AuditAction.EXPORT, community, request=request_of(UserFactory(organization=community))
    )
    AuditLog.write(AuditAction.EXPORT, None, request=request_of(UserFactory()))

    assert list(AuditLog.objects.visible_to(UserFactory(organization=street))) == [own]
