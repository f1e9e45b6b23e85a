"""可能是同一件事."""

from datetime import timedelta

import pytest

from orders.alike import alike
from tests.factories import AllianceFactory, OrderCategoryFactory, OrderFactory, community_of
from tests.factories.orders import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def of():
    alliance = AllianceFactory()
    return {"alliance": alliance, "host": community_of(alliance)}


@pytest.fixture
def category(of):
    return OrderCategoryFactory(alliance=of["alliance"])


@pytest.fixture
def order(of, category):
    return OrderFactory(**of, category=category, title="修灯", words="楼道灯坏了", area="示例巷")


def like(of, category, title, words, **facts):
    return OrderFactory(**of, category=category, title=title, words=words, **facts)


def test_same_place_comes_before_same_words(of, category, order):
    like(of, category, "别的", "水管漏了")
    words = like(of, category, "甲", "楼道灯不亮", area="另一条巷")
    place = like(of, category, "乙", "路面不平", area="示例巷")

    found = alike(order)

    assert [(one.order, one.is_near) for one in found] == [(place, True), (words, False)]


def test_across_categories_more_must_be_shared(of, order):
    other = OrderCategoryFactory(alliance=of["alliance"])
    like(of, other, "甲", "楼道灯不亮")
    same = like(of, other, "修灯", "楼道灯坏")

    assert [one.order for one in alike(order)] == [same]


@pytest.mark.parametrize(
    "facts",
    [
        {"withdrawn": True},
        {"created_at": MOMENT - timedelta(days=181)},
        {"host": None},
    ],
)
def test_what_is_over_old_or_elsewhere_is_left_out(of, category, order, facts):
    if "host" in facts:
        facts = {"host": community_of(of["alliance"])}
    OrderFactory(**of | {"category": category, "title": "修灯", "words": "楼道灯坏了"} | facts)

    assert alike(order) == []


def test_two_queries_and_five_at_most(of, category, order, django_assert_num_queries):
    for _ in range(7):
        like(of, category, "修灯", "楼道灯坏了")

    with django_assert_num_queries(2):
        assert len(alike(order)) == 5
