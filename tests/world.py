"""One street with a record of every kind, for the tests that go through all addresses."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils.timezone import now

from members.models import Level
from tests.factories import (
    AgendaItemFactory,
    AgreementFactory,
    AgreementScanFactory,
    AgreementVersionFactory,
    AllianceFactory,
    AppointmentFactory,
    AttendanceFactory,
    BulletinFactory,
    CeremonyFactory,
    ClaimFactory,
    ClauseFactory,
    CorrectionFactory,
    DutyFactory,
    ExtensionFactory,
    InvitationFactory,
    MeetingFactory,
    MessageFactory,
    OrderExtensionFactory,
    OrderFactory,
    OrderResultFactory,
    OrganizationFactory,
    PaperTemplateFactory,
    PartyFactory,
    PersonFactory,
    ProjectFactory,
    RegulationFactory,
    ResolutionFactory,
    RotaSwapFactory,
    StreetFactory,
    TopicFactory,
    UpdateFactory,
    UserFactory,
    community_of,
    unit_of,
)


class World:
    """One street with a record of every kind, and a user of every role."""

    def __init__(self):
        district = OrganizationFactory(level=Level.DISTRICT)
        street = StreetFactory(parent=district)
        self.alliance = AllianceFactory(anchor=street)
        self.community = community_of(self.alliance)
        self.unit = unit_of(self.alliance, self.community)
        places = {
            "supervisor": district,
            "street": street,
            "community": self.community,
            "unit": self.unit,
        }
        self.users = {role: UserFactory(organization=place) for role, place in places.items()}
        self._make_orders()
        self._make_records()
        self._make_agreements()

    def _make_orders(self):
        of = {"alliance": self.alliance, "host": self.community, "lead": self.unit}
        self.order = OrderFactory(**of, dispatched=True)
        self.other_order = OrderFactory(alliance=self.alliance, host=self.community)
        self.verified_order = OrderFactory(**of, verified=True)
        self.result = OrderResultFactory(order=self.verified_order)
        self.order_extension = OrderExtensionFactory(order=OrderFactory(**of, working=True))

    def _make_records(self):
        of = {"alliance": self.alliance, "host": self.community}
        self.person = PersonFactory(organization=self.community, phone="13800000000")
        self.appointment = AppointmentFactory(person=self.person)
        self.message = MessageFactory(user=self.users["unit"])
        self.meeting = MeetingFactory(**of)
        AttendanceFactory(meeting=self.meeting, organization=self.unit)
        AgendaItemFactory(meeting=self.meeting)
        self.public_meeting = MeetingFactory(**of, final=True, public=True)
        self.correction = CorrectionFactory(meeting=self.public_meeting)
        self.planned = MeetingFactory(**of, status="collecting")
        self.invited = MeetingFactory(
            **of, status="called", sequence=1, starts_at=now() + timedelta(days=9)
        )
        self.invitation = InvitationFactory(meeting=self.invited, organization=self.unit)
        self.guest = AttendanceFactory(
            meeting=self.invited, organization=None, guest_role="resident", status=""
        )
        # Held over only with a reason, so that it is there for the next one who asks.
        self.planned_item = AgendaItemFactory(meeting=self.planned, carries=ResolutionFactory())
        self.topic = TopicFactory(alliance=self.alliance, body=self.community, proposer=self.unit)
        self.swap = RotaSwapFactory(
            turn__alliance=self.alliance, turn__body=self.community, other__organization=self.unit
        )
        self.duty = DutyFactory(**of, lead=self.unit)
        self.extension = ExtensionFactory(duty=DutyFactory(**of, lead=self.unit))
        self.bulletin = BulletinFactory(**of, file=ContentFile(b"%PDF-1.7 %%EOF", name="a.pdf"))
        self.public_bulletin = BulletinFactory(**of, public=True)
        self.regulation = RegulationFactory(alliance=self.alliance, public=True)
        self.draft_regulation = RegulationFactory(alliance=self.alliance)
        self.project = ProjectFactory(**of, running=True)
        self.update = UpdateFactory(project=self.project)
        self.paper_template = PaperTemplateFactory(alliance=self.alliance)
        self.open_project = ProjectFactory(**of, status="open", public=True)
        claimed = ProjectFactory(**of, status="open")
        self.claim = ClaimFactory(project=claimed, organization=self.unit)
        self.public_project = ProjectFactory(**of, public=True)

    def _make_agreements(self):
        of = {"alliance": self.alliance, "host": self.community}
        self.agreement = AgreementFactory(**of)
        self.confirming = AgreementFactory(**of, status="confirming")
        for agreement in (self.agreement, self.confirming):
            self.party = PartyFactory(agreement=agreement, organization=self.unit)
            PartyFactory(agreement=agreement, organization=self.community, label="乙方")
            ClauseFactory(agreement=agreement, party=self.party)
        self.sent = AgreementVersionFactory(agreement=self.confirming).agreement
        self.public_ceremony = CeremonyFactory(**of)
        self.public_agreement = AgreementFactory(
            **of, in_force=True, public=True, ceremony=self.public_ceremony
        )
        # Signed, so that the ceremony is there for the next one who cancels it.
        PartyFactory(agreement=self.public_agreement, signed=True)
        self.scan = AgreementScanFactory(version__agreement=self.public_agreement)
