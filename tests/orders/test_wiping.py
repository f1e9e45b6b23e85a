"""Personal data is wiped when its months are over, and not before."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection

from orders import wiping
from orders.models import ServiceOrder
from tests.factories import OrderFactory, OrderRulesFactory

pytestmark = pytest.mark.django_db
# 12 months after the 24th are over, after the 25th they are not.
MOMENT = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
LONG_AGO = datetime(2025, 11, 24, 2, 0, tzinfo=UTC)
NOT_YET = datetime(2025, 11, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


def wiped():
    return set(ServiceOrder.objects.filter(wiped_on__isnull=False).values_list("pk", flat=True))


def wipe():
    return wiping.wipe(MOMENT)


def test_contacts_are_wiped_when_their_months_are_over():
    old = OrderFactory(verified=True, closed_at=LONG_AGO)
    OrderFactory(alliance=old.alliance, verified=True, closed_at=NOT_YET)
    OrderFactory(alliance=old.alliance, working=True, created_at=LONG_AGO)

    assert (wipe(), wipe()) == (1, 0)
    assert wiped() == {old.pk}


def test_each_street_keeps_them_as_long_as_it_has_set():
    short, long = OrderRulesFactory(keep_months=11), OrderRulesFactory(keep_months=13)
    orders = [
        OrderFactory(alliance=rules.alliance, verified=True, closed_at=NOT_YET)
        for rules in (short, long)
    ]

    wipe()

    assert wiped() == {orders[0].pk}


def test_merged_waits_for_the_one_it_was_merged_into():
    into = OrderFactory(verified=True, closed_at=NOT_YET)
    merged = {"status": "merged", "answer_due": None, "closed_at": LONG_AGO}
    waiting = OrderFactory(alliance=into.alliance, merged_into=into, **merged)
    wipe()
    before = wiped()
    ServiceOrder.objects.filter(pk=into.pk).update(closed_at=LONG_AGO)

    wipe()

    assert (before, wiped()) == (set(), {into.pk, waiting.pk})


def test_runs_in_chunks_and_goes_on_where_it_ended(monkeypatch):
    monkeypatch.setattr(wiping, "CHUNK", 2)
    monkeypatch.setattr(wiping, "AT_MOST", 4)
    first = OrderFactory(verified=True, closed_at=LONG_AGO)
    OrderFactory.create_batch(4, alliance=first.alliance, verified=True, closed_at=LONG_AGO)

    assert [wipe(), wipe(), wipe()] == [4, 1, 0]


def test_one_that_cannot_be_read_does_not_keep_the_others(caplog):
    broken = OrderFactory(verified=True, closed_at=LONG_AGO)
    whole = OrderFactory(alliance=broken.alliance, verified=True, closed_at=LONG_AGO)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_serviceorder SET phone = 'v1:x:y' WHERE id = %s", [broken.pk])

    assert wipe() == 1
    assert wiped() == {whole.pk}
    assert "wiping order" in caplog.text


@pytest.mark.parametrize(
    ("months", "expected"), [(1, "2026-02-28"), (12, "2025-03-31"), (15, "2024-12-31")]
)
def test_months_end_where_a_shorter_one_does(months, expected):
    moment = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)

    assert f"{wiping.months_before(moment, months):%Y-%m-%d}" == expected


def test_finding_what_is_to_be_wiped_reads_its_index():
    rows = ServiceOrder.objects.to_wipe([1, 2], MOMENT)[:200]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Of the few rows here, reading all and sorting them would be as quick.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    assert "order_to_wipe" in rows.explain()
