"""短信: sent once, skipped where nobody would get it, tried later where the service refuses."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from members.sms import SmsError
from orders import outgoing
from orders.models import OrderNotice
from tests.factories import OrderFactory, UserFactory
from tests.racing import race

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


def told(**facts):
    order = OrderFactory(**facts)
    order.accept(by=UserFactory(organization=order.host), note="已经收到。")
    return order


def notify(moment=MOMENT):
    return outgoing.notify(moment)


def test_what_was_said_is_sent_once(sent_sms):
    order = told()

    assert [notify(), notify()] == [1, 0]
    assert sent_sms == [("13800001234", order.notices.get().text)]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"phone": "0351-4000011"}, "没有留手机号"),
        (
            {"wiped_on": "2026-11-23", "name": "", "phone": "", "address": "", "contact_key": ""},
            "个人信息已清除",
        ),
    ],
)
def test_who_cannot_get_it_is_skipped(sent_sms, facts, why):
    order = told(**facts)

    assert (notify(), sent_sms) == (0, [])
    notice = order.notices.get()
    assert (notice.next_try_at, notice.last_error) == (None, why)


def test_what_is_old_is_no_news(sent_sms):
    notice = told().notices.get()

    assert (notify(MOMENT + timedelta(days=3, minutes=1)), sent_sms) == (0, [])
    notice.refresh_from_db()
    assert notice.next_try_at is None


def test_what_the_service_refuses_is_tried_later_and_keeps_nobody_else(monkeypatch):
    told(phone="13800005678")
    second = told()

    def send(phone, text):
        if phone == "13800005678":
            raise SmsError("短信服务没有接收（500）")

    monkeypatch.setattr(outgoing, "send_sms", send)

    assert notify() == 1
    assert second.notices.get().sent_at
    failed = OrderNotice.objects.get(sent_at__isnull=True)
    assert (failed.last_error, failed.next_try_at) == (
        *("短信服务没有接收（500）", MOMENT + timedelta(minutes=1)),
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(sent_sms):
    for _ in range(3):
        told()

    raised = race(notify, notify)

    assert raised == [None, None]
    assert len(sent_sms) == 3
