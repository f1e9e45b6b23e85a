from datetime import UTC, datetime, timedelta

import pytest

from members.jobs import PURGE
from members.models import Digest, Message
from tests.factories import MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_messages_are_kept_for_the_set_months(settings):
    settings.MESSAGE_MONTHS = 2
    MessageFactory(read_at=NOW - timedelta(days=62))
    kept = MessageFactory(read_at=NOW - timedelta(days=60))
    Digest.objects.create(user=UserFactory(), day=(NOW - timedelta(days=62)).date())

    assert PURGE.work(NOW) == 1
    assert list(Message.objects.all()) == [kept]
    assert not Digest.objects.exists()
