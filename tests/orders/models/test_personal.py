"""个人信息: corrected without a trace of the values, and wiped without a trace of the person."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection

from members.models import Message, StepError
from officekit.crypto import blind_index
from orders.models import OrderEvent, OrderExtension, OrderPhoto, ServiceOrder
from tests.factories import OrderFactory, UserFactory, unit_of
from tests.racing import race
from tests.words import says

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)
NAME, PHONE, ADDRESS = "示例阿姨", "13800001234", "示例巷 11 号院 2 单元 301"


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


def photo():
    return ContentFile(b"x", name="a.png")


def everything_stored():
    """All text of all tables, as a dump of the database shows it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (value for value in row if isinstance(value, str))


# --- correct ---


def test_correcting_stores_the_new_contact_and_says_nothing_of_it():
    order = OrderFactory(working=True)
    UserFactory(organization=order.host)

    order.correct_contact(name=" 示例大爷 ", phone="13900005678", address="示例巷 12 号院")

    order = ServiceOrder.objects.get(pk=order.pk)
    assert (order.name, order.phone, order.address) == ("示例大爷", "13900005678", "示例巷 12 号院")
    assert order.contact_key == blind_index("13900005678")
    event = order.events.get()
    assert (event.label, event.answer, event.note) == ("居民更正了联系方式", "", "")
    told = Message.objects.get()
    assert "更正" in told.title
    for value in ("13900005678", "示例大爷", "示例巷"):
        assert value not in f"{told.title}{told.body}"


def test_who_had_no_phone_is_known_by_its_end_from_now_on():
    order = OrderFactory(phone="", contact_key="", follow_number="8642")

    order.correct_contact(name="", phone="13900005678", address="")

    assert ServiceOrder.objects.get(pk=order.pk).follow_number == ""


def test_correcting_nothing_leaves_no_trace():
    order = OrderFactory()

    order.correct_contact(name=NAME, phone=PHONE, address=ADDRESS)

    assert not order.events.exists()


def test_what_is_wiped_is_not_corrected():
    order = OrderFactory(verified=True)
    order.wipe()

    with pytest.raises(StepError, match="已经清除"):
        order.correct_contact(name="示例", phone="13900005678", address="")

    assert ServiceOrder.objects.get(pk=order.pk).phone == ""


# --- wipe ---


def test_wiping_forgets_the_number_to_follow_by():
    order = OrderFactory(verified=True, follow_number="8642")

    order.wipe()

    assert ServiceOrder.objects.get(pk=order.pk).follow_number == ""


def lived(**facts):
    """An order in whose every text somebody has written who its resident is."""
    secret = f"我是{NAME}，住{ADDRESS}，电话 138 0000 1234。"
    order = OrderFactory(words=secret, area="示例巷", title="楼道灯", **facts)
    order.begin(by=None, photos=[photo()])
    secretary = UserFactory(organization=order.host)
    unit = unit_of(order.alliance, order.host)
    liaison = UserFactory(organization=unit)
    order.accept(by=secretary, note=f"{NAME}您好，已收到。")
    order.dispatch(unit, by=secretary, note=f"请打 {PHONE}，住 301。", answer="已派给单位。")
    order.take(by=liaison)
    order.add(secret, [photo()])
    order.record_look(by=liaison, reason=f"给{NAME}回电话")
    order.remark(by=liaison, note=f"{PHONE} 没人接")
    until = MOMENT.date() + timedelta(days=30)
    OrderExtension.objects.ask(order, until, by=liaison, reason=f"{NAME}出门了，301 没人")
    order.refresh_from_db()
    order.finish(by=liaison, result=f"给{NAME}家门口换了灯。", photos=[photo()])
    order.rate(solved="yes", stars=5, words=f"谢谢，{NAME}。")
    return order


def test_wiping_leaves_nothing_of_the_person_in_any_table():
    order = lived()

    assert order.wipe()

    stored = list(everything_stored())
    for secret in (NAME, PHONE, "138 0000 1234", "301", "11 号院", blind_index(PHONE)):
        assert [text for text in stored if says(text, secret)] == []
    order.refresh_from_db()
    assert (order.name, order.phone, order.address, order.contact_key) == ("", "", "", "")
    assert order.wiped_on == MOMENT.date()
    assert order.words == "我是（略），住（略），电话 （略）。"
    assert (order.title, order.area, order.status) == ("楼道灯", "示例巷", "rated")
    assert "楼道灯" in order.search_text


def test_wiping_is_told_once_in_the_story():
    order = lived()

    assert [order.wipe(), order.wipe(), ServiceOrder.objects.get(pk=order.pk).wipe()] == [
        *(True, False, False)
    ]
    assert list(order.events.filter(step="wipe").values_list("label", "from_resident")) == [
        ("个人信息到期清除", False)
    ]


def test_photos_of_the_resident_go_with_their_files(django_capture_on_commit_callbacks):
    order = lived()
    work = order.photos.get(event__step="finish")
    theirs = list(order.photos.exclude(pk=work.pk))
    loose = OrderPhoto.objects.create(order=order, image=photo())

    with django_capture_on_commit_callbacks() as callbacks:
        order.wipe()

    assert list(order.photos.all()) == [work]
    assert all(one.image.storage.exists(one.image.name) for one in theirs)
    for callback in callbacks:
        callback()
    for one in [*theirs, loose]:
        assert not one.image.storage.exists(one.image.name)
    assert work.image.storage.exists(work.image.name)


def test_wiping_touches_no_other_order():
    order, other = lived(), OrderFactory()
    other.record("add", "居民补充", f"我是{NAME}。")

    order.wipe()

    other.refresh_from_db()
    assert (other.name, other.events.get().answer) == (NAME, f"我是{NAME}。")


def test_title_stays_within_its_length():
    order = OrderFactory(verified=True, title="李" * 56 + "301室")

    order.wipe()

    assert len(order.title) <= 60


def test_words_are_not_added_after_the_wiping():
    order = OrderFactory(verified=True)
    ServiceOrder.objects.get(pk=order.pk).wipe()

    with pytest.raises(StepError, match="已经清除"):
        order.add("我是示例阿姨。")


@pytest.mark.django_db(transaction=True)
def test_wiping_and_adding_at_one_moment_leave_nothing_behind():
    order = OrderFactory(verified=True)
    views = [ServiceOrder.objects.get(pk=order.pk) for _ in range(2)]

    raised = race(views[0].wipe, lambda: views[1].add(f"我是{NAME}，{PHONE}。"))

    assert [type(error) for error in raised if error] in ([], [StepError])
    answers = " ".join(OrderEvent.objects.values_list("answer", flat=True))
    assert NAME not in answers
    assert PHONE not in answers


@pytest.mark.django_db(transaction=True)
def test_wiping_and_correcting_at_one_moment_leave_nothing_behind():
    order = OrderFactory(working=True)
    views = [ServiceOrder.objects.get(pk=order.pk) for _ in range(2)]
    new = {"name": "示例大爷", "phone": "13900005678", "address": ""}

    raised = race(views[0].wipe, lambda: views[1].correct_contact(**new))

    assert raised[0] is None
    order.refresh_from_db()
    assert (order.phone, order.contact_key, order.is_wiped) == ("", "", True)


@pytest.mark.django_db(transaction=True)
def test_wiping_twice_at_one_moment_is_done_once():
    order = OrderFactory(verified=True)
    views = [ServiceOrder.objects.get(pk=order.pk) for _ in range(2)]

    raised = race(*[view.wipe for view in views])

    assert raised == [None, None]
    assert order.events.filter(step="wipe").count() == 1
