import pytest
from django.urls import reverse

from tests.alliance_portal.public import hidden_rows
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    AppointmentFactory,
    ClauseFactory,
    CommitteeFactory,
    DutyFactory,
    MeetingFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    ProjectFactory,
    RegulationFactory,
    SeatFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


def page_of(client, alliance, organization, name="unit_detail"):
    return client.get(reverse(f"alliances:{name}", args=[alliance.slug, organization.pk]))


def promising_unit(alliance, number=1):
    """A unit with agreements, clauses and projects."""
    unit, community = unit_of(alliance, offers="健康讲座"), community_of(alliance)
    for _ in range(number):
        agreement = AgreementFactory(alliance=alliance, public=True, in_force=True)
        own = PartyFactory(agreement=agreement, organization=unit)
        other = PartyFactory(agreement=agreement, organization=community)
        kept = ClauseFactory(agreement=agreement, party=own)
        ClauseFactory(agreement=agreement, party=other, text="提供场地")
        clerk = UserFactory(organization=community)
        done = {"done_at": "2026-10-01T00:00Z", "verified_at": "2026-10-02T00:00Z"}
        DutyFactory(
            alliance=alliance,
            clause=kept,
            due_on="2026-03-31",
            status="verified",
            done_by=clerk,
            verified_by=clerk,
            **done,
        )
        DutyFactory(alliance=alliance, clause=kept, due_on="2026-06-30")
        ProjectFactory(alliance=alliance, public=True, lead=unit, host=community)
        MeetingFactory(alliance=alliance, public=True, final=True, host=community)
    return unit


def test_unit_shows_what_it_gives_gets_and_keeps(client):
    alliance = AllianceFactory()
    unit = promising_unit(alliance)

    context = page_of(client, alliance, unit).context

    assert [(c.duties_verified, c.duties_total) for c in context["owed"]] == [(1, 2)]
    assert [clause.text for clause in context["received"]] == ["提供场地"]
    assert (context["project_count"], context["agreement_count"]) == ("1", "1")


def test_unit_and_community_show_nothing_hidden(client):
    alliance = AllianceFactory()
    unit, community = unit_of(alliance), community_of(alliance)
    rows = hidden_rows(alliance, host=community)
    for row in rows:
        if row._meta.model_name == "agreement":
            PartyFactory(agreement=row, organization=unit)

    words = "".join(
        response.content.decode()
        for response in (
            page_of(client, alliance, unit),
            page_of(client, alliance, community, "community_detail"),
            client.get(reverse("alliances:about", args=[alliance.slug])),
        )
    )

    assert [str(row) for row in rows if str(row) in words] == []


@pytest.mark.parametrize("stage", ["found", "talking", "left"])
def test_page_of_who_is_no_member_is_not_found(client, stage):
    alliance = AllianceFactory()
    dates = {"left_on": "2026-01-01"} if stage == "left" else {"joined_on": None}
    member = MembershipFactory(alliance=alliance, stage=stage, **dates)

    assert page_of(client, alliance, member.organization).status_code == 404
    assert page_of(client, alliance, unit_of(AllianceFactory())).status_code == 404


def test_community_names_who_speaks_today_and_no_private_phone(client):
    alliance = AllianceFactory()
    community = community_of(alliance)
    person = PersonFactory(organization=community, phone="13800000000")
    AppointmentFactory(person=person)
    AppointmentFactory(person=PersonFactory(organization=community), ended_on="2026-02-01")

    response = page_of(client, alliance, community, "community_detail")

    assert [held.person for held in response.context["appointments"]] == [person]
    assert "13800000000" not in response.content.decode()


def test_about_seats_are_those_of_today(client):
    committee = CommitteeFactory()
    seat = SeatFactory(committee=committee)
    SeatFactory(committee=committee, ended_on="2026-01-01")

    about = client.get(reverse("alliances:about", args=[committee.alliance.slug]))

    assert [shown.seated for shown in about.context["committees"]] == [[seat]]


def test_regulation_that_is_not_public_is_not_found(client):
    shown = RegulationFactory(public=True)
    hidden = RegulationFactory(alliance=shown.alliance)

    codes = [
        page_of(client, shown.alliance, r, "regulation_detail").status_code for r in (shown, hidden)
    ]

    assert codes == [200, 404]


def test_unit_list_filters_by_sector_community_and_pinyin(client):
    alliance = AllianceFactory()
    community = community_of(alliance)
    school = unit_of(alliance, community, name="示例小学", sector="school")
    unit_of(alliance, name="示例银行", sector="state")
    address = reverse("alliances:unit_list", args=[alliance.slug])

    for query in ({"sector": "school"}, {"community": community.pk}, {"q": "slxx"}):
        rows = client.get(address, query).context["page"].rows
        assert [row.organization for row in rows] == [school]


@pytest.mark.parametrize("query", [{"tier": "x"}, {"sector": "%"}, {"community": "9" * 30}])
def test_unit_list_says_what_is_wrong_in_a_filter(client, query):
    response = client.get(reverse("alliances:unit_list", args=[AllianceFactory().slug]), query)

    assert (response.status_code, list(response.context["form"].errors)) == (200, list(query))


@pytest.mark.parametrize("number", [1, 3])
def test_query_counts(client, number, django_assert_num_queries):
    alliance = AllianceFactory()
    unit = promising_unit(alliance, number)
    community = alliance.memberships.get(organization__level="community").organization
    for _ in range(number):
        unit_of(alliance, community)
        SeatFactory(committee=CommitteeFactory(alliance=alliance, name=f"示例委员会{_}"))

    with django_assert_num_queries(10):
        page_of(client, alliance, unit)
    with django_assert_num_queries(6):
        page_of(client, alliance, community, "community_detail")
    with django_assert_num_queries(7):
        client.get(reverse("alliances:about", args=[alliance.slug]))
    with django_assert_num_queries(5):
        client.get(reverse("alliances:unit_list", args=[alliance.slug]))
    with django_assert_num_queries(2):
        client.get(reverse("feedback", args=[alliance.slug]))
