import pytest
from django.urls import reverse

from tests.factories import AllianceFactory, UserFactory, community_of

pytestmark = pytest.mark.django_db

STEP = ("alliances:meeting_step", [1, "call"])


@pytest.fixture
def secretary(client):
    client.force_login(UserFactory(organization=community_of(AllianceFactory())))
    return client


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_address_of_a_button_says_what_to_do_when_opened_by_hand(secretary, method):
    response = getattr(secretary, method)(reverse(STEP[0], args=STEP[1]))

    page = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1>这个网址不能直接打开</h1>" in page
    assert "回工作台" in page
    assert "</html>" in page


def test_htmx_gets_the_words_of_a_wrong_method_alone(secretary):
    response = secretary.get(reverse(STEP[0], args=STEP[1]), headers={"HX-Request": "true"})

    page = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "这个网址不能直接打开" in page
    assert "<html" not in page


def test_visitor_of_a_wrong_method_is_led_home(client):
    response = client.delete(reverse("account_login"))

    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response["Allow"].split(", "))
    assert "回首页" in response.content.decode()
    assert "回工作台" not in response.content.decode()
