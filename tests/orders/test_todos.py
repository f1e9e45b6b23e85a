"""What waits on the desks of community, street and unit."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from alliance_portal.todos import Waiting
from orders.todos import sources
from tests.factories import (
    AllianceFactory,
    OrderExtensionFactory,
    OrderFactory,
    OrganizationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
HERE = get_current_timezone()
NOON = datetime(2026, 11, 23, 12, tzinfo=HERE)
DAY = timedelta(days=1)


def day(number):
    return datetime(2026, 11, number, 23, 59, 59, tzinfo=HERE)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
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


@pytest.fixture
def orders(alliance, community, unit):
    """One in every state, of one community and one unit."""
    own = {"alliance": alliance, "host": community, "resolve_due": day(30)}
    led = {"lead": unit}
    return [
        OrderFactory(title="新来的", answer_due=NOON + timedelta(hours=2), **own),
        OrderFactory(title="受理了", accepted=True, answer_due=day(24), **own),
        OrderFactory(title="派出的", dispatched=True, answer_due=day(25), **own | led),
        OrderFactory(title="上报的", escalated=True, answer_due=day(26), **own),
        OrderFactory(title="在办的", working=True, reopened=1, **own | led),
        OrderFactory(title="停着的", paused=True, **own | led),
        OrderFactory(title="办好的", finished=True, answer_due=day(27), **own | led),
        OrderFactory(title="核实的", verified=True, **own | led),
        OrderFactory(title="不办的", refused=True, **own),
        OrderFactory(title="撤回的", withdrawn=True, **own),
        OrderFactory(title="别家的"),
    ]


def waiting_for(organization):
    found = [
        todo
        for source in sources(UserFactory(organization=organization))
        for todo in source.todos()
    ]
    return [(todo.label, todo.title, todo.due.day, todo.action) for todo in found]


def test_desk_of_the_community_has_what_it_must_dispatch_and_verify(orders, community):
    assert waiting_for(community) == [
        ("受理", "新来的", 23, "去受理"),
        ("派单", "受理了", 24, "去派单"),
        ("核实", "办好的", 27, "去核实"),
    ]


def test_desk_of_the_unit_has_what_it_must_answer_and_work_on(orders, unit):
    assert waiting_for(unit) == [("接单", "派出的", 25, "去接单"), ("办理", "在办的", 30, "去办理")]


def test_desk_of_the_street_has_what_came_up_and_what_it_received_itself(orders, alliance):
    own = {"alliance": alliance, "host": alliance.anchor, "resolve_due": day(30)}
    OrderFactory(title="投诉的", answer_due=day(28), **own)
    OrderFactory(title="自己办的", working=True, **own | {"lead": alliance.anchor})

    assert waiting_for(alliance.anchor) == [
        ("协调", "上报的", 26, "去协调"),
        ("受理", "投诉的", 28, "去受理"),
        ("办理", "自己办的", 30, "去办理"),
    ]


def test_the_district_has_none(orders):
    assert (
        sources(UserFactory(organization=OrganizationFactory(level="district", parent=None))) == []
    )


def test_a_limit_in_hours_is_told_by_its_hour_and_a_reopened_order_as_such(orders, community, unit):
    (first, *_), (_, working) = (
        source.todos()
        for side in (community, unit)
        for source in sources(UserFactory(organization=side))[:1]
    )

    assert first.detail == f"{orders[0].category} · {community.label} · 14:00前"
    assert working.detail == f"{orders[4].category} · {community.label} · 第 2 次办理"


def test_the_menu_counts_them(client, orders, community):
    user = UserFactory(organization=community)
    client.force_login(user)

    nav = client.get(reverse("desk")).context["desk_nav"]

    assert Waiting(user).counts["orders"] == 3
    assert {item.label: item.count for item in nav}["服务订单"] == "3"


def test_who_received_an_order_answers_for_more_time(orders, community, unit, alliance):
    OrderExtensionFactory(order=orders[4], due_before=day(30), until=day(30) + 9 * DAY)

    assert ("延期", "在办的", 30, "去答复") in waiting_for(community)
    assert [row[0] for row in waiting_for(unit)] == ["接单", "办理"]
    assert [row[0] for row in waiting_for(alliance.anchor)] == ["协调"]


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_costs_one_query_however_much_it_is(
    alliance, unit, community, count, django_assert_num_queries
):
    for _ in range(count):
        OrderFactory(alliance=alliance, host=community)
        OrderFactory(alliance=alliance, host=community, finished=True, lead=unit)
    source, extensions = sources(UserFactory(organization=community))

    with django_assert_num_queries(1):
        found = source.todos()

    assert len(found) == 2 * count
    with django_assert_num_queries(1):
        assert extensions.todos() == []
