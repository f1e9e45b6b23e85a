"""并入相似单: 两单对照, both ways."""

import pytest
from django.urls import reverse

from orders.models import OrderNotice
from tests.factories import (
    AllianceFactory,
    AnswerTemplateFactory,
    OrderFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def pair(alliance, community):
    return OrderFactory.create_batch(2, alliance=alliance, host=community)


@pytest.fixture
def secretary(client, community):
    user = UserFactory(organization=community, name="示例书记")
    client.force_login(user)
    return user


def compare(order, other):
    return reverse("orders:order_compare", args=[order.pk, other.pk])


def post(client, order, other, **data):
    turns = {"turn": order.turn, "other_turn": other.turn, "answer": "并在一起办"}
    return client.post(compare(order, other), turns | data)


def test_search_finds_another_order_by_code_or_words(client, secretary, alliance, pair):
    order, other = pair
    page = reverse("orders:order_merge", args=[order.pk])
    OrderFactory(title=other.title)
    OrderFactory(alliance=alliance, host=order.host, title=other.title, withdrawn=True)

    assert client.get(page).context["page"] is None
    assert client.get(page, {"q": other.title}).context["page"].rows == [other]
    assert client.get(page, {"q": other.code}).context["page"].rows == [other]
    assert client.get(page, {"q": order.code}).context["page"].rows == []
    assert "没有找到" in client.get(page, {"q": "zzzz"}).text


def test_both_stand_side_by_side(client, secretary, alliance, pair):
    AnswerTemplateFactory(alliance=alliance, occasion="merge", words="您的编号不变。")

    response = client.get(compare(*pair))

    assert [response.context["order"], response.context["other"]] == pair
    assert "您的编号不变。" in response.text
    assert len(response.context["form"].fields["way"].choices) == 2


@pytest.mark.parametrize("way", ["into", "from"])
def test_merge_both_ways(client, secretary, pair, way):
    source, target = pair if way == "into" else pair[::-1]

    response = post(client, *pair, way=way)

    source.refresh_from_db()
    target.refresh_from_db()
    assert response.url == pair[0].get_absolute_url()
    assert (source.status, source.merged_into, target.status) == ("merged", target, "placed")
    assert OrderNotice.objects.get().order == source
    assert "已并入" in client.get(source.get_absolute_url()).text
    assert "另有 1 位居民关注" in client.get(target.get_absolute_url()).text


def test_only_ways_that_are_open_are_offered(client, secretary, alliance, community, pair):
    done = OrderFactory(alliance=alliance, host=community, finished=True, lead=unit_of(alliance))
    gone = OrderFactory(alliance=alliance, host=community, withdrawn=True)

    into = client.get(compare(pair[0], done)).context["form"]
    assert [way for way, _ in into.fields["way"].choices] == ["into"]
    assert into["way"].value() == "into"
    assert [
        way for way, _ in client.get(compare(done, pair[0])).context["form"].fields["way"].choices
    ] == ["from"]
    assert client.get(compare(done, gone)).context["form"] is None
    assert client.get(compare(pair[0], gone)).context["form"] is None


def test_not_filled_in_keeps_what_was_typed(client, secretary, pair):
    response = post(client, *pair, way="sideways", answer="并在一起")

    assert response.status_code == 422
    assert "并在一起" in response.text


@pytest.mark.parametrize("changed", [0, 1])
def test_either_moved_meanwhile(client, secretary, alliance, pair, changed):
    turns = {"turn": 0, "other_turn": 0, "answer": "并在一起", "way": "into"}
    pair[changed].accept(by=secretary)

    response = client.post(compare(*pair), turns)

    pair[0].refresh_from_db()
    assert response.status_code == 409
    assert "先办了一步：受理" in response.text
    assert "并在一起" in response.text
    assert pair[0].merged_into is None


def test_neither_of_another_street_nor_with_itself(client, secretary, pair):
    other = OrderFactory()

    assert client.get(compare(pair[0], other)).status_code == 404
    assert client.get(compare(other, pair[0])).status_code == 404
    assert client.get(compare(pair[0], pair[0])).status_code == 404
