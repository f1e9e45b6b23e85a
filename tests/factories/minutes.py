from datetime import UTC, datetime

import factory

from alliances.models import Correction, Opinion
from tests.factories.alliances import AgendaItemFactory, MeetingFactory
from tests.factories.members import UserFactory

__all__ = ["CorrectionFactory", "OpinionFactory"]


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


class OpinionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opinion

    agenda_item = factory.SubFactory(AgendaItemFactory)
    channel = "visit"
    text = "希望保留绿化"
