"""服务订单 on the desk: the lists of each side, and the page of one."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from officekit.codes import show_code
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    UserFactory,
    community_of,
    unit_of,
)
from tests.words import says

pytestmark = pytest.mark.django_db

LIST = reverse("orders:desk_order_list")
MOMENT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def titles(client, **query):
    return [order.title for order in client.get(LIST, query).context["page"].rows]


def tabs(client):
    return list(client.get(LIST).context["tabs"])


@pytest.fixture
def orders(alliance, community, unit):
    """One in every state that waits for somebody."""
    of = {"alliance": alliance, "host": community}
    OrderFactory(**of, title="待派")
    OrderFactory(**of, title="待派，先到期", answer_due=MOMENT + timedelta(hours=1))
    OrderFactory(**of, title="待接", dispatched=True, lead=unit)
    OrderFactory(**of, title="上报", escalated=True)
    OrderFactory(**of, title="在办", working=True, lead=unit)
    OrderFactory(**of, title="暂停", paused=True, lead=unit, resolve_due=MOMENT)
    OrderFactory(**of, title="办结", finished=True, lead=unit)
    OrderFactory(**of, title="协办", working=True).assistants.add(unit)
    OrderFactory(title="别的街道")


def test_community_sees_what_waits_for_it(client, community, orders):
    login(client, community)

    assert tabs(client) == ["dispatch", "answer", "work", "verify", "all"]
    assert titles(client) == ["待派，先到期", "待派"]
    assert titles(client, tab="verify") == ["办结"]
    assert titles(client, tab="work") == []
    assert titles(client, tab="all")[0] == "协办"
    assert "别的街道" not in titles(client, tab="all")


def test_unit_sees_what_was_sent_to_it(client, unit, orders):
    login(client, unit)

    assert tabs(client) == ["answer", "work", "help", "all"]
    assert titles(client) == ["待接"]
    assert titles(client, tab="work") == ["暂停", "在办"]
    assert titles(client, tab="help") == ["协办"]
    assert titles(client, tab="all") == ["办结", "暂停", "在办", "待接"]


def test_street_coordinates_and_sees_all(client, alliance, orders):
    login(client, alliance.anchor)

    assert titles(client) == ["上报"]
    assert titles(client, tab="dispatch") == []
    assert len(titles(client, tab="all")) == 8


def test_tab_of_another_role_is_the_first_of_ones_own(client, unit, orders):
    login(client, unit)

    assert titles(client, tab="coordinate") == ["待接"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["修灯", "助浴"]),
        ({"q": "助浴"}, ["助浴"]),
        ({"q": "xd"}, ["修灯"]),
        ({"status": "working"}, ["修灯"]),
        ({"urgency": "emergency"}, ["修灯"]),
        ({"late": "1"}, ["修灯"]),
        ({"since": "2026-11-22"}, ["修灯"]),
        ({"until": "2026-11-21"}, ["助浴"]),
        ({"since": "0001-01-01"}, ["修灯", "助浴"]),
        ({"until": "9999-12-31", "q": "助浴"}, ["助浴"]),
    ],
)
def test_filters(client, alliance, community, query, expected):
    login(client, alliance.anchor)
    of = {"alliance": alliance, "host": community}
    OrderFactory(**of, title="助浴", created_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    OrderFactory(
        **of, title="修灯", working=True, urgency="emergency", resolve_due=MOMENT - timedelta(1)
    )

    assert titles(client, tab="all", **query) == expected


def test_filter_by_the_whole_code_category_and_community(client, alliance, community):
    login(client, alliance.anchor)
    order = OrderFactory(alliance=alliance, host=community, title="甲")
    other = OrderFactory(alliance=alliance, host=community_of(alliance), title="乙")

    assert titles(client, tab="all", q=show_code(order.code, alliance.order_prefix)) == ["甲"]
    assert titles(client, tab="all", category=other.category_id) == ["乙"]
    assert titles(client, tab="all", host=community.pk) == ["甲"]


def test_filter_offers_ones_own_categories_and_communities_to_the_street_alone(
    client, alliance, community
):
    own = OrderCategoryFactory(alliance=alliance)
    OrderCategoryFactory()
    login(client, community)

    fields = client.get(LIST).context["filter"].form.fields

    assert list(fields["category"].queryset) == [own]
    assert "host" not in fields


def test_wrong_filter_says_so(client, community):
    login(client, community)

    response = client.get(LIST, {"status": "flying", "since": "yesterday"})

    assert response.status_code == 200
    assert set(response.context["filter"].errors) == {"status", "since"}


def test_list_tells_how_much_time_is_left(client, community, orders):
    login(client, community)

    text = client.get(LIST).text

    assert "剩 1 小时" in text
    assert "剩 1 个工作日" in text


@pytest.mark.parametrize("number", [1, 3])
def test_list_query_count(client, alliance, community, number, django_assert_num_queries):
    OrderFactory.create_batch(number, alliance=alliance, host=community)
    login(client, community)
    client.get(LIST)

    with django_assert_num_queries(6):
        response = client.get(LIST)

    assert len(response.context["page"].rows) == number


def test_pages_of_a_list_by_limit_follow_each_other(client, alliance, community):
    OrderFactory.create_batch(25, alliance=alliance, host=community)
    login(client, community)

    page = client.get(LIST).context["page"]
    following = client.get(LIST, {"after": page.next_token}).context["page"]

    assert (len(page.rows), len(following.rows)) == (20, 5)
    assert not {row.pk for row in page.rows} & {row.pk for row in following.rows}


def test_page_masks_whoever_ordered(client, alliance, community):
    order = OrderFactory(alliance=alliance, host=community)
    login(client, community)

    text = client.get(order.get_absolute_url()).text

    assert "示** · 138****1234" in text
    assert "13800001234" not in text
    assert not says(text, "301")


def test_page_tells_notes_from_answers(client, alliance, community, unit):
    order = OrderFactory(alliance=alliance, host=community)
    user = login(client, community)
    order.dispatch(unit, by=user, note="先打电话", answer="已经请单位上门")

    text = client.get(order.get_absolute_url()).text

    assert f"派单 → {unit.label}" in text
    assert "内部</span> 先打电话" in text
    assert "已告诉居民</span>" in text


def test_steps_are_for_the_side_whose_turn_it_is(client, alliance, community, unit):
    order = OrderFactory(alliance=alliance, host=community, dispatched=True, lead=unit)

    login(client, community)
    context = client.get(order.get_absolute_url()).context
    assert [step.label for step in context["aside"]] == ["上报街道", "收回派单"]
    assert [panel.label for panel in context["panels"]] == ["内部记录", "改写事项"]
    login(client, unit)
    context = client.get(order.get_absolute_url()).context
    assert [panel.label for panel in context["panels"]] == ["接单", "退单", "内部记录"]
    assert "aside" not in context


def test_whoever_returns_an_order_is_led_to_the_list(client, alliance, community, unit):
    order = OrderFactory(
        alliance=alliance,
        host=community,
        dispatched=True,
        lead=unit,
        answer_due=MOMENT + timedelta(days=1),
    )
    login(client, unit)

    response = client.post(
        reverse("orders:order_work", args=[order.pk, "give_back"]),
        {"turn": 0, "note": "设备在修"},
    )

    order.refresh_from_db()
    assert (response.url, order.status) == (LIST, "accepted")


def test_community_that_helps_reads_along(client, alliance, community):
    helper = community_of(alliance)
    order = OrderFactory(alliance=alliance, host=community)
    order.assistants.add(helper)
    login(client, helper)

    response = client.get(order.get_absolute_url())

    assert response.status_code == 200
    assert "can" not in response.context


def test_button_on_an_old_page_tells_who_was_quicker(client, alliance, community, unit):
    secretary = login(client, community)
    order = OrderFactory(alliance=alliance, host=community)
    order.dispatch(unit, by=secretary)
    (button, _) = client.get(order.get_absolute_url()).context["aside"]
    order.take(by=UserFactory(organization=unit, name="示例王"))

    response = client.post(button.url, {"note": "单位没有答复"}, follow=True)

    order.refresh_from_db()
    assert (button.label, order.status) == ("上报街道", "working")
    assert "示例王先办了一步：接单" in response.text
    assert "您填的是：“单位没有答复”" in response.text


def test_button_on_the_page_as_it_is_takes_its_step(client, alliance, community):
    login(client, community)
    order = OrderFactory(alliance=alliance, host=community)
    (button,) = client.get(order.get_absolute_url()).context["aside"]

    client.post(button.url, {"note": "要城管"})

    order.refresh_from_db()
    assert order.status == "escalated"
