"""What is sent twice is stored once."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from alliances.models import Agreement
from members.views.once import Once
from projects.models import Project
from tests.factories import (
    AllianceFactory,
    ProjectTypeFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def secretary(client, alliance):
    user = UserFactory(organization=community_of(alliance))
    client.force_login(user)
    return user


@pytest.fixture
def sent(alliance):
    kind = ProjectTypeFactory(alliance=alliance)
    return {"type": kind.pk, "title": "楼道照明", "starts_on": "2026-12-01"}


PAGE = "/desk/projects/new/"


def test_the_same_sent_twice_leads_to_the_one_record(client, secretary, sent):
    first, second = client.post(PAGE, sent), client.post(PAGE, sent)

    assert first.url == second.url == Project.objects.get().get_absolute_url()


def test_the_same_while_it_is_being_stored_is_refused_and_keeps_the_words(
    client, secretary, sent, monkeypatch
):
    monkeypatch.setattr(Once, "stored", lambda self, url: None)
    client.post(PAGE, sent)

    again = client.post(PAGE, sent)

    assert (again.status_code, Project.objects.count()) == (409, 1)
    assert again.context["form"]["title"].value() == "楼道照明"


def test_other_words_other_hands_and_a_later_time_make_another(client, secretary, sent):
    client.post(PAGE, sent)
    client.post(PAGE, sent | {"title": "楼顶照明"})
    cache.clear()
    client.post(PAGE, sent)
    client.force_login(UserFactory(organization=secretary.organization))
    client.post(PAGE, sent)

    assert Project.objects.count() == 4


def test_a_page_with_a_mistake_may_be_sent_again(client, secretary, sent):
    wrong = sent | {"title": ""}

    assert [client.post(PAGE, wrong).status_code for _ in range(2)] == [422, 422]


def test_an_edit_sent_twice_is_no_conflict(client, secretary, sent):
    client.post(PAGE, sent)
    project = Project.objects.get()
    edit = reverse("projects:project_edit", args=[project.pk])
    changed = sent | {"base": str(project.edits), "title": "新名称"}

    first, second = client.post(edit, changed), client.post(edit, changed)

    assert (first.status_code, second.status_code) == (302, 302)


def test_an_agreement_sent_twice_is_one(client, secretary):
    page = reverse("alliances:agreement_new")
    rows = {f"{name}-TOTAL_FORMS": "0" for name in ("parties", "clauses")}
    rows |= {f"{name}-INITIAL_FORMS": "0" for name in ("parties", "clauses")}
    sent = {"title": "协议", "starts_on": "2026-01-01", "ends_on": "2026-12-31"} | rows

    first, second = client.post(page, sent), client.post(page, sent)

    assert first.url == second.url == Agreement.objects.get().get_absolute_url()
