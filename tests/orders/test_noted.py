"""What staff write on an order without moving it."""

from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile

from members.models import Level, Message, StepError
from orders.models import ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderFactory,
    OrganizationFactory,
    StreetFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 12, 20, 15, 59, 59, tzinfo=UTC)


@pytest.fixture
def order():
    alliance = AllianceFactory()
    host = community_of(alliance)
    return OrderFactory(alliance=alliance, host=host, working=True, lead=unit_of(alliance, host))


@pytest.fixture
def liaison(order):
    return UserFactory(organization=order.lead)


@pytest.fixture
def helper(order):
    unit = unit_of(order.alliance, order.host)
    order.assistants.add(unit)
    return UserFactory(organization=unit)


def test_remark_of_an_assistant_is_internal_and_told_to_the_lead(order, helper, liaison):
    order.remark(by=helper, note="我们周三到场。", photos=[ContentFile(b"x", name="a.jpg")])

    event = order.events.get()
    assert (event.step, event.note, event.is_shown, event.office) == (
        "remark",
        "我们周三到场。",
        False,
        helper.organization,
    )
    assert [photo.is_shown for photo in event.photos.all()] == [False]
    assert Message.objects.get(user=liaison).title == f"新的内部记录：{order.label}"


def test_remark_hinders_nobody_who_writes_at_the_same_time(order, helper, liaison):
    page = ServiceOrder.objects.get(pk=order.pk)

    order.remark(by=helper, note="我们周三到场。")

    page.finish(by=liaison, result="已更换")
    assert page.status == "finished"


def test_own_remark_tells_nobody(order, liaison):
    UserFactory(organization=order.lead)

    order.remark(by=liaison, note="已领料。")

    assert not Message.objects.exists()


def test_remark_needs_words_and_an_open_order(order, helper):
    with pytest.raises(StepError, match="写下"):
        order.remark(by=helper, note=" ")
    with pytest.raises(StepError, match="已办结"):
        OrderFactory(finished=True).remark(by=helper, note="迟了")


def test_retitle_is_found_by_the_new_name_and_keeps_the_old_one(order, liaison):
    before = order.title

    order.retitle(" 楼道照明更换 ", by=liaison)

    assert ServiceOrder.objects.get(search_text__has="楼道照明").title == "楼道照明更换"
    event = order.events.get()
    assert (event.note, event.is_shown) == (f"原来写作：{before}", False)


@pytest.mark.parametrize("title", ["", " ", "示例"])
def test_retitle_needs_another_name(title):
    order = OrderFactory(title="示例")

    with pytest.raises(StepError):
        order.retitle(title, by=UserFactory())


def test_record_look_is_internal(order, liaison):
    order.record_look(by=liaison, reason="约上门时间")

    event = order.events.get()
    assert (event.step, event.note, event.is_shown, event.office) == (
        "contact",
        "约上门时间",
        False,
        order.lead,
    )


def test_postpone_keeps_the_first_limit(order):
    first = order.resolve_due

    order.postpone(LATER)
    order.postpone(LATER.replace(month=12, day=25))

    assert (order.resolve_due.day, order.first_resolve_due) == (25, first)
    assert order.turn == 2


# --- 移交 ---


def test_hand_over_goes_from_community_to_street_to_district():
    district = OrganizationFactory(level=Level.DISTRICT)
    street = StreetFactory(parent=district)
    alliance = AllianceFactory(anchor=street)
    host = community_of(alliance)
    order = OrderFactory(alliance=alliance, host=host, lead=host, working=True)

    order.hand_over(street, by=UserFactory(organization=host), note="需要协调电力公司")
    answers = order.responsible
    order.hand_over(district, by=UserFactory(organization=street), note="线路归区里管")

    assert (answers, order.lead, order.responsible) == (street, district, street)


def test_transferable_by(order, liaison):
    alliance = order.alliance
    other = community_of(alliance)
    led = OrderFactory(alliance=alliance, host=alliance.anchor, lead=other, working=True)
    rows = ServiceOrder.objects
    users = [UserFactory(organization=place) for place in (alliance.anchor, order.host, other)]

    found = [set(rows.transferable_by(user)) for user in (*users, liaison)]

    assert found == [{order, led}, {order}, {led}, set()]
