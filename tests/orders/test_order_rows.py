"""Which orders a user has."""

from datetime import UTC, datetime, timedelta

import pytest

from orders.models import ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderFactory,
    OrganizationFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def alliance():
    return AllianceFactory(anchor__parent=OrganizationFactory(level="district"))


@pytest.fixture
def community(alliance):
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


def of(alliance, community, **facts):
    return OrderFactory(alliance=alliance, host=community, **facts)


def test_district_has_figures_and_no_orders(alliance, community, unit):
    of(alliance, community, working=True, lead=unit)
    user, rows = UserFactory(organization=alliance.anchor.parent), ServiceOrder.objects

    for found in (
        rows.received_by,
        rows.dispatchable_by,
        rows.workable_by,
        rows.visible_to,
        rows.to_coordinate,
    ):
        assert list(found(user)) == []


def test_what_is_at_work_and_what_is_to_be_worked_on(alliance, community, unit):
    paused = of(alliance, community, paused=True, lead=unit)
    working = of(alliance, community, working=True, lead=unit)
    of(alliance, community, dispatched=True, lead=unit)
    user, rows = UserFactory(organization=unit), ServiceOrder.objects

    assert set(rows.at_work(user)) == {paused, working}
    assert list(rows.to_work_on(user)) == [working]


def test_late_is_what_runs_and_is_past_its_limit(alliance, community, unit):
    past = {"resolve_due": MOMENT - timedelta(days=1)}
    late = of(alliance, community, working=True, lead=unit, **past)
    of(alliance, community, paused=True, lead=unit, **past)
    of(alliance, community, verified=True, lead=unit, **past)
    of(alliance, community)

    assert list(ServiceOrder.objects.late(MOMENT)) == [late]
    assert late.is_late(MOMENT)


def test_silent_is_what_should_have_been_answered(alliance, community, unit):
    silent = of(alliance, community, answer_due=MOMENT - timedelta(hours=1))
    of(alliance, community)
    of(alliance, community, finished=True, lead=unit)

    assert list(ServiceOrder.objects.silent(MOMENT)) == [silent]


def test_open_is_what_is_not_done(alliance, community, unit):
    waiting = of(alliance, community)
    of(alliance, community, finished=True, lead=unit)

    assert list(ServiceOrder.objects.open()) == [waiting]


def test_found_by_the_words_of_the_resident_without_the_door(alliance, community):
    order = of(alliance, community, words="2号楼3单元501的水管漏了")

    assert list(ServiceOrder.objects.found_by("水管漏了")) == [order]
    assert list(ServiceOrder.objects.found_by("501")) == []


@pytest.mark.parametrize(
    ("state", "due"),
    [({}, "answer_due"), ({"working": True}, "resolve_due"), ({"paused": True}, None)],
)
def test_limit_that_runs_now(state, due):
    order = OrderFactory(**state)

    assert order.due() == (getattr(order, due) if due else None)
