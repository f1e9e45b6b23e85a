"""Two streets side by side, with a record of every kind that the back office keeps."""

from types import SimpleNamespace

from alliances.models import Tier
from members.models import Level
from tests.factories import (
    AddressHintFactory,
    AgendaItemFactory,
    AgreementFactory,
    AgreementTemplateFactory,
    AllianceFactory,
    AnswerTemplateFactory,
    AppointmentFactory,
    AttendanceFactory,
    BulletinColumnFactory,
    BulletinFactory,
    ClauseFactory,
    CommitteeFactory,
    DeliveryFactory,
    DutyFactory,
    HolidayFactory,
    MeetingFactory,
    MeetingKindFactory,
    MembershipFactory,
    OrderCategoryFactory,
    OrderFactory,
    OrderNoticeFactory,
    OrderRulesFactory,
    PartyFactory,
    PersonFactory,
    ProjectFactory,
    ProjectTypeFactory,
    RefusalReasonFactory,
    RegulationFactory,
    ResolutionFactory,
    SeatFactory,
    ServiceItemFactory,
    StreetFactory,
    TargetFactory,
    TierFactory,
    TimeLimitFactory,
    UnitFactory,
    UpdateFactory,
    UserFactory,
)


def street(name, code):
    """A street with its alliance, a member of its staff and one record of every kind, all named after it."""
    anchor = StreetFactory(name=f"{name}街道党工委", code=code)
    alliance = AllianceFactory(anchor=anchor, name=f"{name}街道联盟")
    unit = UnitFactory(parent=anchor, name=f"{name}单位", code=f"{code}-unit")
    place = SimpleNamespace(
        alliance=alliance,
        anchor=anchor,
        unit=unit,
        staff=UserFactory(organization=anchor, name=f"{name}工作人员", username=f"{code}-staff"),
        tier=TierFactory(alliance=alliance, order=1, title=f"{name}层级", shows=Tier.Shows.COUNT),
    )
    place.records = records(place, name)
    return place


def records(place, name):
    """By model name, one record each."""
    own = {"alliance": place.alliance}
    person = PersonFactory(name=f"{name}某", organization=place.unit, phone="13800000000")
    liaison = UserFactory(organization=place.unit, name=f"{name}联络员", person=person)
    project_type = ProjectTypeFactory(name=f"{name}类型", **own)
    kind = MeetingKindFactory(name=f"{name}会议类型", **own)
    column = BulletinColumnFactory(name=f"{name}栏目", **own)
    meeting = MeetingFactory(title=f"{name}联席会议", kind=kind, **own)
    project = ProjectFactory(
        title=f"{name}项目", type=project_type, status="running", lead=place.unit, **own
    )
    found = [
        place.alliance,
        place.unit,
        person,
        liaison,
        project_type,
        kind,
        column,
        meeting,
        project,
        AppointmentFactory(person=person),
        MembershipFactory(organization=place.unit, tier=place.tier, **own),
        CommitteeFactory(name=f"{name}委员会", organization=place.anchor, **own),
        RegulationFactory(name=f"{name}制度", **own),
        AgreementTemplateFactory(name=f"{name}模板", **own),
        AgreementFactory(title=f"{name}协议", **own),
        DutyFactory(title=f"{name}责任事项", lead=place.unit, **own),
        BulletinFactory(title=f"{name}资讯", column=column, **own),
        UpdateFactory(project=project, organization=place.unit, text=f"{name}进展"),
        TargetFactory(**own),
        HolidayFactory(name=f"{name}庙会", **own),
        DeliveryFactory(message__user=liaison, message__title=f"{name}消息"),
        *of_orders(place, name),
    ]
    return {record._meta.model_name: record for record in found}


def of_orders(place, name):
    """Settings of orders, and an order in work."""
    own = {"alliance": place.alliance}
    category = OrderCategoryFactory(name=f"{name}类别", **own)
    order = {"host": place.anchor, "lead": place.unit, "status": "working", "answer_due": None}
    placed = OrderFactory(title=f"{name}订单", category=category, **order, **own)
    return [
        category,
        placed,
        OrderNoticeFactory(order=placed, given_up=True),
        ServiceItemFactory(title=f"{name}服务", category=category, provider=place.unit, **own),
        RefusalReasonFactory(name=f"{name}原因", **own),
        AnswerTemplateFactory(name=f"{name}用语", **own),
        TimeLimitFactory(**own),
        OrderRulesFactory(**own),
        AddressHintFactory(name=f"{name}巷", community=place.anchor, **own),
    ]


def add_lines(place, count):
    """So many lines in every inline of the street's records."""
    agreement, meeting = place.records["agreement"], place.records["meeting"]
    for _ in range(count):
        unit = UnitFactory(parent=place.anchor)
        person = PersonFactory(organization=place.unit)
        AppointmentFactory(person=person, organization=place.unit)
        SeatFactory(committee=place.records["committee"], person=person)
        TierFactory(alliance=place.alliance)
        place.records["agreementtemplate"].clauses.create(
            project_type=place.records["projecttype"], text="示例条款"
        )
        party = PartyFactory(agreement=agreement, organization=unit)
        ClauseFactory(agreement=agreement, party=party, project_type=place.records["projecttype"])
        AttendanceFactory(meeting=meeting, organization=unit)
        item = AgendaItemFactory(meeting=meeting, proposer=unit)
        ResolutionFactory(agenda_item=item, lead=unit).assistants.set([place.unit])
        UpdateFactory(project=place.records["project"], organization=unit)
        place.records["duty"].extensions.create(
            due_before="2026-11-30",
            until="2026-12-31",
            reason="备件要调货",
            status="retracted",
            asked_by=place.staff,
        )
        place.records["project"].claims.create(organization=unit)
        place.records["serviceorder"].events.create(
            step="progress", label="报进展", source="working", target="working", by=place.staff
        )
        place.records["membership"].communities.add(
            UnitFactory(parent=place.anchor, level=Level.COMMUNITY, sector="")
        )
        place.records["membership"].events.create(
            step="talk", label="开始洽谈", source="found", target="talking", by=place.staff
        )
