"""What a resident reads of their order; and of one it was merged into, nothing of that other resident."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile

from members.models import Organization
from orders.models import ServiceOrder
from tests.factories import (
    OrderFactory,
    OrganizationFactory,
    RefusalReasonFactory,
    UserFactory,
    unit_of,
)
from tests.orders.following import enter, follow, photo_status, picture, url

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def order():
    return OrderFactory()


def told(page):
    return " ".join(page.text.split())


def states(page):
    return [stage.state for stage in page.context["story"].stages]


def test_note_among_staff_is_never_shown(client, order):
    secretary = UserFactory(organization=order.host, name="示例书记")
    order.accept(by=secretary, note="您反映的已经收到。")
    order.dispatch(unit_of(order.alliance, order.host), by=secretary, note="居民脾气急")

    page = follow(client, order)

    assert "您反映的已经收到。" in page.text
    for hidden in ("居民脾气急", "示例书记"):
        assert hidden not in page.text


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        ({}, ["done", "now", "", ""]),
        ({"accepted": True}, ["done", "now", "", ""]),
        ({"dispatched": True}, ["done", "done", "now", ""]),
        ({"working": True}, ["done", "done", "now", ""]),
        ({"finished": True}, ["done", "done", "done", "now"]),
        ({"verified": True}, ["done"] * 4),
        ({"rated": True}, ["done"] * 4),
        ({"refused": True}, []),
        ({"withdrawn": True}, []),
    ],
)
def test_four_steps(client, trait, expected):
    assert states(follow(client, OrderFactory(**trait))) == expected


def test_deadline_in_plain_words(client):
    order = OrderFactory(working=True, resolve_due=datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC))
    ServiceOrder.objects.filter(pk=order.pk).update(responsible=order.lead)
    Organization.objects.filter(pk=order.lead_id).update(phone="0351-4000012")

    page = told(follow(client, order))

    assert "剩 1 个工作日" in page
    assert "办结时限：2026年11月25日" in page
    assert 'href="tel:03514000012"' in page


def test_late_is_said_openly(client):
    order = OrderFactory(working=True, resolve_due=MOMENT - timedelta(days=4))

    page = told(follow(client, order))

    assert "超期" in page
    assert "还没有办完" in page


def test_paused_says_why_and_runs_no_clock(client):
    order = OrderFactory(working=True)
    order.pause(by=UserFactory(organization=order.lead), answer="等居民约时间。")

    page = follow(client, order)

    assert [due.left for due in page.context["story"].dues] == ["暂停计时"]
    assert "等居民约时间。" in page.text
    assert "暂停计时" in page.text


def test_refused_says_why(client, order):
    reason = RefusalReasonFactory(alliance=order.alliance, name="超出权限")
    order.refuse(reason, by=UserFactory(organization=order.host), answer="请拨打 12345。")

    page = told(follow(client, order))

    assert "不予受理：超出权限" in page
    assert "请拨打 12345。" in page


def test_escalated_is_the_streets_to_answer(client):
    order = OrderFactory(escalated=True)

    page = follow(client, order)

    assert page.context["story"].who == order.street
    assert "待街道协调" in page.text


def test_merged_shows_the_others_story_without_its_residents_words(client, order):
    secretary = UserFactory(organization=order.host)
    other = OrderFactory(alliance=order.alliance, host=order.host, words="另一位说的话")
    other.begin(by=None, photos=[ContentFile(b"x", name="a.png")])
    other.add("另一位补充的话")
    order.begin(by=None)
    order.merge(other, by=secretary)
    other.accept(by=secretary, note="一起办。")
    unit = unit_of(order.alliance, order.host)
    other.dispatch(unit, by=secretary)
    work = other.events.get(step="dispatch").photos.create(
        order=other, image=ContentFile(b"x", name="a.png")
    )

    page = follow(client, order)

    assert "已并单" in page.text
    assert order.shown_code in page.text
    assert "一起办。" in page.text
    for hidden in (other.shown_code, "另一位说的话", "另一位补充的话"):
        assert hidden not in page.text
    assert states(page) == ["done", "done", "now", ""]
    theirs = other.photos.exclude(pk=work.pk).get()
    assert [photo_status(client, order, photo) for photo in (work, theirs)] == [200, 404]


def test_merged_does_not_show_what_staff_took_down_for_the_other(client, order):
    secretary = UserFactory(organization=order.host)
    other = OrderFactory(alliance=order.alliance, host=order.host, channel="phone")
    other.begin(by=secretary, photos=[ContentFile(b"x", name="a.png")])
    order.merge(other, by=secretary)

    page = follow(client, order)

    assert "电话代录" not in page.text
    assert photo_status(client, order, other.photos.get()) == 404


def test_merged_is_not_told_the_others_name(client, order):
    secretary = UserFactory(organization=order.host)
    other = OrderFactory(alliance=order.alliance, host=order.host, name="示例大爷")
    order.merge(other, by=secretary)
    other.accept(by=secretary, note="示例大爷您好，已经收到。")

    page = follow(client, order)

    assert "示例大爷" not in page.text
    assert "您好，已经收到。" in page.text


def test_helpers_are_named(client):
    order = OrderFactory(working=True)
    order.assistants.add(OrganizationFactory(name="示例城建办", short_name="示例城建办"))
    ServiceOrder.objects.filter(pk=order.pk).update(responsible=order.lead)

    assert "示例城建办协办" in told(follow(client, order))


@pytest.mark.parametrize("count", [1, 3])
def test_story_query_count(client, order, django_assert_num_queries, count):
    for number in range(count):
        picture(order.record("add", "居民补充", f"{number}"), order)
    enter(client, order)

    with django_assert_num_queries(5):
        client.get(url(order))
