"""短信通知: once on two workers, tried again, given up; without a word of anybody's person."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from orders.models import OrderNotice
from orders.models.notice import LEASE
from tests.factories import OrderFactory, UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(MOMENT, tick=False) as travel:
        yield travel


def planned(answer="已更换 6 盏灯。", **facts):
    order = OrderFactory(**facts)
    order.accept(by=UserFactory(organization=order.host), note=answer)
    return OrderNotice.objects.get(order=order)


def due():
    return list(OrderNotice.objects.due(datetime.now(UTC)))


def test_text_names_street_and_code_and_nobody():
    notice = planned("示例阿姨您好，示例巷 11 号院 2 单元 301 的灯换好了，有事打 13800005678。")

    order = notice.order
    street = order.street.label
    assert notice.text == (
        f"【{street}】{order.shown_code}：（略）您好，（略） 的灯换好了，有事打 （略）。"
    )


def test_text_of_a_follower_does_not_name_who_ordered_first():
    order = OrderFactory(name="示例大爷", address="示例巷 9 号院 1 单元 101")
    follower = OrderFactory(alliance=order.alliance, host=order.host)
    secretary = UserFactory(organization=order.host)
    follower.merge(order, by=secretary)
    order.accept(by=secretary, note="示例大爷您好，已经收到。")

    notice = OrderNotice.objects.get(order=follower, event__step="accept")

    assert notice.text.endswith(f"{follower.shown_code}：（略）您好，已经收到。")


def test_text_is_as_long_as_a_message_may_be():
    assert len(planned("灯" * 900).text) < 260


@pytest.mark.parametrize(
    ("phone", "expected"), [("13800001234", "13800001234"), ("0351-4000011", ""), ("", "")]
)
def test_only_a_mobile_phone_gets_messages(phone, expected):
    assert planned(phone=phone).phone == expected


def test_sent_is_due_no_more():
    notice = planned()
    before = due()

    notice.claim(MOMENT)
    notice.succeed()

    notice.refresh_from_db()
    assert before == [notice]
    assert (due(), notice.sent_at, notice.next_try_at) == ([], MOMENT, None)


def test_tried_again_after_1_5_and_25_minutes_then_given_up(moment):
    notice, waits = planned(), []
    while notice.next_try_at:
        moment.move_to(notice.next_try_at)
        assert notice.claim(datetime.now(UTC))
        notice.fail("短信服务没有接收（503）")
        notice.refresh_from_db()
        waits.append(notice.next_try_at and (notice.next_try_at - datetime.now(UTC)).seconds // 60)

    assert waits == [1, 5, 25, None]
    assert list(OrderNotice.objects.given_up()) == [notice]
    assert notice.last_error == "短信服务没有接收（503）"


def test_given_up_may_be_tried_again():
    notice = planned()
    OrderNotice.objects.filter(pk=notice.pk).update(
        tries=4, next_try_at=None, last_error="连接不上"
    )

    assert notice.try_again()

    notice.refresh_from_db()
    assert (due(), notice.tries, notice.last_error) == ([notice], 0, "")
    assert not notice.try_again()


def test_skipped_is_not_given_up():
    notice = planned()

    notice.skip("没有留手机号")

    assert (due(), list(OrderNotice.objects.given_up())) == ([], [])


def test_whose_worker_died_is_tried_again_after_the_lease(moment):
    notice = planned()
    notice.claim(MOMENT)

    assert due() == []
    moment.shift(LEASE)
    assert due() == [notice]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends():
    notice = planned()
    views, claims = [OrderNotice.objects.get(pk=notice.pk) for _ in range(2)], []

    raised = race(*[lambda view=view: claims.append(view.claim(MOMENT)) for view in views])

    assert raised == [None, None]
    assert sorted(claims) == [False, True]


def test_listed_by_when_they_are_due():
    first, second = planned(), planned()
    OrderNotice.objects.filter(pk=first.pk).update(next_try_at=MOMENT - timedelta(minutes=1))
    OrderNotice.objects.filter(pk=second.pk).update(next_try_at=MOMENT - timedelta(minutes=2))

    assert due() == [second, first]
