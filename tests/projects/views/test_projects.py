import pytest
from django.urls import reverse

from alliances.models import FigureSnapshot, Publication, Scope
from tests.factories import (
    AgendaItemFactory,
    AllianceFactory,
    ClaimFactory,
    ContributionFactory,
    MeetingFactory,
    ProjectFactory,
    ProjectTypeFactory,
    ResolutionFactory,
    UpdateFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


def url(name, alliance, *args, query=""):
    return reverse(f"projects:{name}", args=[alliance.slug, *args]) + query


def rows_of(client, alliance, query=""):
    return pks_of(client.get(url("project_list", alliance, query=query)))


def pks_of(response):
    return [row.pk for row in response.context["page"].rows]


def test_list_shows_only_what_is_public_in_this_alliance(client, alliance):
    shown = ProjectFactory(alliance=alliance, public=True)
    ProjectFactory(public=True)
    for scope in (Scope.MEMBERS, Scope.INTERNAL):
        ProjectFactory(alliance=alliance, public=True, scope=scope)
    for state in set(Publication) - {Publication.PUBLISHED}:
        ProjectFactory(alliance=alliance, publication=state)

    assert rows_of(client, alliance) == [shown.pk]


def test_list_filters(client, alliance):
    community, unit = community_of(alliance), unit_of(alliance)
    green = ProjectTypeFactory(alliance=alliance)
    parking = ProjectFactory(
        alliance=alliance, public=True, done=True, host=community, type=green, title="停车治理"
    )
    clinic = ProjectFactory(
        alliance=alliance, public=True, running=True, title="周末义诊", starts_on="2025-05-01"
    )
    ClaimFactory(project=clinic, organization=unit)

    found = {
        query: rows_of(client, alliance, query)
        for query in (
            "?q=停车", "?q=zmyz", f"?type={green.pk}", f"?host={community.pk}", "?status=running",
            "?status=finished", "?year=2025", f"?partner={unit.pk}",
        )
    }  # fmt: skip

    assert found == {
        "?q=停车": [parking.pk],
        "?q=zmyz": [clinic.pk],
        f"?type={green.pk}": [parking.pk],
        f"?host={community.pk}": [parking.pk],
        "?status=running": [clinic.pk],
        "?status=finished": [parking.pk],
        "?year=2025": [clinic.pk],
        f"?partner={unit.pk}": [clinic.pk],
    }


@pytest.mark.parametrize(
    "period", ["2026-13", "1999", "2026-3", "２０２６", "2026-03-01", "x" * 500]
)
def test_list_says_what_a_period_looks_like(client, alliance, period):
    ProjectFactory(alliance=alliance, public=True)

    answer = client.get(url("project_list", alliance), {"started": period})

    assert "应为年份或月份，例如 2026 或 2026-03。" in answer.content.decode()


def test_list_pages_keep_the_filters_and_meet_in_the_middle(client, alliance):
    projects = ProjectFactory.create_batch(52, alliance=alliance, public=True, title="楼道照明")
    first = client.get(url("project_list", alliance, query="?q=照明"))

    link = next(line for line in first.content.decode().split('"') if "after=" in line)
    second = client.get(url("project_list", alliance, query=link.replace("&amp;", "&")))

    assert "q=%E7%85%A7%E6%98%8E" in link
    assert pks_of(first) + pks_of(second) == [project.pk for project in projects[::-1]]


def test_each_chip_leads_to_the_projects_of_its_type(client, alliance):
    types = ProjectTypeFactory.create_batch(2, alliance=alliance)
    projects = [ProjectFactory(alliance=alliance, public=True, type=type_) for type_ in types]

    page = client.get(url("project_list", alliance, query="?year=bad")).content.decode()

    links = [f"?year=bad&amp;type={type_.pk}" for type_ in types]
    assert [link in page for link in links] == [True, True]
    found = [rows_of(client, alliance, link.replace("&amp;", "&")) for link in links]
    assert found == [[project.pk] for project in projects]


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_query_count(client, alliance, item_count, django_assert_num_queries):
    type_ = ProjectTypeFactory(alliance=alliance)
    ProjectFactory.create_batch(
        item_count, alliance=alliance, public=True, type=type_, running=True
    )
    FigureSnapshot.objects.keep(alliance, "projects", {"types": {str(type_.pk): {"running": 1}}})

    with django_assert_num_queries(7):
        response = client.get(url("project_list", alliance))

    assert len(response.context["page"].rows) == item_count


@pytest.mark.parametrize("item_count", [1, 3])
def test_detail_query_count(client, alliance, item_count, django_assert_num_queries):
    project = ProjectFactory(alliance=alliance, public=True, running=True)
    for _ in range(item_count):
        ContributionFactory(claim=ClaimFactory(project=project))
        UpdateFactory(project=project, is_public=True)

    with django_assert_num_queries(6):
        response = client.get(url("project_detail", alliance, project.pk))

    assert len(response.context["claims"]) == item_count


def test_detail_shows_only_progress_that_the_host_made_public(client, alliance):
    project = ProjectFactory(alliance=alliance, public=True, running=True)
    UpdateFactory(project=project, text="内部的话")
    shown = UpdateFactory(project=project, text="已装好路灯", is_public=True)

    context = client.get(url("project_detail", alliance, project.pk)).context

    assert list(context["updates"]) == [shown]


@pytest.mark.parametrize("is_public", [True, False])
def test_detail_links_to_its_meeting_only_where_that_is_public(client, alliance, is_public):
    meeting = MeetingFactory(alliance=alliance, final=True, public=is_public)
    resolution = ResolutionFactory(agenda_item=AgendaItemFactory(meeting=meeting))
    project = ProjectFactory(alliance=alliance, public=True, resolution=resolution)

    context = client.get(url("project_detail", alliance, project.pk)).context
    listed = client.get(url("project_list", alliance)).context["page"].rows[0]

    assert bool(context["origin_url"]) is is_public
    assert (str(meeting) in listed.detail) is is_public


def test_detail_of_a_hidden_project_is_404(client, alliance):
    hidden = [
        ProjectFactory(public=True),
        ProjectFactory(alliance=alliance),
        ProjectFactory(alliance=alliance, public=True, scope=Scope.MEMBERS),
    ]

    answers = [client.get(url("project_detail", alliance, row.pk)).status_code for row in hidden]

    assert answers == [404, 404, 404]
