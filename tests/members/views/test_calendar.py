import re

import pytest
from django.urls import reverse

from members.models import AuditLog, CalendarFeed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("members:calendar_settings")


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_address_is_shown_once(client, user):
    assert "还没有生成地址" in client.get(PAGE).text

    shown = client.post(reverse("members:calendar_renew"), follow=True).text
    again = client.get(PAGE).text

    address = re.search(r'value="(http://testserver/api/calendar/[\w-]+\.ics)"', shown)[1]
    assert client.get(address).status_code == 200
    assert "api/calendar" not in again
    assert AuditLog.objects.latest("pk").detail == "生成日历订阅地址"


def test_withdrawn_address_is_gone(client, user):
    token = CalendarFeed.objects.renew(user)
    other = CalendarFeed.objects.renew(UserFactory())

    client.post(reverse("members:calendar_withdraw"))

    assert CalendarFeed.objects.user_at(token) is None
    assert CalendarFeed.objects.user_at(other)
    assert str(CalendarFeed.objects.get()) == CalendarFeed.objects.get().user.name
