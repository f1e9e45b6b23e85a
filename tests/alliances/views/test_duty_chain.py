"""A duty shows where it comes from and where it went; and there the way leads back to it."""

from datetime import UTC, date, datetime

import pytest

from alliances import agenda
from tests.factories import (
    AgendaItemFactory,
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    DutyFactory,
    MeetingFactory,
    PartyFactory,
    ResolutionFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def meeting(alliance, community):
    return MeetingFactory(alliance=alliance, host=community, final=True)


@pytest.fixture
def duty(alliance, community, unit, meeting):
    resolution = ResolutionFactory(agenda_item__meeting=meeting, lead=unit)
    return DutyFactory(
        alliance=alliance, host=community, lead=unit, title="划车位", resolution=resolution
    )


def login(client, organization):
    client.force_login(UserFactory(organization=organization))


def chain(client, duty):
    return client.get(duty.get_absolute_url()).context["chain"]


def next_meeting(meeting):
    return MeetingFactory(
        alliance=meeting.alliance,
        host=meeting.host,
        kind=meeting.kind,
        status="collecting",
        title="下次会议",
        starts_at=datetime(2026, 12, 25, 6, tzinfo=UTC),
    )


def test_unfinished_duty_names_the_meeting_it_came_back_to(client, community, unit, meeting, duty):
    coming = next_meeting(meeting)
    agenda.bring_back(coming)

    login(client, community)
    assert chain(client, duty)["meetings"] == [(coming, coming.get_absolute_url())]
    page = client.get(coming.get_absolute_url())
    assert duty.get_absolute_url() in page.text
    login(client, unit)
    assert chain(client, duty)["meetings"] == [(coming, "")]


def test_duty_not_brought_back_yet_says_that_it_will_be(client, community, duty):
    login(client, community)
    assert "会自动列进它的议程" in client.get(duty.get_absolute_url()).text
    duty.close(by=UserFactory(), note="不用办了")
    assert "会自动列进它的议程" not in client.get(duty.get_absolute_url()).text


def test_meeting_leads_to_its_duties_for_those_who_may_open_them(client, alliance, meeting, duty):
    attending = unit_of(alliance, meeting.host)
    meeting.attendances.create(organization=attending, status="present")

    for organization, is_open in ((meeting.host, True), (attending, False)):
        login(client, organization)
        page = client.get(meeting.get_absolute_url()).text
        assert "划车位" in page
        assert (duty.get_absolute_url() in page) == is_open


def test_occurrence_of_a_clause_names_the_others(client, alliance, community, unit):
    agreement = AgreementFactory(alliance=alliance, host=community, in_force=True)
    party = PartyFactory(agreement=agreement, organization=unit)
    clause = ClauseFactory(agreement=agreement, party=party, rhythm="quarter")
    of = {"alliance": alliance, "host": community, "lead": unit, "clause": clause}
    first, second, third = (
        DutyFactory(**of, due_on=date(2026, month, day))
        for month, day in ((3, 31), (6, 30), (9, 30))
    )
    login(client, unit)

    assert chain(client, second)["occurrences"] == [third, first]
    assert "（每季度）" in client.get(second.get_absolute_url()).text


def test_series_set_by_hand_names_the_one_before_and_the_one_after(client, alliance, unit):
    of = {"alliance": alliance, "lead": unit, "rhythm": "month"}
    first = DutyFactory(**of, due_on=date(2026, 9, 30))
    second = DutyFactory(**of, due_on=date(2026, 10, 31), follows=first)
    third = DutyFactory(**of, due_on=date(2026, 11, 30), follows=second)
    login(client, unit)

    assert chain(client, second)["occurrences"] == [third, first]
    assert "每月一次，一直重复" in client.get(second.get_absolute_url()).text


@pytest.mark.parametrize("count", [1, 3])
def test_chain_query_count(client, community, meeting, duty, count, django_assert_num_queries):
    for _ in range(count):
        AgendaItemFactory(meeting=next_meeting(meeting), carries=duty.resolution)
    login(client, community)
    client.get(duty.get_absolute_url())

    with django_assert_num_queries(14):
        assert len(chain(client, duty)["meetings"]) == count
