"""What the receiving side and the street may do with an order, and two who do it at once."""

import pytest

from members.models import StepError
from orders.models import ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderFactory,
    RefusalReasonFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def secretary(community):
    return UserFactory(organization=community)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def order(alliance, community):
    return OrderFactory(alliance=alliance, host=community)


def again(order):
    """The same order, as somebody else has read it."""
    return ServiceOrder.objects.get(pk=order.pk)


def test_urgency_counts_from_the_last_reopening(alliance, community, secretary, unit, order):
    order.dispatch(unit, by=secretary)
    order.take(by=UserFactory(organization=unit))
    order.finish(by=secretary, result="好了")
    order.reopen(words="又坏了")
    opened = order.events.get(step="reopen").at

    order.dispatch(unit, by=secretary, urgency="emergency")

    assert (order.resolve_due - opened).total_seconds() == 2 * 3600
    assert order.urgency == "emergency"


def test_same_urgency_moves_no_limit(secretary, unit, order):
    due = order.resolve_due

    order.dispatch(unit, by=secretary, urgency="normal", note="请先打电话")

    assert (order.resolve_due, order.events.get().note) == (due, "请先打电话")


def test_what_was_handed_up_is_the_streets_to_answer(alliance, community, secretary, unit, order):
    reason, other = RefusalReasonFactory(alliance=alliance), OrderFactory(alliance=alliance)
    order.escalate(by=secretary, note="要城管")

    for step in (
        lambda: order.dispatch(unit, by=secretary),
        lambda: order.undertake(by=secretary),
        lambda: order.refuse(reason, by=secretary, answer="不办"),
        lambda: order.merge(other, by=secretary),
    ):
        with pytest.raises(StepError, match="由街道协调"):
            step()
    assert order.steps_for(secretary) == []
    assert order.asked_of_street().note == "要城管"


def test_what_is_not_said_is_asked_for(alliance, community, secretary, unit, order):
    order.dispatch(unit, by=secretary)
    order.take(by=secretary)

    with pytest.raises(StepError, match="写下进展"):
        order.progress(by=secretary, note=" ")
    with pytest.raises(StepError, match="选择别的单位"):
        order.hand_over(unit, by=secretary, note="请接着办")
    order.finish(by=secretary, result="好了")
    with pytest.raises(StepError, match="上门查看还是电话回访"):
        order.verify(by=secretary, way="dream")


def test_order_cannot_go_into_one_that_is_gone(alliance, community, secretary, order):
    gone = OrderFactory(alliance=alliance, host=community, withdrawn=True)

    assert not gone.takes_others
    with pytest.raises(StepError, match="已撤回，请选择另一单"):
        order.merge(gone, by=secretary)


# --- at the same moment ---


@pytest.mark.django_db(transaction=True)
def test_two_dispatch_at_once(alliance, community, secretary, unit, order):
    other = unit_of(alliance)
    one, two = again(order), again(order)

    lost = losers(
        lambda: one.dispatch(unit, by=secretary), lambda: two.dispatch(other, by=secretary)
    )

    assert lost == ["StepError"]
    assert again(order).events.filter(step="dispatch").count() == 1


@pytest.mark.django_db(transaction=True)
def test_unit_takes_while_the_community_recalls(alliance, community, secretary, unit, order):
    order.dispatch(unit, by=secretary)
    liaison = UserFactory(organization=unit)
    one, two = again(order), again(order)

    lost = losers(lambda: one.take(by=liaison), lambda: two.recall(by=secretary, note="换一家"))

    assert lost == ["StepError"]
    now = again(order)
    assert (now.status, now.lead, now.responsible) in [
        ("working", unit, unit),
        ("accepted", None, community),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_orders_merge_into_each_other_at_once(alliance, community, secretary, order):
    other = OrderFactory(alliance=alliance, host=community)
    one, two = again(order), again(other)

    lost = losers(
        lambda: one.merge(again(other), by=secretary), lambda: two.merge(again(order), by=secretary)
    )

    assert lost == ["StepError"]
    assert {again(order).status, again(other).status} == {"merged", "placed"}


@pytest.mark.django_db(transaction=True)
def test_refused_and_dispatched_at_once(alliance, community, secretary, unit, order):
    reason = RefusalReasonFactory(alliance=alliance)
    one, two = again(order), again(order)

    lost = losers(
        lambda: one.refuse(reason, by=secretary, answer="请找物业"),
        lambda: two.dispatch(unit, by=secretary),
    )

    assert lost == ["StepError"]
    now = again(order)
    assert (now.status, now.lead, now.refusal) in [
        ("refused", None, reason),
        ("dispatched", unit, None),
    ]
