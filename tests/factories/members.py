import factory

from members.models import Appointment, Level, Organization, Person, Sector, User

PASSWORD = "Shili-mima-2026"

__all__ = [
    "PASSWORD",
    "AppointmentFactory",
    "CommunityFactory",
    "OrganizationFactory",
    "PersonFactory",
    "StreetFactory",
    "UnitFactory",
    "UserFactory",
]


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    code = factory.Sequence(lambda n: f"org-{n}")
    name = factory.Sequence(lambda n: f"示例组织{n}")
    level = Level.COMMUNITY


class StreetFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"示例街道{n}党工委")
    level = Level.STREET


class CommunityFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"示例社区{n}党委")
    level = Level.COMMUNITY
    parent = factory.SubFactory(StreetFactory)


class UnitFactory(OrganizationFactory):
    name = factory.Sequence(lambda n: f"示例单位{n}党支部")
    level = Level.UNIT
    sector = Sector.PRIVATE
    parent = factory.SubFactory(StreetFactory)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"示例{n}")
    organization = factory.SubFactory(CommunityFactory)


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    organization = factory.SelfAttribute("person.organization")
    post = "secretary"
    started_on = "2026-01-01"


class UserFactory(factory.django.DjangoModelFactory):
    """A login that works at once, with PASSWORD; a community's unless `organization` says otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"示例用户{n}")
    organization = factory.SubFactory(CommunityFactory)
    must_change_password = False

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = model_class(*args, **kwargs)
        user.set_password(PASSWORD)
        user.save()
        return user
