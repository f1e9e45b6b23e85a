"""我的信息: a copy, a correction, a deletion; and who has looked."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile

from members.models import AuditAction, AuditLog
from orders import proof
from orders.models import ServiceOrder
from tests.factories import OrderFactory, UserFactory
from tests.orders.following import enter, url

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(MOMENT, tick=False) as travel:
        yield travel


@pytest.fixture
def send(client, moment):
    def fill_in(order, act, **typed):
        enter(client, order)
        page = client.get(url(order, "orders:order_act", act))
        moment.shift(timedelta(seconds=20))
        typed["guard_token"] = page.context["form"].guard.token
        return client.post(page.request["PATH_INFO"], typed)

    return fill_in


def own(client, order):
    enter(client, order)
    return client.get(url(order, "orders:order_own"))


def copied(client, order):
    enter(client, order)
    answer = client.get(url(order, "orders:order_copy"))
    return answer, json.loads(answer.content)


def test_page_and_file_hold_all_that_is_kept(client):
    order = OrderFactory(rated=True, area="示例巷")
    order.begin(by=None, photos=[ContentFile(b"x", name="a.png")])
    order.add("三楼也不亮。")

    page = own(client, order)
    answer, data = copied(client, order)

    expected = {
        "受理编号": order.shown_code,
        "称呼": "示例阿姨",
        "联系电话": "13800001234",
        "详细地址": "示例巷 11 号院 2 单元 301",
        "您说的情况": order.words,
        "大致位置": "示例巷",
        "同意个人信息处理说明": "2026年11月23日 10:12，第 1 版",
        "您的评价": "解决了，5 分",
        "谁看过您的完整联系方式": "无",
    }
    assert {name: data[name] for name in expected} == expected
    assert data["您做过什么"][-1] == "2026年11月24日 10:12 居民补充 三楼也不亮。"
    assert data["您的照片"] == [url(order, "orders:order_photo", order.photos.get().pk)]
    assert "12 个月" in data["保留多久"]
    for value in expected.values():
        assert value in page.text
    assert answer["Content-Disposition"] == f'attachment; filename="{order.shown_code}.json"'
    assert answer["Cache-Control"] == "private, no-store"


def test_nothing_of_another_order_is_in_the_copy(client):
    order = OrderFactory()
    other = OrderFactory(alliance=order.alliance, words="另一位说的话")
    other.record("add", "居民补充", "另一位补充的话")

    answer, _ = copied(client, order)

    assert "另一位" not in answer.content.decode()


def test_who_looked_is_told_by_organization_and_never_by_name(client, rf):
    order = OrderFactory()
    look = rf.get("/")
    look.user = UserFactory(organization=order.host, name="示例书记")
    AuditLog.write(AuditAction.VIEW_PHONE, order, request=look, detail="回访")
    AuditLog.write(AuditAction.CHANGE, order, request=look)

    _, data = copied(client, order)

    level = order.host.get_level_display()
    assert data["谁看过您的完整联系方式"] == [f"2026年11月24日 10:12 {order.host.label}（{level}）"]
    assert "示例书记" not in own(client, order).text


def test_corrected_and_the_new_tail_is_good_from_now_on(client, send):
    order = OrderFactory(working=True)

    answer = send(order, "correct", name="示例大爷", phone="139 0000 5678", address="示例巷 9 号")

    assert client.get(answer.url).status_code == 200, "the proof is good for the new phone"
    assert ServiceOrder.objects.get(pk=order.pk).phone == "13900005678"
    client.cookies.clear()
    assert enter(client, order).status_code == 422
    assert enter(client, order, "5678").status_code == 302


def test_a_phone_that_is_none_is_told_and_stays(client, send):
    order = OrderFactory(working=True)

    page = send(order, "correct", name="示例大爷", phone="12345", address="")

    assert page.status_code == 422
    assert 'value="12345"' in page.text
    assert ServiceOrder.objects.get(pk=order.pk).phone == "13800001234"


def test_deletion_is_asked_for_twice(send):
    order = OrderFactory(verified=True)

    page = send(order, "wipe")

    assert page.status_code == 422
    assert not ServiceOrder.objects.get(pk=order.pk).is_wiped


@pytest.mark.parametrize("trait", ["verified", "working"])
def test_deleted_nobody_finds_it_any_more(client, send, trait):
    order = OrderFactory(**{trait: True}, words="我住示例巷 11 号院 2 单元 301，请来修灯。")

    answer = send(order, "wipe", sure="on")
    entry = client.get(answer.url, follow=True)

    assert "您的个人信息已经删除" in entry.text
    assert "手机号后四位再看" not in entry.text
    assert not client.cookies[proof.COOKIE].value
    assert enter(client, order).status_code == 422
    stored = ServiceOrder.objects.get(pk=order.pk)
    assert (stored.phone, stored.is_wiped, stored.status) == ("", True, order.status)
    assert "301" not in stored.words


def test_before_deleting_what_goes_on_it_is_said_what_that_means(client):
    order = OrderFactory(working=True)
    enter(client, order)

    page = client.get(url(order, "orders:order_act", "wipe"))

    assert "这一单还在办理" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_own_query_count(client, django_assert_num_queries, count, rf):
    order = OrderFactory()
    look = rf.get("/")
    for _ in range(count):
        look.user = UserFactory(organization=order.host)
        AuditLog.write(AuditAction.VIEW_PHONE, order, request=look)
        order.record("add", "居民补充", "话")
    enter(client, order)

    with django_assert_num_queries(7):
        client.get(url(order, "orders:order_own"))
