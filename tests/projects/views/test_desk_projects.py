import threading

import pytest
from django.db import connection
from django.urls import reverse

from alliances.models import Scope
from members.models import StepError
from projects.models import Claim, Project
from tests.factories import (
    AllianceFactory,
    ClaimFactory,
    ContributionFactory,
    ProjectFactory,
    ProjectTypeFactory,
    UpdateFactory,
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
def secretary(client, community):
    user = UserFactory(organization=community)
    client.force_login(user)
    return user


@pytest.fixture
def liaison(client, alliance, community):
    user = UserFactory(organization=unit_of(alliance, community))
    client.force_login(user)
    return user


def page(name, *args, query=""):
    return reverse(f"projects:{name}", args=args) + query


def typed(project_type, **changed):
    return {
        "type": project_type.pk,
        "title": "楼道照明改造",
        "starts_on": "2026-12-01",
        "base": "0",
    } | changed


@pytest.mark.parametrize("item_count", [1, 3])
def test_list_query_count(client, secretary, alliance, item_count, django_assert_num_queries):
    kind = ProjectTypeFactory(alliance=alliance)
    host = secretary.organization
    ProjectFactory.create_batch(item_count, alliance=alliance, host=host, type=kind, running=True)

    with django_assert_num_queries(10):
        response = client.get(page("desk_project_list"))

    assert len(response.context["page"].rows) == item_count


def test_each_tab_holds_its_own_part(client, liaison, alliance, community):
    unit = liaison.organization
    led = ProjectFactory(alliance=alliance, host=community, status="running", lead=unit)
    claimed = ClaimFactory(
        project=ProjectFactory(alliance=alliance, host=community, running=True), organization=unit
    ).project
    open_ = ProjectFactory(
        alliance=alliance, host=community, status="open", public=True, scope=Scope.MEMBERS
    )
    ProjectFactory(alliance=alliance, host=community, status="open")
    ProjectFactory(status="open", public=True)

    found = {
        tab: client.get(page("desk_project_list", query=f"?tab={tab}")).context["page"].rows
        for tab in ("led", "claimed", "claimable", "hosted")
    }

    # A unit hosts nothing: a tab it doesn't have is its first one.
    assert found == {"led": [led], "claimed": [claimed], "claimable": [open_], "hosted": [open_]}


@pytest.mark.parametrize("item_count", [1, 3])
def test_detail_query_count(client, secretary, alliance, item_count, django_assert_num_queries):
    project = ProjectFactory(alliance=alliance, host=secretary.organization, running=True)
    for _ in range(item_count):
        ContributionFactory(claim=ClaimFactory(project=project))
        UpdateFactory(project=project)

    with django_assert_num_queries(16):
        response = client.get(page("desk_project_detail", project.pk))

    assert len(response.context["updates"]) == item_count


def test_a_new_project_belongs_to_its_author(client, secretary, alliance):
    kind = ProjectTypeFactory(alliance=alliance)

    client.post(page("project_new"), typed(kind))

    project = Project.objects.get()
    assert (project.host, project.alliance, project.status) == (
        secretary.organization,
        alliance,
        "proposed",
    )


def test_another_alliances_type_and_lead_are_refused_and_the_text_is_kept(client, secretary):
    other = AllianceFactory()

    response = client.post(
        page("project_new"),
        typed(ProjectTypeFactory(alliance=other), lead=f"#{unit_of(other).pk}"),
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"type", "lead"}
    assert "楼道照明改造" in response.content.decode()
    assert not Project.objects.exists()


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(client, secretary, alliance):
    kind = ProjectTypeFactory(alliance=alliance)
    project = ProjectFactory(alliance=alliance, host=secretary.organization, type=kind)
    url = page("project_edit", project.pk)

    first = client.post(url, typed(kind, title="甲改的"))
    second = client.post(url, typed(kind, title="乙改的"))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "乙改的" in second.content.decode()
    assert Project.objects.get().title == "甲改的"


def test_first_claim_leads_and_a_second_of_the_same_unit_changes_nothing(
    client, liaison, alliance, community
):
    project = ProjectFactory(alliance=alliance, host=community, status="open", public=True)

    client.post(page("project_claim", project.pk), {"note": "出医生 4 名"})
    client.post(page("project_claim", project.pk), {"note": "再点一次"})

    project.refresh_from_db()
    assert (project.lead, project.partner_count) == (liaison.organization, 1)
    assert project.claims.get().note == "出医生 4 名"


def test_only_the_host_lowers_the_progress(client, liaison, alliance, community):
    project = ProjectFactory(
        alliance=alliance,
        host=community,
        status="running",
        lead=liaison.organization,
        progress=60,
    )
    answer = {"progress": "40", "text": "写错了"}

    refused = client.post(page("project_report", project.pk), answer)
    client.force_login(UserFactory(organization=community))
    taken = client.post(page("project_report", project.pk), answer)

    project.refresh_from_db()
    assert (refused.status_code, taken.status_code, project.progress) == (409, 302, 40)


@pytest.mark.parametrize("progress", ["-1", "101", "abc", "", "9" * 30])
def test_wrong_progress_is_named_and_the_text_kept(client, secretary, alliance, progress):
    project = ProjectFactory(alliance=alliance, host=secretary.organization, running=True)

    response = client.post(
        page("project_report", project.pk), {"progress": progress, "text": "路灯装好了"}
    )

    assert response.status_code == 422
    assert "progress" in response.context["report_form"].errors
    assert "路灯装好了" in response.content.decode()


def test_an_update_is_public_once_the_host_says_so(client, secretary, alliance):
    project = ProjectFactory(alliance=alliance, host=secretary.organization, running=True)
    update = UpdateFactory(project=project)

    client.post(page("update_show", update.pk), {"public": "1"})
    update.refresh_from_db()
    shown = update.is_public
    client.post(page("update_show", update.pk), {"public": "0"})
    update.refresh_from_db()

    assert (shown, update.is_public) == (True, False)


def test_contribution_of_money_is_counted_in_yuan(client, liaison, alliance, community):
    claim = ClaimFactory(
        project=ProjectFactory(alliance=alliance, host=community, running=True),
        organization=liaison.organization,
    )
    given = {"kind": "money", "quantity": "300", "unit": "万", "given_on": "2026-11-01"}

    wrong = client.post(page("claim_contribute", claim.pk), given)
    client.post(page("claim_contribute", claim.pk), given | {"unit": "元"})

    assert wrong.status_code == 422
    assert [str(row) for row in claim.contributions.all()] == ["资金 300 元"]


@pytest.mark.django_db(transaction=True)
def test_two_units_claiming_at_once_both_take_part_and_one_leads():
    alliance = AllianceFactory()
    project = ProjectFactory(alliance=alliance, status="open", public=True)
    units = [unit_of(alliance), unit_of(alliance)]
    people = [UserFactory(organization=unit) for unit in units]
    start, problems = threading.Barrier(2), []

    def claim(unit, user):
        start.wait(10)
        try:
            Project.objects.get(pk=project.pk).claim(unit, by=user)
        except StepError as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=claim, args=pair) for pair in zip(units, people, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    project.refresh_from_db()
    assert problems == []
    assert (Claim.objects.count(), project.partner_count) == (2, 2)
    assert project.lead in units
