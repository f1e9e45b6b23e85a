"""What could not be delivered: a to-do of the street, and the list on which it tries again or gives up."""

import pytest
from django.urls import reverse

from members.models import AuditLog, Delivery
from tests.back_office import street
from tests.factories import DeliveryFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:members_delivery_changelist")


@pytest.fixture
def own():
    return street("甲柳", "jialiu")


@pytest.fixture
def staff(client, own):
    client.force_login(own.staff)
    return client


@pytest.fixture
def failed(own):
    user = UserFactory(organization=own.unit, name="示例收件人")
    reason = "邮件服务器没有接收"
    return DeliveryFactory(message__user=user, state="failed", tries=6, last_error=reason)


def act(client, action, *deliveries):
    data = {"action": action, "_selected_action": [delivery.pk for delivery in deliveries]}
    return client.post(LIST, data, follow=True)


def test_street_is_told_and_led_to_what_failed_and_why(staff, own, failed):
    DeliveryFactory(message__user=failed.user)

    desk = staff.get(reverse("desk")).text
    page = staff.get(f"{LIST}?state__exact=failed")

    assert "有消息没有送达" in desk
    assert f"{LIST}?state__exact=failed" in desk
    assert [row.pk for row in page.context["cl"].result_list] == [failed.pk]
    assert "邮件服务器没有接收" in page.text


def test_units_and_other_streets_are_not_told(client, own, failed):
    for organization in (own.unit, street("乙桥", "yiqiao").anchor):
        client.force_login(UserFactory(organization=organization))
        assert "有消息没有送达" not in client.get(reverse("desk")).text


def test_trying_again_puts_it_back_into_the_queue(staff, failed):
    other = DeliveryFactory(message__user=failed.user)

    answer = act(staff, "try_again", failed, other)

    failed.refresh_from_db()
    assert (failed.state, failed.tries) == ("waiting", 0)
    assert "1 条会在一分钟内再发。" in answer.text
    assert "有消息没有送达" not in staff.get(reverse("desk")).text
    assert AuditLog.objects.get(detail="再试一次").actor_id


def test_giving_up_leaves_the_message_on_the_desk(staff, failed):
    answer = act(staff, "give_up", failed)

    assert not Delivery.objects.filter(pk=failed.pk).exists()
    assert failed.message.user.received_messages.count() == 1
    assert "1 条不再发送，消息仍在收件人的工作台上。" in answer.text


@pytest.mark.parametrize("action", ["try_again", "give_up"])
def test_what_did_not_fail_is_left_alone(staff, failed, action):
    waiting = DeliveryFactory(message__user=failed.user)

    answer = act(staff, action, waiting)

    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert "不用办" in answer.text


def test_another_streets_delivery_cannot_be_tried_again(staff):
    theirs = street("乙桥", "yiqiao").records["delivery"]
    Delivery.objects.filter(pk=theirs.pk).update(state="failed")

    act(staff, "try_again", theirs)

    theirs.refresh_from_db()
    assert theirs.state == "failed"


def test_list_is_searched_by_person(staff, failed):
    found = staff.get(LIST, {"q": "示例收件人"}).context["cl"].result_list

    assert [row.pk for row in found] == [failed.pk]
