from datetime import timedelta

import factory
from django.utils.timezone import now

from alliances.models import Invitation
from tests.factories.alliances import MeetingFactory
from tests.factories.members import UnitFactory

__all__ = ["InvitationFactory"]


class InvitationFactory(factory.django.DjangoModelFactory):
    """To a meeting in a month that collects topics; `sent=True` to one whose notice is out."""

    class Meta:
        model = Invitation

    class Params:
        sent = factory.Trait(
            meeting__status="called",
            meeting__sequence=1,
            asked=1,
            sent_at=factory.LazyFunction(now),
        )

    meeting = factory.SubFactory(
        MeetingFactory,
        status="collecting",
        starts_at=factory.LazyFunction(lambda: now() + timedelta(days=30)),
    )
    organization = factory.SubFactory(UnitFactory)
