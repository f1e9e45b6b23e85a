"""A page that makes a new record makes one, however often it is sent."""

import uuid

import pytest
from django.urls import reverse

from alliances.models import Bulletin
from projects.models import Project
from tests.factories import (
    AllianceFactory,
    BulletinColumnFactory,
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


def project_of(alliance, once, **changed):
    kind = ProjectTypeFactory(alliance=alliance)
    return {"type": kind.pk, "title": "楼道照明", "starts_on": "2026-12-01", "once": once} | changed


def test_the_same_page_sent_twice_leads_to_the_one_record(client, secretary, alliance):
    page, sent = reverse("projects:project_new"), project_of(alliance, uuid.uuid4().hex)

    first, second = client.post(page, sent), client.post(page, sent)

    assert first.url == second.url == Project.objects.get().get_absolute_url()


def test_the_page_sent_again_with_other_words_is_told_and_keeps_them(client, secretary, alliance):
    page, sent = reverse("projects:project_new"), project_of(alliance, uuid.uuid4().hex)
    client.post(page, sent)

    again = client.post(page, sent | {"title": "改过的名称"})

    assert (again.status_code, Project.objects.count()) == (409, 1)
    assert again.context["form"]["title"].value() == "改过的名称"


def test_a_page_with_a_mistake_may_be_sent_again(client, secretary, alliance):
    page, sent = reverse("projects:project_new"), project_of(alliance, uuid.uuid4().hex)
    client.post(page, sent | {"title": ""})

    client.post(page, sent)

    assert Project.objects.count() == 1


def test_two_pages_make_two_records(client, secretary, alliance):
    column = BulletinColumnFactory(alliance=alliance)
    sent = {"column": column.pk, "title": "同名", "body": "正文", "dated_on": "2026-11-01"}
    for once in (uuid.uuid4().hex, uuid.uuid4().hex, "", "不是\u0001标记"):
        client.post(reverse("alliances:bulletin_new"), sent | {"once": once})

    assert Bulletin.objects.count() == 4


def test_an_edit_sent_twice_is_no_conflict(client, secretary, alliance):
    page, sent = reverse("projects:project_new"), project_of(alliance, uuid.uuid4().hex)
    client.post(page, sent)
    project = Project.objects.get()
    edit = reverse("projects:project_edit", args=[project.pk])
    sent |= {"once": uuid.uuid4().hex, "base": str(project.edits), "title": "新名称"}

    first, second = client.post(edit, sent), client.post(edit, sent)

    assert (first.status_code, second.status_code) == (302, 302)
