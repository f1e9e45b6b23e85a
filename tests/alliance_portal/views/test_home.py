import pytest
from django.urls import reverse

from alliance_portal.figures import refresh
from alliances.structure import circles_of, structure_of
from tests.alliance_portal.public import alliance_of, hidden_rows, public_rows
from tests.factories import AllianceFactory, ProjectFactory

pytestmark = pytest.mark.django_db
FORMULAS = ["1+9+N", "1+2+N", "1+X", "1+3+4+X", "1+19+N"]


def home_of(client, alliance):
    return client.get(reverse("alliance_home", args=[alliance.slug]))


@pytest.mark.parametrize("formula", FORMULAS)
def test_home_and_about_show_the_formula_from_data_alone(client, formula):
    alliance = alliance_of(formula, last=20)

    home = home_of(client, alliance)
    about = client.get(reverse("alliances:about", args=[alliance.slug]))

    assert home.context["structure"].formula == alliance.formula() == formula
    assert f"<b>{formula}</b>" in home.content.decode()
    tiers = [tier.shown for tier in about.context["structure"].tiers]
    assert tiers == formula.split("+")


@pytest.mark.parametrize(("formula", "last"), [("1+2+N", 3), ("1+19+N", 300), ("1+3+4+X", 12)])
def test_circles_show_every_member_with_its_page(formula, last):
    alliance = alliance_of(formula, last=last)

    structure = structure_of(alliance)
    circles = circles_of(structure).circles

    members = [member for tier in structure.tiers for member in tier.members]
    assert [circle.label for circle in circles] == [m.organization.name for m in members]
    assert [circle.url for circle in circles] == [m.get_public_url() for m in members]


def test_structure_says_in_a_sentence_who_takes_part():
    alliance = alliance_of("1+2+N", last=3)

    expected = f"{alliance.anchor}为中心，2 个示例第2层为基础，3 家示例第3层共同参与"
    assert structure_of(alliance).sentence == expected


def test_empty_alliance_shows_its_name_and_no_empty_section(client):
    alliance = AllianceFactory()

    response = home_of(client, alliance)

    assert response.status_code == 200
    assert "section-head" not in response.content.decode()
    assert [circle.label for circle in response.context["drawing"].circles] == [
        alliance.anchor.name
    ]


def test_home_shows_nothing_that_is_not_public(client):
    alliance = AllianceFactory()
    shown = ProjectFactory(alliance=alliance, public=True, done=True)
    hidden = hidden_rows(alliance)
    ProjectFactory(alliance=alliance, done=True)
    refresh(alliance)

    response = home_of(client, alliance)

    assert list(response.context["results"]) == [shown]
    assert (response.context["meetings"], response.context["bulletins"]) == ([], [])
    words = response.content.decode()
    assert [str(row) for row in hidden if str(row) in words] == []


@pytest.mark.parametrize("number", [1, 3])
def test_home_query_count(client, number, django_assert_num_queries):
    alliance = alliance_of("1+2+N", last=number)
    public_rows(alliance, number)
    for _ in range(number):
        ProjectFactory(alliance=alliance, public=True, done=True)
    refresh(alliance)

    with django_assert_num_queries(10):
        home_of(client, alliance)


def test_root_leads_to_the_only_alliance(client):
    alliance = AllianceFactory()

    assert client.get("/").url == alliance.get_absolute_url()


def test_overview_adds_up_and_orders_by_name(client, django_assert_num_queries):
    second, first = AllianceFactory(name="示例乙联盟"), AllianceFactory(name="示例甲联盟")
    uncounted = AllianceFactory(name="示例丙联盟")
    for alliance, number in ((first, 1), (second, 2)):
        ProjectFactory.create_batch(number, alliance=alliance, public=True)
        refresh(alliance)

    with django_assert_num_queries(4):
        overview = client.get("/").context["overview"]

    assert [row.alliance for row in overview.rows] == sorted(
        [first, second, uncounted], key=lambda alliance: alliance.name
    )
    totals = {figure.key: figure.value for figure in overview.totals}
    assert totals["projects"] == 3


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_elder_mode_is_remembered_and_never_leaves_the_site(client, target):
    response = client.get(reverse("elder_mode", args=["large"]), {"next": target})

    assert (response.url, response.cookies["elder"].value) == ("/", "large")
