import pytest
from django.urls import reverse

from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    BulletinFactory,
    MeetingFactory,
    OrderFactory,
    OrderResultFactory,
    ProjectFactory,
    RegulationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db

URL = reverse("publication_list")


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def proposer(community):
    return UserFactory(organization=community)


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def propose_all(alliance, host, user):
    records = [
        MeetingFactory(alliance=alliance, host=host, final=True),
        AgreementFactory(alliance=alliance, host=host, in_force=True),
        RegulationFactory(alliance=alliance, host=host),
        BulletinFactory(alliance=alliance, host=host),
        ProjectFactory(alliance=alliance, host=host),
        OrderResultFactory(order=OrderFactory(alliance=alliance, host=host, verified=True)),
    ]
    for record in records:
        record.propose(by=user)
    return records


def shown(response):
    return [proposal.record for proposal in response.context["proposals"]]


def test_street_sees_what_waits_of_all_kinds_the_oldest_first(
    client, alliance, community, proposer
):
    records = propose_all(alliance, community, proposer)
    other = MeetingFactory(final=True)
    other.propose(by=proposer)
    MeetingFactory(alliance=alliance, final=True)
    login(client, alliance.anchor)

    assert shown(client.get(URL)) == records


def test_proposer_sees_what_became_of_own_proposals(client, alliance, community, proposer):
    meeting, *_ = propose_all(alliance, community, proposer)
    meeting.hand_back(by=UserFactory(organization=alliance.anchor), note="有电话号码")
    BulletinFactory(alliance=alliance, host=community).propose(by=UserFactory())
    client.force_login(proposer)

    response = client.get(URL)

    assert len(shown(response)) == 6
    returned = [proposal for proposal in response.context["proposals"] if proposal.is_returned]
    assert [proposal.record.last_note for proposal in returned] == ["有电话号码"]
    assert list(response.context["tabs"]) == ["own"]


def test_regulation_is_led_to_the_public_step_by_step(client, alliance):
    regulation = RegulationFactory(alliance=alliance)
    regulation.propose(by=UserFactory(organization=alliance.anchor))
    login(client, alliance.anchor)

    for step in ("review", "approve", "publish"):
        url = reverse("alliances:regulation_step", args=[regulation.pk, step])
        assert client.post(url, {"next": URL, "note": "已审查"}).url == URL

    regulation.refresh_from_db()
    assert regulation.is_public


def test_own_proposal_is_marked_and_approved_by_a_colleague(client, alliance):
    regulation = RegulationFactory(alliance=alliance)
    user = login(client, alliance.anchor)
    regulation.propose(by=user)
    regulation.review(by=user)

    (proposal,) = client.get(URL).context["proposals"]
    url = reverse("alliances:regulation_step", args=[regulation.pk, "approve"])
    client.post(url, {"next": URL})

    assert (proposal.is_own, proposal.needs_colleague) == (True, True)
    assert [button.label for button in proposal.buttons] == ["退回修改"]
    regulation.refresh_from_db()
    assert regulation.publication == "reviewed"


def test_another_streets_regulation_is_404(client, alliance):
    regulation = RegulationFactory()
    login(client, alliance.anchor)

    url = reverse("alliances:regulation_step", args=[regulation.pk, "propose"])

    assert client.post(url).status_code == 404


def test_units_propose_nothing(client, alliance, community):
    login(client, unit_of(alliance, community))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_query_count(client, alliance, community, proposer, count, django_assert_num_queries):
    for _ in range(count):
        propose_all(alliance, community, proposer)
    login(client, alliance.anchor)
    client.get(URL)

    with django_assert_num_queries(8):
        client.get(URL)
