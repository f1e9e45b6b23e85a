from datetime import date
from decimal import Decimal

import factory

from projects.models import Claim, Contribution, Project, Target, Update
from tests.factories.alliances import AllianceFactory, ProjectTypeFactory, PublishedFactory
from tests.factories.members import UnitFactory

__all__ = [
    "ClaimFactory",
    "ContributionFactory",
    "ProjectFactory",
    "TargetFactory",
    "UpdateFactory",
]


class ProjectFactory(PublishedFactory):
    class Meta:
        model = Project

    class Params:
        running = factory.Trait(status="running", lead=factory.SubFactory(UnitFactory))
        done = factory.Trait(
            status="done",
            lead=factory.SubFactory(UnitFactory),
            progress=100,
            finished_on=date(2026, 10, 1),
        )

    type = factory.SubFactory(ProjectTypeFactory, alliance=factory.SelfAttribute("..alliance"))
    title = factory.Sequence(lambda n: f"示例项目{n}")
    starts_on = date(2026, 3, 1)


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    alliance = factory.SubFactory(AllianceFactory)
    year = 2026
    figure = "projects"
    goal = 10


class ClaimFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Claim

    project = factory.SubFactory(ProjectFactory, status="open")
    organization = factory.SubFactory(UnitFactory)


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    claim = factory.SubFactory(ClaimFactory)
    kind = "labour"
    quantity = Decimal(4)
    unit = "人次"
    given_on = date(2026, 10, 1)


class UpdateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Update

    project = factory.SubFactory(ProjectFactory, running=True)
    organization = factory.SelfAttribute("project.lead")
    text = "已完成一半"
    progress = 50
