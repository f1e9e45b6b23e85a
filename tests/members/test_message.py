from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from members.models import Delivery, Message, MessageChoice, MessageKind, Timing
from tests.factories import (
    CommunityFactory,
    MessageAddressFactory,
    MessageFactory,
    OrganizationFactory,
    StreetFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def email(settings):
    settings.EMAIL_READY = True


def send(*users, key="duty:1:set", kind=MessageKind.DUTY, **fields):
    words = {"title": "新的责任事项：示例", "body": "请在期限前办结。", "url": "/desk/duties/1/"}
    sender = users[0].organization
    return Message.objects.send(users, sender=sender, kind=kind, key=key, **words | fields)


def test_send_gives_everybody_one_message_however_often_it_is_called():
    first, second = UserFactory(), UserFactory()

    made = [send(first), send(first, second), send(first, second, first)]

    assert made == [1, 1, 0]
    assert sorted(Message.objects.values_list("user", flat=True)) == [first.pk, second.pk]


def test_send_leaves_what_was_sent_before_as_it_left():
    first, second = UserFactory(), UserFactory()
    send(second, key="duty:1:set")

    made = Message.objects.post(
        MessageFactory.build(user=user, sender=user.organization, key=key)
        for user, key in [(first, "duty:1:set"), (second, "duty:2:set")]
    )

    assert (made, Message.objects.count()) == (2, 3)
    assert str(Message.objects.earliest("pk")) == "新的责任事项：示例"


def test_send_is_undone_with_the_transaction_it_belongs_to():
    user = UserFactory()

    with transaction.atomic():
        send(user)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_send_cuts_a_title_that_is_longer_than_its_column():
    send(UserFactory(), title="长" * 300)

    assert Message.objects.get().title == "长" * 119 + "…"


@pytest.mark.parametrize("count", [1, 3])
def test_send_query_count(count, django_assert_num_queries):
    users = [UserFactory() for _ in range(count)]
    for user in users:
        MessageAddressFactory(user=user)

    # Begin, who has it, insert, read back, addresses, choices, deliveries, end.
    with django_assert_num_queries(8):
        send(*users)

    assert Delivery.objects.count() == count


def test_post_takes_more_than_one_chunk(monkeypatch):
    monkeypatch.setattr("members.models.message.AT_ONCE", 2)
    user = UserFactory()
    messages = [MessageFactory.build(user=user, sender=user.organization) for _ in range(5)]

    assert Message.objects.post(messages) == 5
    assert Message.objects.of(user).count() == 5


@pytest.mark.parametrize("url", ["https://example.cn/", "//example.cn/", "/\\example.cn", "desk/"])
def test_message_leads_to_a_page_of_ours(url):
    with pytest.raises(IntegrityError):
        MessageFactory(url=url)


def test_same_occasion_is_stored_once_for_a_user():
    message = MessageFactory()

    with pytest.raises(IntegrityError):
        MessageFactory(user=message.user, key=message.key)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_make_one_message_and_one_delivery():
    users = [UserFactory() for _ in range(5)]
    for user in users:
        MessageAddressFactory(user=user)

    def race(_):
        try:
            for round_ in range(5):
                send(*users, key=f"duty:{round_}:set")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(race, range(2)))

    assert (Message.objects.count(), Delivery.objects.count()) == (25, 25)


# --- who is told ---


def test_tell_reaches_the_users_of_each_organization_except_who_did_it():
    unit, other = UnitFactory(), UnitFactory()
    doer, colleague = UserFactory(organization=unit), UserFactory(organization=unit)
    UserFactory(organization=unit, is_active=False)
    neighbour = UserFactory(organization=other)

    made = Message.objects.tell(
        [unit, other], sender=unit, kind=MessageKind.DUTY, key="k", title="示例", but=doer
    )

    assert made == 2
    assert set(Message.objects.values_list("user", flat=True)) == {colleague.pk, neighbour.pk}


def test_what_nobody_logs_in_for_is_told_to_the_nearest_body_above_but_never_to_the_district():
    district = OrganizationFactory(level="district")
    street = StreetFactory(parent=district)
    community = CommunityFactory(parent=street)
    unit, silent = UnitFactory(parent=community), StreetFactory(parent=district)
    UserFactory(organization=district)
    clerk = UserFactory(organization=street)

    reached = type(clerk).objects.speaking_for([unit, street, silent])

    assert reached == {unit.pk: [clerk], street.pk: [clerk], silent.pk: []}


# --- which way ---


@pytest.mark.parametrize(
    ("kind", "chosen", "state"),
    [
        (MessageKind.DUTY, None, "waiting"),
        (MessageKind.REMINDER, None, "held"),
        (MessageKind.REMINDER, Timing.AT_ONCE, "waiting"),
        (MessageKind.DUTY, Timing.DAILY, "held"),
        (MessageKind.DUTY, Timing.NEVER, None),
    ],
)
def test_message_leaves_as_the_user_has_chosen(kind, chosen, state):
    user = MessageAddressFactory().user
    if chosen:
        MessageChoice.objects.keep(user, {("email", kind): chosen})

    send(user, kind=kind)

    found = Delivery.objects.values_list("state", flat=True)
    assert list(found) == ([state] if state else [])


def test_message_leaves_by_no_channel_without_an_address_or_without_the_means(settings):
    settings.EMAIL_READY = False
    settings.WEBHOOK_CHANNELS = ["wecom"]

    send(UserFactory(), MessageAddressFactory().user, MessageAddressFactory(channel="feishu").user)

    assert not Delivery.objects.exists()


# --- reading ---


def test_mark_read_leaves_what_came_later_unread():
    user = UserFactory()
    seen, later, foreign = MessageFactory(user=user), MessageFactory(user=user), MessageFactory()

    changed = Message.objects.of(user).mark_read(seen.pk)

    assert changed == 1
    assert set(Message.objects.unread()) == {later, foreign}


def test_a_message_keeps_the_time_it_was_read_first():
    message = MessageFactory()

    message.mark_read()
    first = Message.objects.get().read_at
    message.mark_read()

    assert first
    assert Message.objects.get().read_at == first


def test_purge_deletes_what_was_read_long_ago(monkeypatch):
    monkeypatch.setattr("members.models.message.AT_ONCE", 2)
    long_ago, lately = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    MessageFactory.create_batch(3, read_at=long_ago)
    kept = {MessageFactory(read_at=lately), MessageFactory(created_at=long_ago)}

    assert Message.objects.purge(lately) == 3
    assert set(Message.objects.all()) == kept
