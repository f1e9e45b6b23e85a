"""Two at one moment: one outcome, told to both, and nothing lost."""

import pytest

from orders.models import OrderStatus, ServiceOrder
from tests.factories import OrderFactory, UserFactory
from tests.racing import losers, race

pytestmark = pytest.mark.django_db(transaction=True)


def seen(order, count=2):
    """The order as so many people have it before them."""
    return [ServiceOrder.objects.for_desk().get(pk=order.pk) for _ in range(count)]


def steps(order):
    return sorted(order.events.values_list("step", flat=True))


def test_withdrawn_while_the_unit_finishes_is_one_of_both():
    order = OrderFactory(working=True)
    resident, unit = seen(order)
    liaison = UserFactory(organization=order.lead)

    lost = losers(resident.withdraw, lambda: unit.finish(by=liaison, result="换好了。"))

    assert lost == ["StepError"]
    order.refresh_from_db()
    assert (order.status, steps(order)) in [
        (OrderStatus.WITHDRAWN, ["withdraw"]),
        (OrderStatus.FINISHED, ["finish"]),
    ]


def test_urged_twice_is_urged_once():
    order = OrderFactory(working=True)

    lost = losers(*[one.urge for one in seen(order)])

    assert (lost, steps(order)) == (["StepError"], ["urge"])


def test_rated_twice_is_rated_once():
    order = OrderFactory(finished=True)
    first, second = seen(order)

    lost = losers(
        lambda: first.rate(solved="no", stars=1, words="不亮"),
        lambda: second.rate(solved="no", stars=1, words="不亮"),
    )

    order.refresh_from_db()
    assert (lost, steps(order), order.reopened) == (["StepError"], ["rate", "reopen"], 1)


def test_rated_while_the_community_sends_back_is_one_of_both():
    order = OrderFactory(finished=True)
    resident, community = seen(order)
    secretary = UserFactory(organization=order.host)

    lost = losers(
        lambda: resident.rate(solved="yes", stars=5),
        lambda: community.send_back(by=secretary, note="没换好"),
    )

    order.refresh_from_db()
    assert lost == ["StepError"]
    assert order.status in {OrderStatus.RATED, OrderStatus.WORKING}


def test_words_of_two_at_one_moment_are_both_kept():
    order = OrderFactory(working=True)
    first, second = seen(order)

    raised = race(lambda: first.add("一楼不亮"), lambda: second.add("三楼不亮"))

    assert raised == [None, None]
    assert set(order.events.values_list("answer", flat=True)) == {"一楼不亮", "三楼不亮"}
