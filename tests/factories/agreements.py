from datetime import UTC, date, datetime

import factory

from alliances.models import (
    Agreement,
    AgreementScan,
    AgreementTemplate,
    AgreementVersion,
    Ceremony,
    Clause,
    Party,
)
from tests.factories.alliances import (
    AllianceFactory,
    CategoryFactory,
    ProjectTypeFactory,
    PublishedFactory,
)
from tests.factories.members import UnitFactory, UserFactory

__all__ = [
    "AgreementFactory",
    "AgreementScanFactory",
    "AgreementTemplateFactory",
    "AgreementVersionFactory",
    "CeremonyFactory",
    "ClauseFactory",
    "PartyFactory",
]


class AgreementTemplateFactory(CategoryFactory):
    class Meta:
        model = AgreementTemplate

    name = factory.Sequence(lambda n: f"示例模板{n}")
    title = "示例模板里的协议"


class AgreementFactory(PublishedFactory):
    class Meta:
        model = Agreement

    class Params:
        in_force = factory.Trait(status="in_force", signed_on=date(2026, 1, 1))

    title = factory.Sequence(lambda n: f"示例共建协议{n}")
    starts_on = date(2026, 1, 1)
    ends_on = date(2027, 12, 31)


class AgreementVersionFactory(factory.django.DjangoModelFactory):
    """The text of a standing agreement as its rows say it, under its hash."""

    class Meta:
        model = AgreementVersion

    agreement = factory.SubFactory(AgreementFactory, in_force=True)

    @classmethod
    def _create(cls, model_class, agreement, *, by=None, reason="首次送各方确认", **fields):
        version = model_class.objects.freeze(agreement, by=by, reason=reason)
        for name, value in fields.items():
            setattr(version, name, value)
        version.save()
        agreement.text_hash = version.text_hash
        agreement.save()
        return version


class AgreementScanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgreementScan

    version = factory.SubFactory(AgreementVersionFactory)
    file = factory.django.FileField(filename="scan.pdf", data=b"%PDF-1.7 %%EOF")
    uploaded_by = factory.SubFactory(UserFactory)


class CeremonyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ceremony

    alliance = factory.SubFactory(AllianceFactory)
    host = factory.SelfAttribute("alliance.anchor")
    name = factory.Sequence(lambda n: f"示例签约仪式{n}")
    held_on = date(2026, 1, 5)
    place = "党群服务中心"


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    class Params:
        signed = factory.Trait(
            confirmed_at=datetime(2026, 1, 4, 1, tzinfo=UTC),
            confirmed_by=factory.SubFactory(UserFactory),
            signed_at=datetime(2026, 1, 5, 1, tzinfo=UTC),
            signed_by=factory.SubFactory(UserFactory),
            signed_on=date(2026, 1, 5),
            signatory="示例甲",
        )

    agreement = factory.SubFactory(AgreementFactory)
    organization = factory.SubFactory(UnitFactory)
    label = "甲方"


class ClauseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clause

    agreement = factory.SubFactory(AgreementFactory)
    project_type = factory.SubFactory(
        ProjectTypeFactory, alliance=factory.SelfAttribute("..agreement.alliance")
    )
    text = "每月义诊一次"
