import pytest
from django.urls import reverse

from alliances.models import Bulletin
from tests.factories import (
    AllianceFactory,
    BulletinColumnFactory,
    BulletinFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return UserFactory(organization=community_of(AllianceFactory()))


@pytest.fixture
def alliance(secretary):
    return secretary.organization.memberships.get().alliance


def typed(column, **changes):
    return {
        "base": "0",
        "column": column.pk,
        "title": "示例资讯",
        "body": "**正文**",
        "dated_on": "2026-11-01",
        **changes,
    }


def test_secretary_writes_and_proposes_for_the_members(client, secretary, alliance):
    client.force_login(secretary)
    column = BulletinColumnFactory(alliance=alliance)

    client.post(reverse("alliances:bulletin_new"), typed(column))
    bulletin = Bulletin.objects.get()
    client.post(
        reverse("alliances:bulletin_step", args=[bulletin.pk, "propose"]), {"scope": "members"}
    )

    bulletin.refresh_from_db()
    assert (bulletin.publication, bulletin.scope) == ("proposed", "members")
    edit = reverse("alliances:bulletin_edit", args=[bulletin.pk])
    assert client.post(edit, typed(column, title="改了")).status_code == 409


def test_second_editor_is_told_and_keeps_the_text(client, secretary, alliance):
    bulletin = BulletinFactory(alliance=alliance, host=secretary.organization)
    client.force_login(secretary)
    edit = reverse("alliances:bulletin_edit", args=[bulletin.pk])
    client.post(edit, typed(bulletin.column, title="先保存的"))

    page = client.post(edit, typed(bulletin.column, title="后保存的"))

    bulletin.refresh_from_db()
    assert (page.status_code, bulletin.title) == (409, "先保存的")
    assert page.context["form"]["title"].value() == "后保存的"


def test_another_alliances_column_is_refused(client, secretary):
    client.force_login(secretary)

    page = client.post(reverse("alliances:bulletin_new"), typed(BulletinColumnFactory()))

    assert (page.status_code, Bulletin.objects.count()) == (422, 0)


def test_preview_shows_clean_html(client, secretary):
    client.force_login(secretary)

    page = client.post(reverse("alliances:bulletin_preview"), {"body": "**粗**<script>x</script>"})

    assert "<strong>粗</strong>" in page.content.decode()
    assert "<script" not in page.content.decode()


def test_another_street_gets_404_everywhere(client, secretary):
    bulletin = BulletinFactory()
    client.force_login(secretary)
    edit = reverse("alliances:bulletin_edit", args=[bulletin.pk])
    step = reverse("alliances:bulletin_step", args=[bulletin.pk, "propose"])

    codes = [client.get(bulletin.get_absolute_url()), client.get(edit), client.post(step)]

    assert [page.status_code for page in codes] == [404, 404, 404]
    page = client.get(reverse("alliances:desk_bulletin_list"))
    assert page.context["page"].rows == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, secretary, alliance, count, django_assert_num_queries):
    bulletins = BulletinFactory.create_batch(count, alliance=alliance, host=secretary.organization)
    client.force_login(secretary)

    with django_assert_num_queries(10):
        page = client.get(reverse("alliances:desk_bulletin_list"))

    assert page.context["page"].rows == bulletins[::-1]


def test_list_leads_to_the_rows_behind_its_first_page(client, secretary, alliance):
    column, host = BulletinColumnFactory(alliance=alliance), secretary.organization
    BulletinFactory.create_batch(21, alliance=alliance, host=host, column=column)
    client.force_login(secretary)

    first = client.get(reverse("alliances:desk_bulletin_list"))
    second = client.get(
        reverse("alliances:desk_bulletin_list"), {"after": first.context["page"].next_token}
    )

    assert f"?after={first.context['page'].next_token}" in first.content.decode()
    assert [len(first.context["page"].rows), len(second.context["page"].rows)] == [20, 1]


@pytest.mark.parametrize(
    ("steps", "returned"),
    [
        (["propose", "hand_back"], "请补图片说明。"),
        (["propose", "review", "approve", "publish", "withdraw"], "请补图片说明。"),
        (["propose", "hand_back", "propose"], ""),
        (["propose"], ""),
    ],
)
def test_the_page_says_why_it_came_back(client, secretary, alliance, steps, returned):
    bulletin = BulletinFactory(alliance=alliance, host=secretary.organization)
    clerk = UserFactory(organization=alliance.anchor)
    for step in steps:
        note = "请补图片说明。" if step in {"hand_back", "withdraw"} else ""
        getattr(bulletin, step)(by=secretary if step == "propose" else clerk, note=note)
    client.force_login(secretary)

    publishing = client.get(bulletin.get_absolute_url()).context["publishing"]

    assert (publishing.returned.note if publishing.returned else "") == returned
    assert bool(publishing.propose_url) is bool(returned)


def test_who_proposed_it_is_told_that_a_colleague_approves(client, alliance):
    clerk = UserFactory(organization=alliance.anchor)
    bulletin = BulletinFactory(alliance=alliance, host=alliance.anchor)
    bulletin.propose(by=clerk)
    bulletin.review(by=clerk)
    client.force_login(clerk)

    publishing = client.get(bulletin.get_absolute_url()).context["publishing"]

    assert publishing.needs_colleague
    assert [button.label for button in publishing.steps] == ["退回修改"]
