from datetime import UTC, datetime

import factory

from alliances.models import Correction
from tests.factories.alliances import MeetingFactory
from tests.factories.members import UserFactory

__all__ = ["CorrectionFactory"]


class CorrectionFactory(factory.django.DjangoModelFactory):
    """One that took effect, of a text that is not kept."""

    class Meta:
        model = Correction

    meeting = factory.SubFactory(MeetingFactory, final=True)
    reason = "期限写错了"
    base_version = 1
    begun_by = factory.SubFactory(UserFactory)
    finished_at = datetime(2026, 9, 30, 9, tzinfo=UTC)
    finished_by = factory.SelfAttribute("begun_by")
