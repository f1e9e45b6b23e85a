"""由此发起项目: what the form begins with, and whose sources it takes."""

from datetime import date

import pytest
from django.urls import reverse

from projects.models import Project
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
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


def resolution_of(host, alliance, unit, **fields):
    meeting = MeetingFactory(alliance=alliance, host=host, **({"final": True} | fields))
    return ResolutionFactory(
        agenda_item=AgendaItemFactory(meeting=meeting), lead=unit, due_on=date(2099, 1, 31)
    )


def clause_of(host, alliance, unit, status="in_force"):
    signed = None if status == "confirming" else date(2026, 1, 1)
    agreement = AgreementFactory(alliance=alliance, host=host, status=status, signed_on=signed)
    party = PartyFactory(agreement=agreement, organization=unit)
    return ClauseFactory(agreement=agreement, party=party, rhythm="month")


def begin(client, **source):
    return client.get(reverse("projects:project_new"), source)


def typed(page, **changed):
    form = page.context["form"]
    names = ("type", "title", "lead", "starts_on", "due_on", "body")
    values = {name: form[name].value() for name in names}
    values = {name: getattr(value, "pk", value) for name, value in values.items()}
    return {name: value for name, value in values.items() if value is not None} | changed


def test_a_resolution_gives_title_lead_and_due_date(client, secretary, alliance, community, unit):
    resolution = resolution_of(community, alliance, unit)

    form = begin(client, resolution=resolution.pk).context["form"]

    values = [form[name].value() for name in ("title", "lead", "due_on", "type")]
    assert values == [resolution.text, f"#{unit.pk}", date(2099, 1, 31), None]


def test_a_clause_gives_its_type_too(client, secretary, alliance, community, unit):
    clause = clause_of(community, alliance, unit)
    page = begin(client, clause=clause.pk)

    client.post(reverse("projects:project_new", query={"clause": clause.pk}), typed(page))

    project = Project.objects.get()
    assert (project.clause, project.type, project.lead) == (clause, clause.project_type, unit)
    assert (project.title, project.host, project.alliance) == (clause.text, community, alliance)


def test_a_clause_that_everybody_owes_has_no_lead(client, secretary, alliance, community, unit):
    clause = clause_of(community, alliance, unit)
    clause.party = None
    clause.save()

    assert begin(client, clause=clause.pk).context["form"]["lead"].value() is None


@pytest.mark.parametrize("kind", ["resolution", "clause", "hand"])
def test_a_duty_hands_its_own_source_on(client, secretary, alliance, community, unit, kind):
    source = {
        "resolution": lambda: {"resolution": resolution_of(community, alliance, unit)},
        "clause": lambda: {"clause": clause_of(community, alliance, unit)},
        "hand": dict,
    }[kind]()
    duty = DutyFactory(alliance=alliance, host=community, lead=unit, **source)

    project = begin(client, duty=duty.pk).context["record"]

    wanted = source | ({} if source else {"duty": duty})
    found = {name: getattr(project, name) for name in ("resolution", "clause", "duty")}
    assert found == {"resolution": None, "clause": None, "duty": None} | wanted


def test_what_is_too_long_for_a_title_is_kept(client, secretary, alliance, community, unit):
    duty = DutyFactory(alliance=alliance, host=community, lead=unit, detail="长" * 120)

    project = begin(client, duty=duty.pk).context["record"]

    assert (project.title, project.body) == ("长" * 99 + "…", "长" * 120)


def test_a_date_in_the_past_is_not_taken(client, secretary, alliance, community, unit):
    duty = DutyFactory(alliance=alliance, host=community, lead=unit, due_on=date(2020, 1, 1))

    assert begin(client, duty=duty.pk).context["form"]["due_on"].value() is None


def test_what_is_not_ones_own_is_404(client, secretary, alliance, community, unit):
    other = AllianceFactory()
    neighbour = community_of(alliance)
    foreign = [
        {kind: make(host, place, unit).pk}
        for host, place in ((neighbour, alliance), (community_of(other), other))
        for kind, make in (("resolution", resolution_of), ("clause", clause_of))
    ]
    foreign.append({"duty": DutyFactory(alliance=alliance, host=neighbour, lead=community).pk})

    answers = {begin(client, **source).status_code for source in foreign}

    assert answers == {404}


def test_what_is_not_settled_leads_to_nothing_yet(client, secretary, alliance, community, unit):
    sources = [
        {"resolution": resolution_of(community, alliance, unit, final=False).pk},
        {"clause": clause_of(community, alliance, unit, status="confirming").pk},
        {"clause": clause_of(community, alliance, unit, status="terminated").pk},
        {"duty": DutyFactory(alliance=alliance, host=community, status="closed").pk},
    ]

    assert {begin(client, **source).status_code for source in sources} == {404}


@pytest.mark.parametrize("value", ["", "0", "x", "-1", "9" * 40, "²", "١"])
def test_nonsense_is_404(client, secretary, value):
    assert begin(client, resolution=value).status_code == 404


def test_the_pages_of_the_sources_lead_here_and_to_what_came_of_it(
    client, secretary, alliance, community, unit
):
    resolution = resolution_of(community, alliance, unit)
    duty = DutyFactory(alliance=alliance, host=community, lead=unit, resolution=resolution)
    clause = clause_of(community, alliance, unit)
    pages = {
        f"?resolution={resolution.pk}": resolution.meeting.get_absolute_url(),
        f"?duty={duty.pk}": duty.get_absolute_url(),
        f"?clause={clause.pk}": clause.agreement.get_absolute_url(),
    }
    new = reverse("projects:project_new")
    for query, page in pages.items():
        assert f'href="{new}{query}"' in client.get(page).text
        form = client.get(new + query)
        client.post(new + query, typed(form, type=clause.project_type_id))
        assert Project.objects.latest("pk").get_absolute_url() in client.get(page).text


def test_a_unit_is_not_offered_to_begin(client, alliance, community, unit):
    clause = clause_of(community, alliance, unit)
    client.force_login(UserFactory(organization=unit))

    assert "由此发起项目" not in client.get(clause.agreement.get_absolute_url()).text
    assert begin(client, clause=clause.pk).status_code == 403
