from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from members.models import Delivery, Digest, MessageAddress
from members.models.delivery import LEASE, MAX_TRIES
from tests.factories import DeliveryFactory, MessageAddressFactory, MessageFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
PAST = NOW - timedelta(hours=1)


def waiting(**fields):
    return DeliveryFactory(**{"next_try_at": PAST} | fields)


def held(user, **fields):
    message = MessageFactory(user=user, created_at=PAST, **fields)
    return DeliveryFactory(message=message, state="held")


def reloaded(delivery):
    return Delivery.objects.get(pk=delivery.pk)


# --- one try ---


def test_only_one_worker_gets_a_try():
    delivery = waiting()
    same = reloaded(delivery)

    assert [delivery.claim(NOW), same.claim(NOW)] == [True, False]
    assert reloaded(delivery).tries == 1


def test_the_try_of_a_worker_that_died_is_followed_by_another_after_its_lease():
    delivery = waiting()
    delivery.claim(NOW)

    soon, later = (Delivery.objects.due(NOW + wait) for wait in (timedelta(minutes=1), LEASE))

    assert (list(soon), list(later)) == ([], [delivery])


def test_success_is_kept_with_its_time():
    delivery = waiting(last_error="连接不上邮件服务器")
    delivery.claim(NOW)

    delivery.succeed()

    done = reloaded(delivery)
    assert (done.state, done.last_error) == ("sent", "")
    assert str(done) == "邮件 已送达"
    assert done.sent_at


def test_failure_waits_longer_each_time_and_is_given_up_in_the_end(time_machine):
    delivery, waits = waiting(), []

    for _ in range(MAX_TRIES):
        moment = reloaded(delivery).next_try_at
        time_machine.move_to(moment, tick=False)
        delivery = reloaded(delivery)
        delivery.claim(moment)
        delivery.fail("连接不上邮件服务器")
        waits.append(reloaded(delivery).next_try_at - moment)

    assert [wait / timedelta(minutes=1) for wait in waits[:-1]] == [1, 5, 25, 125, 625]
    assert list(Delivery.objects.failed()) == [delivery]
    assert reloaded(delivery).last_error == "连接不上邮件服务器"


def test_what_was_given_up_can_be_tried_again_once():
    delivery = waiting(state="failed", tries=MAX_TRIES)

    assert [delivery.try_again(), delivery.try_again()] == [True, False]
    assert (reloaded(delivery).state, reloaded(delivery).tries) == ("waiting", 0)


@pytest.mark.parametrize(
    "fields", [{"message": None}, {"state": "sent"}, {"sent_at": NOW}, {"same": True}]
)
def test_a_delivery_that_makes_no_sense_is_refused(fields):
    if fields.pop("same", False):
        fields = {"message": waiting().message}
    user = UserFactory()

    with pytest.raises(IntegrityError):
        DeliveryFactory(user=user, **fields)


def test_an_address_that_is_taken_back_gets_nothing_more():
    user = MessageAddressFactory().user
    MessageAddressFactory(user=user, channel="feishu")
    kept = {
        DeliveryFactory(message__user=user, channel="feishu"),
        DeliveryFactory(message__user=user, state="sent", sent_at=NOW),
        DeliveryFactory(),
    }
    DeliveryFactory(message__user=user)
    held(user)

    MessageAddress.objects.drop(user, "email")

    assert MessageAddress.objects.of(user) == {"feishu": "shili@example.cn"}
    assert set(Delivery.objects.all()) == kept


# --- digests ---


def test_digest_gathers_what_was_held_into_one_delivery_for_each_channel():
    user = UserFactory()
    rows = [held(user), held(user)]
    DeliveryFactory(message=rows[0].message, channel="feishu", state="held")
    late = DeliveryFactory(
        message=MessageFactory(user=user, created_at=NOW + timedelta(hours=1)), state="held"
    )

    assert Digest.objects.users_to_tell(DAY, NOW) == [user.pk]
    assert Digest.objects.gather(user.pk, DAY, NOW) is True

    digest = Digest.objects.get()
    made = Delivery.objects.filter(digest=digest, message=None).order_by("channel")
    assert [(row.channel, row.state) for row in made] == [
        ("email", "waiting"),
        ("feishu", "waiting"),
    ]
    assert {reloaded(row).state for row in rows} == {"gathered"}
    assert reloaded(late).state == "held"


def test_there_is_one_digest_a_day_and_never_an_empty_one():
    user = UserFactory()

    empty = Digest.objects.gather(user.pk, DAY, NOW)
    held(user)
    first = Digest.objects.gather(user.pk, DAY, NOW)
    held(user)
    second = Digest.objects.gather(user.pk, DAY, NOW)
    tomorrow = Digest.objects.gather(user.pk, DAY + timedelta(days=1), NOW)

    assert [empty, first, second, tomorrow] == [False, True, False, True]
    assert Digest.objects.users_to_tell(DAY, NOW) == []


def test_what_was_read_on_the_desk_is_in_no_digest():
    read = held(UserFactory(), read_at=NOW)
    unread = held(UserFactory())

    Delivery.objects.forget_read()

    assert list(Delivery.objects.all()) == [unread]
    assert Digest.objects.users_to_tell(DAY, NOW) == [unread.user_id]
    assert read.message.read_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_digest():
    users = [UserFactory() for _ in range(5)]
    for user in users:
        held(user)

    def race(_):
        try:
            return [Digest.objects.gather(user.pk, DAY, NOW) for user in users]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(race, range(2)))

    assert sorted(made[0] + made[1]) == [False] * 5 + [True] * 5
    assert Delivery.objects.filter(message=None).count() == 5


def test_old_digests_go():
    user = UserFactory()
    Digest.objects.create(user=user, day=DAY - timedelta(days=1))
    kept = Digest.objects.create(user=user, day=DAY)

    Digest.objects.purge(DAY)

    assert list(Digest.objects.all()) == [kept]
    assert str(kept) == "2026年11月23日汇总"
