"""地址对照: which community a typed address belongs to."""

import pytest
from django.db import IntegrityError, transaction

from members.models import Level
from orders.models import AddressHint, Place
from tests.factories import (
    AddressHintFactory,
    AllianceFactory,
    OrganizationFactory,
    UserFactory,
    community_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委", short_name="示例社区")


def place_at(alliance, address):
    return AddressHint.objects.place_at(alliance, address)


def test_longest_name_in_the_address_says_which_community(alliance, community):
    other = community_of(alliance)
    AddressHintFactory(alliance=alliance, name="铁匠巷", community=other)
    AddressHintFactory(alliance=alliance, name="后铁匠巷", community=community)

    assert place_at(alliance, "后 铁匠巷 １１ 号院") == Place("后铁匠巷", community.pk)
    assert place_at(alliance, "铁匠巷 11 号院") == Place("铁匠巷", other.pk)


def test_number_of_a_listed_house_decides_and_is_not_shown(alliance, community):
    AddressHintFactory(alliance=alliance, name="柳巷路12号", community=community)

    assert place_at(alliance, "柳巷路12号3单元") == Place("柳巷路", community.pk)


def test_names_of_bodies_below_the_community_are_known(alliance, community):
    OrganizationFactory(name="示例苑小区功能型党支部", level=Level.COMPOUND, parent=community)

    assert place_at(alliance, "示例苑小区 3 号楼") == Place("示例苑小区", community.pk)
    assert place_at(alliance, "示例社区 3 号楼") == Place("示例社区", community.pk)


def test_name_that_stands_in_two_communities_says_nothing(alliance, community):
    for parent in (community, community_of(alliance)):
        OrganizationFactory(name="幸福小区党支部", level=Level.COMPOUND, parent=parent)

    assert place_at(alliance, "幸福小区 3 号楼") == Place("", None)


def test_two_names_of_different_communities_say_nothing(alliance, community):
    AddressHintFactory(alliance=alliance, name="东示例巷", community=community)
    AddressHintFactory(alliance=alliance, name="西示例巷", community=community_of(alliance))

    assert place_at(alliance, "东示例巷和西示例巷路口").community is None


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("柳巷北路12号", "柳巷北路"),
        ("示例市示例区柳巷北路 12 号", "柳巷北路"),
        ("张三家门口", ""),
        ("我家在示例家前面的那条路3号", ""),
        ("", ""),
    ],
)
def test_unlisted_street_is_shown_without_its_number_where_it_is_sure_to_be_one(
    alliance, community, address, area
):
    assert place_at(alliance, address) == Place(area, None)


def test_single_sign_is_no_name(alliance, community):
    AddressHintFactory(alliance=alliance, name="巷", community=community)

    assert place_at(alliance, "示例巷 3 号").community is None


def test_hints_of_another_alliance_are_not_asked(alliance, community):
    AddressHintFactory(name="示例巷")

    assert place_at(alliance, "示例巷 3 号") == Place("示例巷", None)


@pytest.mark.parametrize("hint_count", [1, 3])
def test_place_at_asks_as_often_for_many(
    alliance, community, hint_count, django_assert_num_queries
):
    AddressHintFactory.create_batch(hint_count, alliance=alliance, community=community)

    with django_assert_num_queries(3):
        place_at(alliance, "示例巷 3 号")


def test_name_is_listed_once(alliance, community):
    AddressHintFactory(alliance=alliance, name="示例巷", community=community)

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressHintFactory(alliance=alliance, name="示例巷", community=community)


def test_street_alone_edits_them(alliance, community):
    hint = AddressHintFactory(alliance=alliance, community=community)
    found = [
        set(AddressHint.objects.editable_by(UserFactory(organization=place)))
        for place in (alliance.anchor, community)
    ]

    assert (found, str(hint)) == ([{hint}, set()], hint.name)
