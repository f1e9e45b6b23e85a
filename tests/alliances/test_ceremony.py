"""签约仪式: one day for several agreements, each at one ceremony at most."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from alliances.models import Agreement, Ceremony, Party
from members.models import StaleError, StepError
from tests.alliances.agreements import Street
from tests.factories import CeremonyFactory, UserFactory
from tests.racing import losers

pytestmark = pytest.mark.django_db
FIELDS = ["name", "held_on", "place", "meeting"]


@pytest.fixture
def street():
    return Street()


def ceremony_of(street, days=0, **fields):
    day = localdate() + timedelta(days=days)
    return CeremonyFactory(alliance=street.alliance, host=street.community, held_on=day, **fields)


def unstored(street):
    return CeremonyFactory.build(alliance=street.alliance, host=street.community)


def test_a_ceremony_takes_in_what_is_not_signed(street):
    ceremony, agreements = unstored(street), [street.draft(), street.sent()]

    ceremony.arrange(agreements)

    assert list(ceremony.agreements.order_by("pk")) == agreements
    assert Ceremony.objects.with_progress().get().agreements_total == 2


@pytest.mark.parametrize("state", ["signed", "elsewhere"])
def test_what_is_signed_or_at_another_ceremony_is_refused_and_nothing_stored(street, state):
    agreement = street.signed() if state == "signed" else street.draft()
    if state == "elsewhere":
        ceremony_of(street).arrange([agreement])
    before = Ceremony.objects.count()

    with pytest.raises(StepError, match="重新勾选"):
        unstored(street).arrange([street.draft(), agreement])

    assert Ceremony.objects.count() == before


def test_rearranging_frees_what_is_left_out(street):
    first, second, ceremony = street.draft(), street.draft(), ceremony_of(street)
    ceremony.arrange([first])

    ceremony.rearrange(0, FIELDS, [second], by=street.secretary)

    assert list(ceremony.agreements.all()) == [second]
    with pytest.raises(StaleError):
        ceremony.rearrange(0, FIELDS, [first], by=street.secretary)


def test_nobody_signs_before_the_day_of_the_ceremony(street):
    agreement, ceremony = street.confirmed(), ceremony_of(street, days=1, name="开工签约仪式")
    ceremony.arrange([agreement])
    party = agreement.parties.first()

    with pytest.raises(StepError, match="在“开工签约仪式”上签署，到那天再办理"):
        party.sign(by=street.clerk, signatory="示例甲")
    Ceremony.objects.update(held_on=localdate())
    party.sign(by=street.clerk, signatory="示例甲")

    assert party.signed_on == localdate()


def test_until_the_day_of_the_ceremony_the_desk_asks_for_no_signature(street):
    agreement, ceremony = street.sent(), ceremony_of(street, days=1)
    ceremony.arrange([agreement])
    waiting = [Party.objects.waiting_for(street.liaison).count()]
    agreement.parties.get(label="乙方").confirm(by=street.liaison)
    waiting.append(Party.objects.waiting_for(street.liaison).count())
    Ceremony.objects.update(held_on=localdate())
    waiting.append(Party.objects.waiting_for(street.liaison).count())

    assert waiting == [1, 0, 1]


def test_after_the_first_signature_the_day_stands_and_the_ceremony_is_held(street):
    agreement, ceremony = street.confirmed(), ceremony_of(street)
    ceremony.arrange([agreement])
    agreement.parties.first().sign(by=street.clerk, signatory="示例甲")
    ceremony.held_on += timedelta(days=1)

    with pytest.raises(StepError, match="日期不能再改"):
        ceremony.rearrange(0, FIELDS, [agreement], by=street.secretary)
    with pytest.raises(StepError, match="不能取消"):
        ceremony.cancel()

    assert Ceremony.objects.get().held_on == localdate()


def test_cancelling_frees_the_agreements(street):
    agreement, ceremony = street.sent(), ceremony_of(street)
    ceremony.arrange([agreement])

    ceremony.cancel()

    assert Agreement.objects.get().ceremony is None
    assert not Ceremony.objects.exists()


def test_a_ceremony_is_seen_by_its_host_its_street_and_whoever_signs_there(street):
    ceremony = ceremony_of(street)
    ceremony.arrange([street.sent()])
    district = UserFactory(organization=street.alliance.anchor.parent or street.community)
    users = {"secretary": street.secretary, "clerk": street.clerk, "liaison": street.liaison}

    seen = {name: Ceremony.objects.visible_to(user).count() for name, user in users.items()}
    edits = {name: Ceremony.objects.editable_by(user).count() for name, user in users.items()}

    assert seen == {"secretary": 1, "clerk": 1, "liaison": 1}
    assert edits == {"secretary": 1, "clerk": 1, "liaison": 0}
    assert not Ceremony.objects.visible_to(Street().clerk).exists()
    assert Ceremony.objects.visible_to(district).count() == 1


def test_a_draft_at_a_ceremony_is_not_yet_the_partys(street):
    ceremony_of(street).arrange([street.draft()])

    assert not Ceremony.objects.visible_to(street.liaison).exists()


@pytest.mark.django_db(transaction=True)
def test_two_ceremonies_that_want_one_agreement_get_it_once():
    street = Street()
    agreement, ceremonies = street.sent(), [unstored(street) for _ in range(2)]

    raised = losers(*[lambda c=c: c.arrange([agreement]) for c in ceremonies])

    assert (raised, Ceremony.objects.count()) == (["StepError"], 1)
    assert Agreement.objects.get().ceremony is not None
