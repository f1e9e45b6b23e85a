"""What is offered while one types the name of a unit: each set is the one of its form, and nobody else's."""

import pytest
from django.urls import reverse

from tests.alliances.sheets import community_world
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    OrganizationFactory,
    PartyFactory,
    ProjectFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db

URL = reverse("members:unit_options")


@pytest.fixture
def world():
    return community_world(2)


@pytest.fixture
def desk(client, world):
    client.force_login(world.user)
    return client


def test_units_are_found_by_name_and_by_pinyin_initials(desk, world):
    for words in ("单位01", "sldw01"):
        found = desk.get(URL, {"of": "seen", "q": words}).json()
        assert found == {"units": [world.units[0].name], "total": 1}


def test_the_first_twenty_are_offered_and_all_are_counted(desk, world):
    for number in range(25):
        unit_of(world.alliance, world.community, name=f"另一家{number}")

    found = desk.get(URL, {"of": "seen", "q": "另一家"}).json()

    assert (len(found["units"]), found["total"]) == (20, 25)


@pytest.mark.parametrize("of", ["seen", "obliged", "partners", "nameable", "own"])
def test_no_set_holds_a_unit_of_another_street(desk, world, of):
    other = AllianceFactory()
    unit_of(other, community_of(other), name="别处的单位")
    place = {"alliance": world.alliance.pk, "host": world.community.pk, "day": "2026-09-12"}

    names = desk.get(URL, {"of": of, **place}).json()["units"]

    assert world.community.name in names
    assert "别处的单位" not in names
    assert (world.units[0].name in names) is (of != "own")


@pytest.mark.parametrize(
    "asked",
    [
        {"of": "all"},
        {"of": "partners"},
        {"of": "partners", "alliance": "9" * 30},
        {"of": "partners", "alliance": "²"},
        {"of": "nameable", "day": "2026-09-12"},
    ],
)
def test_a_set_that_is_not_there_is_404(desk, asked):
    assert desk.get(URL, asked).status_code == 404


@pytest.mark.parametrize("day", ["", "morgen", "2026-13-40"])
def test_a_wrong_day_is_404(desk, world, day):
    asked = {"of": "nameable", "alliance": world.alliance.pk, "host": world.community.pk}

    assert desk.get(URL, {**asked, "day": day}).status_code == 404


def test_another_streets_alliance_and_host_are_404(desk, world):
    other = AllianceFactory()
    day = {"of": "nameable", "day": "2026-09-12"}

    for asked in (
        {"of": "partners", "alliance": other.pk},
        {**day, "alliance": other.pk, "host": world.community.pk},
        {**day, "alliance": world.alliance.pk, "host": other.anchor_id},
    ):
        assert desk.get(URL, asked).status_code == 404


def test_lists_are_filtered_by_the_unit_that_is_chosen_not_by_one_that_has_more_in_its_name(
    desk, world
):
    unit = world.units[0]
    longer = unit_of(world.alliance, world.community, name=f"{unit.name}退休组")
    agreements = AgreementFactory.create_batch(2, alliance=world.alliance, host=world.community)
    for agreement, party in zip(agreements, (unit, longer), strict=True):
        PartyFactory(agreement=agreement, organization=party)
        ProjectFactory(alliance=world.alliance, host=world.community, lead=party)

    for name in ("alliances:desk_agreement_list", "projects:desk_project_list"):
        for words, count in ((unit.name, 1), ("单位01", 2), ("没有的单位", 0)):
            page = desk.get(reverse(name), {"unit": words}).context["page"]
            assert (name, words, page.total) == (name, words, count)


def test_units_of_one_name_are_told_apart_by_their_parents(client):
    alliance = AllianceFactory()
    communities = [community_of(alliance, name=name) for name in ("东社区", "西社区")]
    for community in communities:
        OrganizationFactory(level="grid", parent=community, name="第一党支部")
    client.force_login(UserFactory(organization=alliance.anchor))

    found = client.get(URL, {"of": "own", "q": "第一党支部"}).json()["units"]

    assert sorted(found) == ["第一党支部（东社区）", "第一党支部（西社区）"]
