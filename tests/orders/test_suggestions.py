"""派给谁: which units fit, and why."""

import pytest

from orders.models import ServiceOrder
from orders.suggestions import suggestions
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    OrderCategoryFactory,
    OrderFactory,
    PartyFactory,
    ServiceItemFactory,
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
    return community_of(alliance, short_name="开南")


@pytest.fixture
def category(alliance):
    return OrderCategoryFactory(alliance=alliance, name="助老扶弱")


@pytest.fixture
def order(alliance, community, category):
    return OrderFactory(
        alliance=alliance, host=community, category=category, title="上门助浴", words="洗澡怕摔"
    )


def told(order):
    return [(found.unit.name, found.reasons) for found in suggestions(order)]


def test_nothing_speaks_for_a_unit_that_has_nothing_to_do_with_it(alliance, order):
    unit_of(alliance, offers="停车秩序引导")

    assert told(order) == []


def test_what_a_unit_offers(alliance, order):
    unit_of(alliance, name="示例医院", offers="上门护理\n停车引导\n助浴车")

    assert told(order) == [("示例医院", ["能提供：上门护理、助浴车"])]


@pytest.mark.parametrize("title", ["晚上不安全", "晚上不…"])
def test_one_word_of_the_resident_is_no_reason_yet(alliance, order, title):
    unit_of(alliance, offers="食品安全检查")
    unit_of(alliance, name="示例职校", offers="楼道灯检修")
    order.title, order.words = title, "晚上不安全，楼道灯坏了"

    assert told(order) == [("示例职校", ["能提供：楼道灯检修"])]


def test_who_provides_the_very_service_comes_first(alliance, category, order):
    offers = unit_of(alliance, name="示例医院", offers="助老助浴，上门护理")
    provider = unit_of(alliance, name="示例中心")
    other = unit_of(alliance, name="示例家政")
    order.item = ServiceItemFactory(
        alliance=alliance, category=category, title="助浴", provider=provider
    )
    for title in ("陪诊", "送餐"):
        ServiceItemFactory(alliance=alliance, category=category, title=title, provider=other)
    ServiceItemFactory(alliance=alliance, title="修灯", provider=offers)

    assert told(order) == [
        (provider.name, ["服务菜单：助浴由它提供"]),
        (offers.name, ["能提供：助老助浴，上门护理"]),
        (other.name, ["服务菜单：提供同类的陪诊"]),
    ]


def test_what_a_unit_did_before_is_told_as_facts(alliance, community, category, order):
    unit = unit_of(alliance, name="示例医院")
    of = {"alliance": alliance, "host": community, "category": category, "lead": unit}
    OrderFactory(**of, rated=True)
    OrderFactory(**of, rated=True, solved="no", stars=3)
    OrderFactory(**of, finished=True)
    OrderFactory(**of, working=True)
    OrderFactory(alliance=alliance, host=community, rated=True, lead=unit)

    (found,) = suggestions(order)

    assert found.reasons == ["近期办过同类 3 单，居民评“解决了”1 单、“没解决”1 单"]
    assert found.in_work == 1


def test_serving_the_community_and_what_was_agreed(alliance, community, order):
    serving = unit_of(alliance, community, name="甲单位")
    bound = unit_of(alliance, name="乙单位")
    agreement = AgreementFactory(alliance=alliance, in_force=True)
    party = PartyFactory(agreement=agreement, organization=bound)
    ClauseFactory(agreement=agreement, party=party, text="每季度上门义诊一次")
    ClauseFactory(agreement=agreement, party=party, text="上门理发")
    ClauseFactory(agreement=agreement, party=party, text="节日慰问")

    assert told(order) == [
        (bound.name, ["协议约定：上门理发"]),
        (serving.name, ["服务开南"]),
    ]


def test_unit_that_gave_it_back_comes_last_with_its_reason(alliance, community, order):
    first = unit_of(alliance, community, name="甲单位", offers="助浴")
    unit_of(alliance, community, name="乙单位")
    secretary, liaison = UserFactory(organization=community), UserFactory(organization=first)
    order.answer_due = None
    order.dispatch(first, by=secretary)
    order.give_back(by=liaison, note="设备在修")

    found = suggestions(order)

    assert [one.unit.name for one in found] == ["乙单位", "甲单位"]
    assert found[1].returned == "设备在修"


def test_a_unit_that_left_and_the_communities_are_not_suggested(alliance, community, order):
    unit = unit_of(alliance, community, offers="助浴")
    unit.memberships.get().leave(by=None, note="迁出")
    community.offers = "助浴"
    community.save()

    assert suggestions(order) == []


@pytest.mark.parametrize("number", [1, 9])
def test_query_count_follows_neither_units_nor_orders(
    alliance, community, category, order, number, django_assert_num_queries
):
    for _ in range(number):
        unit = unit_of(alliance, community, offers="助浴")
        OrderFactory.create_batch(
            2, alliance=alliance, host=community, category=category, lead=unit, rated=True
        )
    row = ServiceOrder.objects.for_desk().get(pk=order.pk)

    with django_assert_num_queries(6):
        found = suggestions(row)

    assert len(found) == min(number, 5)
