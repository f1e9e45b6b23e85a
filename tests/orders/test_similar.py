"""可能是同一件事, as a resident is shown it."""

from datetime import timedelta

import pytest

from orders.similar import similar_to
from tests.factories import OrderCategoryFactory, OrderFactory, ServiceItemFactory, community_of
from tests.orders.filling import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return OrderFactory(area="示例巷")


def like(known, **facts):
    of = {"alliance": known.alliance, "host": known.host, "category": known.category}
    return OrderFactory(**{**of, "area": "别的巷", **facts})


def found(known, area="示例巷", moment=MOMENT):
    return [one.order for one in similar_to(known.host, known.category, area, moment)]


def test_same_place_comes_first_then_the_newest(known):
    older = like(known, created_at=MOMENT - timedelta(days=3))
    newer = like(known, created_at=MOMENT - timedelta(days=2))

    assert found(known) == [known, newer, older]
    assert [one.is_near for one in similar_to(known.host, known.category, "示例巷", MOMENT)] == [
        True,
        False,
        False,
    ]


def test_only_what_one_can_recognise_is_shown(known):
    like(known, area="")
    item = ServiceItemFactory(alliance=known.alliance, category=known.category, title="换灯")
    of_the_menu = like(known, area="", item=item)

    shown = similar_to(known.host, known.category, "", MOMENT)

    assert {one.order for one in shown} == {known, of_the_menu}
    assert {one.label for one in shown} == {
        f"{known.category.name} · 示例巷",
        f"{known.category.name} · 换灯",
    }


def test_others_are_not_similar(known):
    like(known, host=community_of(known.alliance))
    like(known, category=OrderCategoryFactory(alliance=known.alliance))
    like(known, created_at=MOMENT - timedelta(days=181))
    for state in ("refused", "withdrawn"):
        like(known, **{state: True})

    assert found(known) == [known]


@pytest.mark.parametrize(
    ("state", "can"),
    [("dispatched", True), ("working", True), ("finished", True), ("verified", False)],
)
def test_what_is_over_is_shown_and_not_followed(known, state, can):
    order = like(known, area="示例巷", **{state: True})

    shown = similar_to(known.host, known.category, "示例巷", MOMENT)

    assert {one.order: one.can_follow for one in shown}[order] is can


@pytest.mark.parametrize("order_count", [1, 40])
def test_similar_orders_are_a_few_by_one_query(known, order_count, django_assert_num_queries):
    for _ in range(order_count):
        like(known)

    with django_assert_num_queries(1):
        shown = similar_to(known.host, known.category, "示例巷", MOMENT)

    assert len(shown) == min(order_count + 1, 5)
