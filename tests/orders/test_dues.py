"""What is said of an order's limits."""

from datetime import UTC, datetime

import pytest

from alliances.models import Holiday
from orders.dues import due_of, dues_of, holidays_of
from tests.factories import AllianceFactory, OrderFactory

pytestmark = pytest.mark.django_db
# A Tuesday, 12:00 in China; the factory's orders must be answered by the end of this day.
MOMENT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def said(order, moment=MOMENT, holidays=None):
    return [(due.name, due.left, due.state) for due in dues_of(order, moment, holidays or {})]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, [("响应时限", "今天到期", "amber"), ("办结时限", "剩 6 个工作日", "blue")]),
        (
            {"dispatched": True},
            [("接单时限", "今天到期", "amber"), ("办结时限", "剩 6 个工作日", "blue")],
        ),
        (
            {"escalated": True},
            [("街道答复时限", "今天到期", "amber"), ("办结时限", "剩 6 个工作日", "blue")],
        ),
        ({"working": True}, [("办结时限", "剩 6 个工作日", "blue")]),
        ({"paused": True}, [("办结时限", "暂停计时", "paused")]),
        ({"finished": True}, [("核实时限", "超期 25 小时", "red")]),
        ({"verified": True}, []),
        ({"refused": True}, []),
    ],
)
def test_limits_that_still_mean_something(state, expected):
    assert said(OrderFactory(**state)) == expected


def test_limit_in_hours_is_told_with_its_minute():
    due = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)

    (answer, _) = dues_of(OrderFactory(answer_due=due), MOMENT, {})

    assert (answer.when, answer.left) == ("2026年11月24日 15:00", "剩 3 小时")


def test_what_is_past_presses_before_what_is_awaited():
    late = OrderFactory(resolve_due=datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC))

    assert due_of(late, MOMENT, {}).name == "办结时限"
    assert due_of(OrderFactory(), MOMENT, {}).name == "响应时限"
    assert due_of(OrderFactory(withdrawn=True), MOMENT, {}) is None


def test_holidays_of_several_alliances_in_one_query(django_assert_num_queries):
    one, other = AllianceFactory(), AllianceFactory()
    day = datetime(2026, 11, 25, tzinfo=UTC).date()
    Holiday.objects.create(alliance=one, day=day, name="古庙会")

    with django_assert_num_queries(1):
        found = holidays_of([one.pk, other.pk])

    assert found == {one.pk: {day: True}, other.pk: {}}
    assert said(OrderFactory(working=True), holidays=found[one.pk])[0][1] == "剩 5 个工作日"
