"""Agreements between a community and its unit, for the tests of their pages."""

from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    PartyFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.factories.members import PASSWORD


class Street:
    """An alliance with a community and its unit, each with a login."""

    def __init__(self):
        self.alliance = AllianceFactory()
        self.community = community_of(self.alliance)
        self.unit = unit_of(self.alliance, self.community)
        self.secretary = UserFactory(organization=self.community)
        self.liaison = UserFactory(organization=self.unit)
        self.clerk = UserFactory(organization=self.alliance.anchor)

    def draft(self, **fields):
        """甲方 is the community, 乙方 the unit, which owes the one clause every month."""
        agreement = AgreementFactory(alliance=self.alliance, host=self.community, **fields)
        PartyFactory(agreement=agreement, organization=self.community)
        side = PartyFactory(agreement=agreement, organization=self.unit, label="乙方", order=1)
        ClauseFactory(agreement=agreement, party=side, rhythm="month")
        return agreement

    def sent(self, **fields):
        agreement = self.draft(**fields)
        agreement.send(by=self.secretary)
        return agreement

    def confirmed(self, **fields):
        agreement = self.sent(**fields)
        for party in agreement.parties.all():
            party.confirm(by=self.clerk)
        return agreement

    def signed(self, **fields):
        agreement = self.confirmed(**fields)
        for party in agreement.parties.all():
            party.sign(by=self.clerk, signatory="示例甲", title="书记")
        agreement.refresh_from_db()
        return agreement


def answer_of(party, version=1, password=PASSWORD, **fields):
    """What the form of a side sends."""
    typed = {"version": version, "password": password, **fields}
    return {f"party-{party.pk}-{name}": value for name, value in typed.items()}
