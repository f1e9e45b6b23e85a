"""Messages that did not leave: a to-do of the street, and the list on which it sends them once more."""

import pytest
from django.urls import reverse

from members.models import AuditLog
from tests.back_office import street
from tests.factories import OrderNoticeFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:orders_ordernotice_changelist")


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


@pytest.fixture
def failed(own):
    return own.records["ordernotice"]


def again(client, *notices):
    chosen = [notice.pk for notice in notices]
    return client.post(LIST, {"action": "try_again", "_selected_action": chosen}, follow=True)


def test_street_is_told_and_led_to_what_failed_and_why(staff, failed):
    OrderNoticeFactory(order=failed.order)

    desk = staff.get(reverse("desk")).text
    page = staff.get(LIST)

    assert "有居民短信没有发出" in desk
    assert LIST in desk
    assert [row.pk for row in page.context["cl"].result_list] == [failed.pk]
    assert "连接不上短信服务" in page.text


def test_neither_phone_nor_words_are_shown(staff, failed):
    pages = [
        staff.get(LIST),
        staff.get(reverse("admin:orders_ordernotice_change", args=[failed.pk])),
    ]

    for page in pages:
        assert failed.order.shown_code in page.text
        assert failed.order.phone not in page.text
        assert "已收到" not in page.text


def test_found_by_the_code_of_its_order(staff, failed):
    found = staff.get(LIST, {"q": failed.order.shown_code})
    nothing = staff.get(LIST, {"q": "没有这个编号"})

    assert [row.pk for row in found.context["cl"].result_list] == [failed.pk]
    assert list(nothing.context["cl"].result_list) == []


def test_units_are_not_told(client, own, failed):
    client.force_login(UserFactory(organization=own.unit))

    assert "有居民短信没有发出" not in client.get(reverse("desk")).text


def test_trying_again_puts_it_back_into_the_queue(staff, failed):
    answer = again(staff, failed)

    failed.refresh_from_db()
    assert failed.tries == 0
    assert failed.next_try_at is not None
    assert "1 条会在一分钟内再发。" in answer.text
    assert "有居民短信没有发出" not in staff.get(reverse("desk")).text
    assert AuditLog.objects.get(detail="再发一次").actor_id


def test_what_did_not_fail_is_left_alone(staff, failed):
    waiting = OrderNoticeFactory(order=failed.order, tries=1)

    again(staff, waiting)

    waiting.refresh_from_db()
    assert waiting.tries == 1
