"""The demo's year of orders: what the models' own steps have made of it holds together."""

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.utils.timezone import now

from alliance_portal.demo import DEMO_FILE
from alliance_portal.demo.year import play
from alliance_portal.loading import load_file
from alliances.models import Alliance
from members.models import Message, Organization
from officekit.redaction import find_personal
from orders.jobs import SILENCE
from orders.models import (
    Channel,
    OrderCategory,
    OrderEvent,
    OrderExtension,
    OrderNotice,
    OrderResult,
    OrderStatus,
    RefusalReason,
    ServiceOrder,
)
from orders.models.status import ORDER_STEPS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """Played once for all tests of this file, which only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_file(DEMO_FILE)
        play(Alliance.objects.get())
        yield ServiceOrder.objects.select_related("alliance", "category")
        transaction.set_rollback(True)


def test_every_state_and_every_way_is_there(year):
    assert year.count() >= 240
    assert set(year.values_list("status", flat=True)) == set(OrderStatus.values)
    assert set(year.values_list("channel", flat=True)) == set(Channel.values)
    assert set(year.values_list("category__name", flat=True)) == set(
        OrderCategory.objects.values_list("name", flat=True)
    )
    refused = year.filter(status="refused").values_list("refusal__name", flat=True)
    assert set(refused) == set(RefusalReason.objects.values_list("name", flat=True))
    taken = set(OrderEvent.objects.values_list("step", flat=True))
    unused = {"split", "recall", "reopen_above"}
    assert {step.name for step in ORDER_STEPS} - unused <= taken
    granted = OrderExtension.objects.values_list("status", flat=True)
    assert set(granted) == {"asked", "granted"}
    by_silence = OrderEvent.objects.filter(step="escalate", by=None)
    by_hand = OrderEvent.objects.filter(step="escalate", by__isnull=False)
    assert (by_silence.count() >= 8, by_hand.count() >= 9) == (True, True)


def test_some_results_are_shown_and_tell_of_nobody(year):
    shown = OrderResult.objects.for_everybody().select_related("order")

    assert shown.count() > 10
    for result in shown:
        assert find_personal(result.title + result.done, names=[result.order.name]) == []
        assert result.published_at.date() > result.objection_until


def test_dates_are_in_their_order_and_none_is_ahead(year):
    moment = now()
    rows = year.annotate(told=Count("events"))

    assert not OrderEvent.objects.filter(at__gt=moment).exists()
    assert not year.filter(created_at__gt=moment).exists()
    assert not year.filter(resolve_due__lte=F("created_at")).exists()
    assert not year.filter(answer_due__lte=F("created_at")).exists()
    assert not year.filter(finished_at__lt=F("accepted_at")).exists()
    assert not year.filter(closed_at__lt=F("created_at")).exists()
    assert not rows.filter(told=0).exists()
    for order in year.prefetch_related("events"):
        moments = [event.at for event in sorted(order.events.all(), key=lambda event: event.pk)]
        assert moments == sorted(moments)
        assert moments[0] == order.created_at


def test_somebody_answers_for_every_open_order_and_nobody_has_been_silent(year):
    for order in year.open().for_desk():
        assert order.responsible
        assert order.turn_of
        assert order.due() or order.status == OrderStatus.PAUSED
    assert SILENCE.work(now()) == 0


def test_every_unit_with_a_login_has_one_to_take_and_one_in_work(year):
    units = Organization.objects.filter(users__isnull=False, memberships__isnull=False).units()

    assert units.count() == 2
    for unit in units:
        states = set(year.filter(lead=unit).values_list("status", flat=True))
        assert {"dispatched", "working"} <= states


def test_most_were_done_in_time_and_some_were_late(year):
    done = year.filter(finished_at__isnull=False)

    in_time = done.filter(finished_at__lte=F("resolve_due")).count()

    assert 0.85 <= in_time / done.count() < 1
    assert [order for order in year.open() if order.is_late(now())]


def test_nothing_personal_stands_where_others_read_it(year):
    texts = [
        *(order.title for order in year),
        *(order.area for order in year),
        *(order.result for order in year),
        *Message.objects.values_list("title", flat=True),
        *Message.objects.values_list("body", flat=True),
        *OrderEvent.objects.exclude(answer="").values_list("answer", flat=True),
    ]

    assert [text for text in set(texts) if find_personal(text)] == []
    assert {order.phone[:6] for order in year} == {"138000"}
    assert all(order.name.startswith("示例") for order in year)


def test_nobody_is_written_to_and_old_messages_are_read(year):
    assert not OrderNotice.objects.filter(sent_at=None).exists()
    unread = Message.objects.filter(kind="order", read_at=None)
    assert 0 < unread.count() < 60
