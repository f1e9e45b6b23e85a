from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from members.models import AuditAction, AuditLog
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/accounts/2fa/"
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/meetings/7/edit/?row=2"}


@pytest.fixture
def clock():
    with time_machine.travel(now(), tick=False) as travelled:
        yield travelled


def test_session_in_use_goes_on(client, clock, settings):
    client.force_login(UserFactory())

    for _ in range(4):
        assert client.get(PAGE).status_code == 200
        clock.shift(settings.IDLE_TIMEOUT_SECONDS - 70)


def test_idle_session_ends_is_recorded_and_the_reason_is_told(client, clock, settings):
    user = UserFactory()
    client.force_login(user)
    client.get(PAGE)

    clock.shift(settings.IDLE_TIMEOUT_SECONDS + 1)
    response = client.get(PAGE, follow=True)

    assert response.redirect_chain == [(f"/accounts/login/?next={PAGE}", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "您有一段时间没有操作，为了安全已自动退出，请重新登录。"
    ]
    assert AuditLog.objects.get(action=AuditAction.LOGOUT).actor == user


def test_idle_timeout_does_not_write_the_session_on_every_click(
    client, clock, django_assert_num_queries
):
    client.force_login(UserFactory())
    client.get(PAGE)
    clock.shift(timedelta(seconds=30))

    client.get(PAGE)

    assert client.session["seen_at"] == int(now().timestamp()) - 30


def test_form_sent_without_a_session_leads_back_to_its_page(client):
    response = client.post("/desk/", {}, headers={"Referer": "http://testserver/desk/meetings/7/"})

    assert response.url == "/accounts/login/?next=/desk/meetings/7/"


def test_form_sent_from_elsewhere_leads_to_the_desk(client):
    response = client.post("/desk/", {}, headers={"Referer": "https://evil.example/desk/x/"})

    assert response.url == "/accounts/login/?next=/desk/"


def test_htmx_without_a_session_leaves_the_whole_page_for_the_login(client):
    response = client.get("/desk/", headers=HTMX)

    assert response.status_code == 200
    assert response["HX-Redirect"] == ("/accounts/login/?next=/desk/meetings/7/edit/%3Frow%3D2")
