from datetime import UTC, date, datetime, timedelta

import factory

from alliances.models import (
    AgendaItem,
    Alliance,
    Attendance,
    Bulletin,
    BulletinColumn,
    Committee,
    Duty,
    Extension,
    Holiday,
    Meeting,
    MeetingKind,
    Membership,
    MembershipStage,
    PaperTemplate,
    ProjectType,
    Publication,
    Regulation,
    Resolution,
    RotaSwap,
    RotaTurn,
    Seat,
    Tier,
    Topic,
)
from tests.factories.members import (
    CommunityFactory,
    PersonFactory,
    StreetFactory,
    UnitFactory,
    UserFactory,
)

__all__ = [
    "AgendaItemFactory",
    "AllianceFactory",
    "AttendanceFactory",
    "BulletinColumnFactory",
    "BulletinFactory",
    "CommitteeFactory",
    "DutyFactory",
    "ExtensionFactory",
    "HolidayFactory",
    "MeetingFactory",
    "MeetingKindFactory",
    "MembershipFactory",
    "PaperTemplateFactory",
    "ProjectTypeFactory",
    "RegulationFactory",
    "ResolutionFactory",
    "RotaSwapFactory",
    "RotaTurnFactory",
    "SeatFactory",
    "TierFactory",
    "TopicFactory",
    "community_of",
    "unit_of",
]


class AllianceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alliance

    slug = factory.Sequence(lambda n: f"street-{n}")
    name = factory.Sequence(lambda n: f"示例街道{n}党建联盟")
    short_name = factory.Sequence(lambda n: f"示例联盟{n}")
    anchor = factory.SubFactory(StreetFactory)
    order_prefix = factory.Sequence(lambda n: "".join(chr(65 + n // 26**i % 26) for i in range(4)))
    host_name = "示例街道党工委"
    phone = "0351-0000000"


class TierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tier

    alliance = factory.SubFactory(AllianceFactory)
    order = factory.Sequence(lambda n: n + 1)
    title = "共建单位"
    shows = Tier.Shows.COUNT


class MembershipFactory(factory.django.DjangoModelFactory):
    """A live member."""

    class Meta:
        model = Membership

    alliance = factory.SubFactory(AllianceFactory)
    organization = factory.SubFactory(
        UnitFactory, parent=factory.SelfAttribute("..alliance.anchor")
    )
    tier = factory.SubFactory(TierFactory, alliance=factory.SelfAttribute("..alliance"))
    stage = MembershipStage.MEMBER
    joined_on = date(2024, 3, 1)


def community_of(alliance, **fields):
    """A community below the alliance's street, and its live member."""
    community = CommunityFactory(parent=alliance.anchor, **fields)
    MembershipFactory(alliance=alliance, organization=community)
    return community


def unit_of(alliance, *communities, **fields):
    """A co-building unit of the alliance that serves these communities."""
    unit = UnitFactory(parent=alliance.anchor, **fields)
    MembershipFactory(alliance=alliance, organization=unit).communities.set(communities)
    return unit


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    alliance = factory.SubFactory(AllianceFactory)


class ProjectTypeFactory(CategoryFactory):
    class Meta:
        model = ProjectType

    name = factory.Sequence(lambda n: f"示例类型{n}")


class MeetingKindFactory(CategoryFactory):
    class Meta:
        model = MeetingKind

    name = factory.Sequence(lambda n: f"示例会议类型{n}")
    level = "community"


class BulletinColumnFactory(CategoryFactory):
    class Meta:
        model = BulletinColumn

    name = factory.Sequence(lambda n: f"示例栏目{n}")
    slug = factory.Sequence(lambda n: f"column-{n}")


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday

    alliance = factory.SubFactory(AllianceFactory)
    day = factory.Sequence(lambda n: date(2026, 1, 1) + timedelta(days=n))
    name = "示例庙会"


class CommitteeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Committee

    alliance = factory.SubFactory(AllianceFactory)
    organization = factory.SelfAttribute("alliance.anchor")
    name = "党建协调委员会"


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    committee = factory.SubFactory(CommitteeFactory)
    person = factory.SubFactory(PersonFactory)
    started_on = date(2025, 1, 1)


class PublishedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    class Params:
        # Published to everybody, past all the steps before.
        public = factory.Trait(
            publication=Publication.PUBLISHED,
            approved_by=factory.SubFactory(UserFactory),
            approved_at=datetime(2026, 9, 29, 9, tzinfo=UTC),
            published_by=factory.SubFactory(UserFactory),
            published_at=datetime(2026, 9, 30, 9, tzinfo=UTC),
        )

    alliance = factory.SubFactory(AllianceFactory)
    host = factory.LazyAttribute(lambda record: record.alliance.anchor)


class RegulationFactory(PublishedFactory):
    class Meta:
        model = Regulation

    name = factory.Sequence(lambda n: f"示例制度{n}")
    in_force_from = date(2026, 1, 1)


class MeetingFactory(PublishedFactory):
    """Minutes being drafted; `final=True` for numbered ones."""

    class Meta:
        model = Meeting

    class Params:
        final = factory.Trait(
            status="final",
            minutes_year=2026,
            minutes_number=factory.Sequence(lambda n: n + 1),
            finalized_at=datetime(2026, 9, 28, 9, tzinfo=UTC),
            finalized_by=factory.SubFactory(UserFactory),
        )

    kind = factory.SubFactory(MeetingKindFactory, alliance=factory.SelfAttribute("..alliance"))
    title = factory.Sequence(lambda n: f"示例联席会议{n}")
    starts_at = datetime(2026, 9, 25, 6, 30, tzinfo=UTC)
    place = "党群服务中心"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    title = "老旧小区停车"


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    organization = factory.SubFactory(UnitFactory)
    status = "present"


class ResolutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Resolution

    agenda_item = factory.SubFactory(AgendaItemFactory)
    meeting = factory.SelfAttribute("agenda_item.meeting")
    text = "划定居民车位"
    lead = factory.SubFactory(UnitFactory)
    due_on = date(2026, 11, 30)


class DutyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Duty

    alliance = factory.SubFactory(AllianceFactory)
    host = factory.SelfAttribute("alliance.anchor")
    lead = factory.SubFactory(UnitFactory)
    title = factory.Sequence(lambda n: f"示例责任事项{n}")
    due_on = date(2026, 11, 30)


class ExtensionFactory(factory.django.DjangoModelFactory):
    """Asked, a fortnight more."""

    class Meta:
        model = Extension

    duty = factory.SubFactory(DutyFactory)
    due_before = factory.SelfAttribute("duty.due_on")
    until = factory.LazyAttribute(lambda extension: extension.due_before + timedelta(days=14))
    reason = "备件要从外地调货"
    asked_by = factory.SubFactory(UserFactory)


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    alliance = factory.SubFactory(AllianceFactory)
    body = factory.SelfAttribute("alliance.anchor")
    proposer = factory.SubFactory(UnitFactory)
    title = factory.Sequence(lambda n: f"示例议题{n}")


class RotaTurnFactory(factory.django.DjangoModelFactory):
    """A turn that is still to come, on any day of these tests."""

    class Meta:
        model = RotaTurn

    alliance = factory.SubFactory(AllianceFactory)
    body = factory.SelfAttribute("alliance.anchor")
    organization = factory.SubFactory(UnitFactory)
    year = factory.Sequence(lambda n: 2040 + n // 4)
    quarter = factory.Sequence(lambda n: n % 4 + 1)


class RotaSwapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RotaSwap

    turn = factory.SubFactory(RotaTurnFactory)
    other = factory.SubFactory(
        RotaTurnFactory,
        alliance=factory.SelfAttribute("..turn.alliance"),
        body=factory.SelfAttribute("..turn.body"),
    )
    asker = factory.SelfAttribute("turn.organization")
    asked = factory.SelfAttribute("other.organization")
    reason = "当季有大型活动"
    asked_by = factory.SubFactory(UserFactory)


class PaperTemplateFactory(factory.django.DjangoModelFactory):
    """In use, but no real Word file."""

    class Meta:
        model = PaperTemplate

    alliance = factory.SubFactory(AllianceFactory)
    paper = "minutes"
    file = factory.django.FileField(filename="template.docx", data=b"PK")
    uploaded_by = factory.SubFactory(UserFactory)


class BulletinFactory(PublishedFactory):
    class Meta:
        model = Bulletin

    column = factory.SubFactory(BulletinColumnFactory, alliance=factory.SelfAttribute("..alliance"))
    title = factory.Sequence(lambda n: f"示例资讯{n}")
    body = "正文"
    dated_on = date(2026, 11, 1)
