"""Two clicks on 提交 at one moment, with real threads."""

from uuid import uuid4

import pytest

from members.models import StepError
from orders import actions
from orders.models import OrderStatus, ServiceOrder
from tests.factories import OrderCategoryFactory, OrderFactory, community_of
from tests.racing import race


def facts_of(community, alliance):
    category = OrderCategoryFactory(alliance=alliance)
    return {
        "alliance": alliance,
        "host": community,
        "category": category,
        "words": "楼道灯坏了",
        "phone": "13800001234",
    }


@pytest.fixture
def order(db):
    return OrderFactory()


def test_place_stores_and_counts(order):
    counted = []
    facts = facts_of(order.host, order.alliance)

    placed = actions.place(count=lambda: counted.append(1) or True, submission=uuid4(), **facts)

    assert (placed.status, counted) == (OrderStatus.PLACED, [1])


def test_what_is_not_counted_is_not_stored(order):
    facts = facts_of(order.host, order.alliance)

    placed = actions.place(count=lambda: False, submission=uuid4(), **facts)

    assert placed is None
    assert ServiceOrder.objects.count() == 1


def test_follower_is_merged_at_once(order):
    facts = facts_of(order.host, order.alliance)

    placed = actions.place(count=lambda: True, submission=uuid4(), follow=order, **facts)

    assert (placed.status, placed.merged_into) == (OrderStatus.MERGED, order)


def test_order_that_cannot_be_followed_leaves_nothing_behind(order):
    facts = facts_of(order.host, order.alliance)
    order.withdraw()

    with pytest.raises(StepError):
        actions.place(count=lambda: True, submission=uuid4(), follow=order, **facts)

    assert ServiceOrder.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("follows", [False, True])
def test_two_clicks_at_one_moment_are_one_order(follows):
    order = OrderFactory()
    community, submission = community_of(order.alliance), uuid4()
    facts = facts_of(community, order.alliance)
    counted, placed = [], []

    def count():
        counted.append(1)
        return len(counted) == 1

    def click():
        follow = ServiceOrder.objects.get(pk=order.pk) if follows else None
        placed.append(actions.place(count=count, submission=submission, follow=follow, **facts))

    assert race(click, click) == [None, None]
    assert len({one.pk for one in placed}) == 1
    own = ServiceOrder.objects.exclude(pk=order.pk).get()
    assert (own.status, own.events.count()) == (("merged", 2) if follows else ("placed", 1))
