import pytest
from django.urls import reverse

from tests.alliance_portal.public import FACTORIES, hidden_rows, public_rows
from tests.factories import AllianceFactory, ProjectFactory, unit_of

pytestmark = pytest.mark.django_db


def found(client, alliance, query):
    response = client.get(reverse("search", args=[alliance.slug]), {"q": query})
    assert response.status_code == 200
    return {kind.label: kind for kind in response.context["kinds"]}


def test_search_finds_every_kind_and_nothing_hidden(client):
    alliance = AllianceFactory()
    unit = unit_of(alliance)
    rows, _ = public_rows(alliance), hidden_rows(alliance)

    kinds = found(client, alliance, "示例")

    shown = [row for kind in kinds.values() for row in kind.rows]
    expected = [row for group in rows.values() for row in group]
    assert set(shown) == {*expected, unit.memberships.get()}
    assert len(shown) == len(FACTORIES) + 1


def test_search_finds_by_pinyin_initials(client):
    alliance = AllianceFactory()
    project = ProjectFactory(alliance=alliance, public=True, title="老旧小区停车")

    assert found(client, alliance, "ljxqtc")["共建项目"].rows == [project]


def test_search_shows_five_and_leads_to_all(client):
    alliance = AllianceFactory()
    ProjectFactory.create_batch(6, alliance=alliance, public=True)

    kind = found(client, alliance, "示例")["共建项目"]

    assert len(kind.rows) == 5
    assert client.get(kind.more_url).context["page"].total == 6


@pytest.mark.parametrize("query", ["", "  ", "%", "_", "'; --", "<script>", "停" * 5000, "\ud83d"])
def test_search_is_friendly_to_any_input(client, query):
    kinds = found(client, AllianceFactory(), query.encode("utf-8", "replace").decode())

    assert [kind for kind in kinds.values() if kind.rows] == []


@pytest.mark.parametrize("number", [1, 3])
def test_search_query_count(client, number, django_assert_num_queries):
    alliance = AllianceFactory()
    public_rows(alliance, number)

    with django_assert_num_queries(8):
        found(client, alliance, "示例")
