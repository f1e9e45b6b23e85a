"""More time for an order: who asks, who answers, what it moves and what the resident reads."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction

from members.models import Message, StepError
from orders.models import OrderExtension, OrderNotice, ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderExtensionFactory,
    OrderFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.racing import losers

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 2, 15, 59, 59, tzinfo=UTC)
LATER, END = date(2026, 12, 20), datetime(2026, 12, 20, 15, 59, 59, tzinfo=UTC)
WORDS = "配件要从外地调货，办结时限延到12月20日。"


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def order():
    alliance = AllianceFactory()
    host = community_of(alliance)
    return OrderFactory(alliance=alliance, host=host, working=True, lead=unit_of(alliance, host))


@pytest.fixture
def liaison(order):
    return UserFactory(organization=order.lead)


@pytest.fixture
def secretary(order):
    return UserFactory(organization=order.host)


@pytest.fixture
def clerk(order):
    return UserFactory(organization=order.alliance.anchor)


def ask(order, by, until=LATER):
    return OrderExtension.objects.ask(order, until, by=by, reason="配件要调货")


def told(user):
    return list(Message.objects.of(user).order_by("pk").values_list("title", flat=True))


def test_granting_moves_the_limit_keeps_the_first_and_tells_the_resident(order, liaison, secretary):
    ask(order, liaison).grant(by=secretary, answer=WORDS, note="抓紧")
    ask(order, liaison, date(2027, 1, 10)).grant(by=secretary, answer="再延一次。")

    order.refresh_from_db()
    assert (order.resolve_due.date(), order.first_resolve_due) == (date(2027, 1, 10), DUE)
    assert order.extensions.filter(due_before=DUE, until=END).granted().exists()
    shown = order.events.filter(is_shown=True).order_by("pk")
    assert [(event.step, event.answer) for event in shown] == [
        ("grant", WORDS),
        ("grant", "再延一次。"),
    ]
    asked = order.events.order_by("pk")[0]
    assert (asked.label, asked.note, asked.office) == (
        "申请延期到2026年12月20日",
        "配件要调货",
        order.lead,
    )
    assert OrderNotice.objects.filter(order=order).count() == 2


def test_each_side_hears_of_the_others_part(order, liaison, secretary):
    ask(order, liaison).refuse(by=secretary, note="年底要用")
    ask(order, liaison).grant(by=secretary, answer=WORDS)
    ask(order, liaison, date(2027, 1, 10)).retract(by=liaison)

    asked = f"申请延期到2026年12月20日：{order.label}"
    assert told(secretary) == [
        asked,
        asked,
        f"申请延期到2027年1月10日：{order.label}",
        f"收回了延期申请：{order.label}",
    ]
    assert told(liaison) == [
        f"没有同意延期：{order.label}",
        f"同意延期到2026年12月20日：{order.label}",
    ]


def test_asking_is_refused_where_it_makes_no_sense(order, liaison):
    with pytest.raises(StepError, match="要比它晚"):
        ask(order, liaison, date(2026, 12, 2))
    done = OrderFactory(finished=True)
    with pytest.raises(StepError, match="不用申请延期"):
        ask(done, liaison)
    ask(order, liaison)
    with pytest.raises(StepError, match="先收回"):
        ask(order, liaison)


def test_granting_is_refused_where_it_makes_no_sense(order, liaison, secretary):
    extension = ask(order, liaison)
    with pytest.raises(StepError, match="给居民的话"):
        extension.grant(by=secretary, answer=" ")
    order.postpone(END)
    with pytest.raises(StepError, match="不用再延"):
        extension.grant(by=secretary, answer=WORDS)
    late = OrderExtensionFactory(order=OrderFactory(withdrawn=True))
    with pytest.raises(StepError, match="已撤回"):
        late.grant(by=secretary, answer=WORDS)


def test_what_is_asked_ends_with_the_work(order, liaison, secretary):
    ask(order, liaison)

    order.refresh_from_db()
    order.finish(by=liaison, result="已更换")

    assert order.extensions.get().status == "retracted"
    assert order.events.order_by("-pk").first().step == "finish"


def test_what_is_asked_stays_while_the_clock_stops(order, liaison):
    ask(order, liaison)

    order.pause(by=liaison, answer="等配件")

    assert order.extensions.get().status == "asked"


def test_who_may_answer_and_take_back(order, liaison, secretary, clerk):
    extension = ask(order, liaison)
    rows = OrderExtension.objects
    stranger = UserFactory(organization=community_of(order.alliance))

    assert [rows.decidable_by(user).count() for user in (secretary, clerk, liaison, stranger)] == [
        1,
        1,
        0,
        0,
    ]
    assert [rows.retractable_by(user).count() for user in (liaison, clerk, secretary)] == [1, 1, 0]
    assert list(rows.to_decide(secretary)) == [extension]
    assert list(rows.to_decide(clerk)) == []


def test_own_work_of_a_community_is_given_time_by_the_street(order, secretary, clerk):
    own = OrderFactory(alliance=order.alliance, host=order.host, lead=order.host, working=True)

    extension = ask(own, secretary)

    assert list(OrderExtension.objects.decidable_by(secretary)) == []
    assert list(OrderExtension.objects.to_decide(clerk)) == [extension]
    assert told(clerk) == [f"申请延期到2026年12月20日：{own.label}"]


def test_extension_has_its_orders_name_and_page(order):
    extension = OrderExtensionFactory(order=order, until=END)

    assert str(extension) == f"{order}延到2026年12月20日"
    assert extension.get_absolute_url() == order.get_absolute_url()


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": DUE},
        {"status": "granted"},
        {"status": "asked", "decided_at": MOMENT},
    ],
)
def test_table_refuses(order, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderExtensionFactory(order=order, **wrong)


def test_table_refuses_a_second_open_request(order):
    OrderExtensionFactory(order=order)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderExtensionFactory(order=order)


# --- at the same moment ---


@pytest.mark.django_db(transaction=True)
def test_two_ask_at_once(order, liaison):
    twice = [ServiceOrder.objects.get(pk=order.pk) for _ in range(2)]

    lost = losers(*[lambda order=order: ask(order, liaison) for order in twice])

    assert lost == ["StepError"]
    assert order.extensions.asked().count() == 1


@pytest.mark.django_db(transaction=True)
def test_granted_and_finished_at_once(order, liaison, secretary):
    ask(order, liaison)
    waiting = OrderExtension.objects.select_related("order__alliance").get()
    order.refresh_from_db()

    lost = losers(
        lambda: waiting.grant(by=secretary, answer=WORDS),
        lambda: order.finish(by=liaison, result="已更换"),
    )

    now = ServiceOrder.objects.get(pk=order.pk)
    assert lost == ["StepError"]
    assert (now.status, now.extensions.get().status) in {
        ("finished", "retracted"),
        ("working", "granted"),
    }


@pytest.mark.django_db(transaction=True)
def test_granted_and_refused_at_once(order, liaison, secretary, clerk):
    ask(order, liaison)
    one, other = (OrderExtension.objects.select_related("order").get() for _ in range(2))

    lost = losers(
        lambda: one.grant(by=secretary, answer=WORDS), lambda: other.refuse(by=clerk, note="不行")
    )

    assert lost == ["StepError"]
