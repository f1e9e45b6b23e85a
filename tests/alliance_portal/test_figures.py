import pytest
from django.core.management import call_command
from django.urls import reverse

from alliance_portal.figures import read, refresh, refresh_all
from alliances.models import Alliance
from tests.alliance_portal.public import alliance_of, hidden_rows, public_rows
from tests.factories import AgreementFactory, ClaimFactory, MembershipFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def counted_alliance():
    alliance = alliance_of("1+2+N", last=4)
    public_rows(alliance, 2)
    ProjectFactory(alliance=alliance, public=True, done=True)
    ProjectFactory(alliance=alliance, public=True, done=True, status="verified")
    ProjectFactory(alliance=alliance, public=True, running=True)
    claimed = ProjectFactory(alliance=alliance, public=True, status="open", partner_count=1)
    ClaimFactory(project=claimed)
    AgreementFactory(alliance=alliance, public=True, status="expired", signed_on="2026-01-01")
    hidden_rows(alliance)
    MembershipFactory(alliance=alliance, tier=alliance.tiers.last(), stage="found", joined_on=None)
    refresh(alliance)
    return alliance


def test_every_figure_links_to_exactly_the_rows_it_counts(client):
    alliance = counted_alliance()

    figures = client.get(reverse("figures", args=[alliance.slug])).context["figures"]

    shown = {figure.key: figure.value for figure in figures}
    behind = {figure.key: client.get(figure.url).context["page"].total for figure in figures}
    assert behind == shown
    assert shown == {
        "members": 7, "tier-1": 1, "tier-2": 2, "tier-3": 4,
        "agreements": 3, "agreements-in-force": 2, "meetings": 2, "bulletins": 2,
        "projects": 6, "projects-open": 1, "projects-claimed": 1, "projects-running": 1,
        "projects-finished": 2,
    }  # fmt: skip


def test_every_type_links_to_exactly_its_projects(client):
    alliance = counted_alliance()

    types = read(alliance).types()

    assert [client.get(row.url).context["page"].total for row in types] == [
        row.total for row in types
    ]
    assert sum(row.total for row in types) == 6


def test_figures_before_the_first_count_show_a_dash(client):
    alliance = alliance_of("1+2+N")

    figures = client.get(reverse("figures", args=[alliance.slug])).context["figures"]

    assert {figure.display for figure in figures} == {"—"}


def test_refresh_makes_cached_pages_stale_only_where_a_number_changed():
    alliance = counted_alliance()
    version = Alliance.objects.get(pk=alliance.pk).public_version

    assert refresh(alliance) is False
    assert Alliance.objects.get(pk=alliance.pk).public_version == version

    ProjectFactory(alliance=alliance, public=True)
    assert refresh_all() >= 1
    assert Alliance.objects.get(pk=alliance.pk).public_version == version + 1


def test_refresh_figures_counts_every_alliance(capsys):
    alliance = alliance_of("1+2+N")

    call_command("refresh_figures")

    assert capsys.readouterr().out == "统计完毕，1 个联盟的数据有变化。\n"
    assert read(alliance).values["alliances"]["members"]


@pytest.mark.parametrize("number", [1, 3])
def test_figures_query_count(client, number, django_assert_num_queries):
    alliance = alliance_of("1+2+N", last=number)
    public_rows(alliance, number)
    refresh(alliance)

    with django_assert_num_queries(5):
        client.get(reverse("figures", args=[alliance.slug]))
