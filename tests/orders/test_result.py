"""晒单: written by the community, open to the resident's objection, approved, public."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from members.models import Message, StepError
from orders.models import OrderNotice, OrderResult, ResultPhoto
from tests.factories import (
    OrderFactory,
    OrderPhotoFactory,
    OrderResultFactory,
    OrderRulesFactory,
    ResultPhotoFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 25, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def result():
    return OrderResultFactory()


@pytest.fixture
def secretary(result):
    return UserFactory(organization=result.host)


@pytest.fixture
def clerk(result):
    return UserFactory(organization=result.alliance.anchor)


def approved(result, secretary, clerk):
    result.propose(by=secretary)
    result.review(by=clerk)
    result.approve(by=clerk)
    return result


def test_start_takes_what_is_known_of_the_order():
    order = OrderFactory(verified=True, result="更换了 6 盏")
    order.assistants.add(order.host)

    started = OrderResult.objects.start(order)

    assert (started.done, started.partners) == (
        *("更换了 6 盏", f"{order.lead.label}、{order.host.label}"),
    )


def test_start_without_anybody_at_work():
    order = OrderFactory(refused=True)

    assert OrderResult.objects.start(order).partners == ""


def test_resident_reads_what_is_to_be_public_and_until_when_to_object(result, secretary):
    result.propose(by=secretary)

    event = result.order.events.get(step="announce")
    assert "2026年11月28日前提出" in event.answer
    assert OrderNotice.objects.filter(event=event, order=result.order).exists()


def test_publication_waits_for_the_days_to_object(result, secretary, clerk):
    approved(result, secretary, clerk)

    with pytest.raises(StepError):
        result.publish(by=clerk)
    with time_machine.travel(MOMENT + timedelta(days=4)):
        result.publish(by=clerk)

    assert result.is_public


def test_nobody_to_ask_means_no_days_to_wait(secretary, clerk):
    order = OrderFactory(verified=True, phone="", contact_key="")
    result = OrderResultFactory(order=order)
    clerk = UserFactory(organization=order.alliance.anchor)

    approved(result, UserFactory(organization=order.host), clerk).publish(by=clerk)

    assert result.is_public


def test_street_sets_the_days_to_object(result, secretary):
    OrderRulesFactory(alliance=result.alliance, objection_days=10)

    result.propose(by=secretary)

    assert str(result.objection_until) == "2026-12-05"


def test_objection_brings_it_back_and_is_told(result, secretary, clerk):
    result.propose(by=secretary)
    assert result.can_be_objected_to()

    result.object(note="不想让人知道")

    assert (result.publication, result.can_be_objected_to()) == ("private", False)
    told = Message.objects.filter(title__startswith="居民不同意晒单")
    assert set(told.values_list("user", flat=True)) == {secretary.pk, clerk.pk}


def test_objection_after_its_days_is_too_late(result, secretary):
    result.propose(by=secretary)

    with time_machine.travel(MOMENT + timedelta(days=4)), pytest.raises(StepError):
        result.object(note="不想让人知道")


def test_propose_wants_both_checks_and_a_verified_order(secretary):
    unchecked = OrderResultFactory(photos_checked=False)
    unfinished = OrderResultFactory(order=OrderFactory(finished=True))

    for result in (unchecked, unfinished):
        with pytest.raises(StepError):
            result.propose(by=secretary)


def test_table_refuses_what_was_not_checked():
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderResultFactory(public=True, words_checked=False)


def test_table_refuses_a_photo_without_words():
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultPhotoFactory(alt="")


def test_photo_goes_with_the_photo_of_the_order():
    shown = ResultPhotoFactory()

    shown.photo.delete()

    assert not ResultPhoto.objects.exists()
    assert str(OrderPhotoFactory(order__title="楼道灯")) == "楼道灯的照片"
    assert str(shown) == "更换后的楼道灯"
