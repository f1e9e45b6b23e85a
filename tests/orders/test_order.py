"""服务订单: its states, its limits, and what its table refuses."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from members.models import Message, StepError
from officekit.codes import is_code
from orders.models import OrderNotice, OrderStatus, ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    RefusalReasonFactory,
    TimeLimitFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
# A Monday.
MOMENT = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)


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
def secretary(community):
    return UserFactory(organization=community)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def liaison(unit):
    return UserFactory(organization=unit)


@pytest.fixture
def clerk(alliance):
    return UserFactory(organization=alliance.anchor)


def placed(alliance, community, **facts):
    category = facts.pop("category", None) or OrderCategoryFactory(alliance=alliance)
    return ServiceOrder.objects.place(
        alliance=alliance, host=community, category=category, words="楼道灯坏了", **facts
    )


def last_event(order):
    return order.events.order_by("-pk").first()


# --- 点单 ---


def test_place_gives_a_code_limits_and_tells_the_community(alliance, community, secretary):
    order = placed(alliance, community, phone="13800001234", name="示例阿姨")

    assert is_code(order.code)
    assert (order.status, order.responsible) == (OrderStatus.PLACED, community)
    assert order.answer_due == datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC)
    assert order.resolve_due == datetime(2026, 12, 2, 15, 59, 59, tzinfo=UTC)
    assert [event.step for event in order.events.all()] == ["place"]
    assert "13800001234" not in Message.objects.get(user=secretary).title


def test_place_stores_the_same_form_once(alliance, community):
    form = uuid4()

    orders = {placed(alliance, community, submission=form).pk for _ in range(2)}

    assert len(orders) == ServiceOrder.objects.count() == 1


def test_place_tries_another_code_where_one_is_taken(alliance, community, monkeypatch):
    taken = OrderFactory(alliance=alliance, host=community).code
    codes = iter([taken, "222222222"])
    monkeypatch.setattr(ServiceOrder._meta.get_field("code"), "_get_default", lambda: next(codes))

    assert placed(alliance, community).code == "222222222"


def test_place_gives_up_after_some_tries(alliance, community, monkeypatch):
    taken = OrderFactory(alliance=alliance, host=community).code
    monkeypatch.setattr(ServiceOrder._meta.get_field("code"), "_get_default", lambda: taken)

    with pytest.raises(StepError):
        placed(alliance, community)


def test_contact_is_stored_encrypted(alliance, community):
    order = placed(alliance, community, phone="13800001234", name="示例阿姨", address="示例巷 1 号")

    row = ServiceOrder.objects.filter(pk=order.pk).extra(
        select={"raw_phone": "phone", "raw_name": "name", "raw_address": "address"}
    )

    for raw in row.values_list("raw_phone", "raw_name", "raw_address")[0]:
        assert raw.startswith("v1:")


def test_own_limits_of_the_street_come_before_the_usual(alliance, community):
    category = OrderCategoryFactory(alliance=alliance, urgency="normal")
    all_kinds = TimeLimitFactory(alliance=alliance, urgency="normal", resolve=3)
    assert str(all_kinds) == "一般（各类）"
    general = placed(alliance, community, category=category)
    TimeLimitFactory(alliance=alliance, urgency="normal", category=category, resolve=2)

    special = placed(alliance, community, category=category)

    assert [order.resolve_due.day for order in (general, special)] == [26, 25]


# --- 派单、接单、办结、核实 ---


def test_the_normal_way(alliance, community, secretary, unit, liaison):
    order = placed(alliance, community)

    order.accept(by=secretary)
    order.dispatch(unit, by=secretary, note="请先电话联系", answer="已派给物业。")
    assert (order.responsible, order.lead) == (community, unit)
    order.take(by=liaison, note="明天上门。")
    assert (order.responsible, order.handler, order.answer_due) == (unit, liaison, None)
    order.progress(by=liaison, answer="已更换 6 盏。")
    order.finish(by=liaison, result="全部更换")
    order.verify(by=secretary, way="visit")
    order.rate(solved="yes", stars=5, words="谢谢")

    assert order.status == OrderStatus.RATED
    assert [event.step for event in order.events.order_by("pk")] == [
        *("place", "accept", "dispatch", "take", "progress", "finish", "verify", "rate")
    ]
    told = list(OrderNotice.objects.order_by("pk").values_list("event__answer", flat=True))
    assert told == ["已派给物业。", "明天上门。", "已更换 6 盏。", "全部更换"]


def test_note_among_staff_is_never_an_answer(alliance, community, secretary, unit):
    order = placed(alliance, community)

    order.dispatch(unit, by=secretary, note="居民脾气急")

    event = order.events.shown().first()
    assert (event.answer, event.note) == ("", "居民脾气急")


def test_two_sides_on_an_old_page_cannot_both_move(alliance, community, secretary, unit):
    order = placed(alliance, community)
    stale = ServiceOrder.objects.get(pk=order.pk)
    order.accept(by=secretary)
    order.dispatch(unit, by=secretary)
    order.recall(by=secretary, note="派错")
    stale.status, stale.turn = "accepted", 1  # as a page showed it before

    with pytest.raises(StepError):
        stale.dispatch(unit, by=secretary)


def test_give_back_leaves_the_community_responsible(alliance, community, secretary, unit, liaison):
    order = placed(alliance, community)
    order.dispatch(unit, by=secretary)

    order.give_back(by=liaison, note="没有这类工人")

    assert (order.status, order.lead, order.responsible) == ("accepted", None, community)
    assert Message.objects.filter(user=secretary, body="没有这类工人").exists()


def test_give_back_after_the_limit_is_too_late(alliance, community, secretary, unit, liaison):
    order = placed(alliance, community)
    order.dispatch(unit, by=secretary)

    with time_machine.travel(MOMENT + timedelta(days=3)), pytest.raises(StepError):
        order.give_back(by=liaison, note="没有这类工人")


def test_refuse_wants_words_for_the_resident(alliance, community, secretary):
    order = placed(alliance, community)
    reason = RefusalReasonFactory(alliance=alliance)

    with pytest.raises(StepError):
        order.refuse(reason, by=secretary, answer=" ")
    order.refuse(reason, by=secretary, answer="请拨打 12345。")

    assert (order.status, order.refusal, order.is_closed) == ("refused", reason, True)


def test_pause_stops_the_clock(alliance, community, secretary, unit, liaison):
    order = placed(alliance, community)
    order.dispatch(unit, by=secretary)
    order.take(by=liaison)
    order.pause(by=liaison, answer="等居民在家")
    assert (order.due(), order.is_late(MOMENT + timedelta(days=99))) == (None, False)

    with time_machine.travel(MOMENT + timedelta(days=2)):
        order.resume(by=liaison)

    assert order.resolve_due == datetime(2026, 12, 4, 15, 59, 59, tzinfo=UTC)


# --- 街道 ---


def test_escalated_order_comes_back_with_the_streets_word(alliance, community, secretary, clerk):
    order = placed(alliance, community)
    order.escalate(by=secretary, note="需要城管")
    assert (order.turn_of, order.responsible) == (alliance.anchor, community)

    order.direct(by=clerk, note="已协调城管")

    assert (order.status, order.turn_of) == ("accepted", community)


def test_street_may_take_it_over(alliance, community, secretary, clerk):
    order = placed(alliance, community)
    order.escalate(by=secretary, note="需要城管")

    order.undertake(by=clerk)

    assert (order.status, order.lead, order.responsible) == (
        *("working", alliance.anchor, alliance.anchor),
    )


def test_streets_own_order_is_not_handed_up(alliance, clerk):
    order = placed(alliance, alliance.anchor)

    assert "escalate" not in {step.name for step in order.steps_for(clerk)}
    with pytest.raises(StepError):
        order.escalate(by=clerk, note="没有上级")


# --- 并单 ---


def test_merged_order_keeps_its_code_and_hears_the_answers(alliance, community, secretary):
    first, second, third = (placed(alliance, community) for _ in range(3))
    second.merge(first, by=secretary, answer="已并单，一起办理。")
    first.merge(third, by=secretary)

    third.accept(by=secretary, note="已受理。")

    second.refresh_from_db()
    assert second.merged_into == third
    heard = OrderNotice.objects.filter(event__answer="已受理。").values_list("order", flat=True)
    assert set(heard) == {first.pk, second.pk, third.pk}


def test_two_cannot_be_merged_into_each_other(alliance, community, secretary):
    first, second = placed(alliance, community), placed(alliance, community)
    first.merge(second, by=secretary)

    with pytest.raises(StepError):
        second.merge(first, by=secretary)
    with pytest.raises(StepError):
        second.merge(second, by=secretary)


def test_split_makes_it_a_matter_of_its_own(alliance, community, secretary):
    first, second = placed(alliance, community), placed(alliance, community)
    first.merge(second, by=secretary)

    first.split(by=secretary, note="不是同一盏灯")

    assert (first.status, first.merged_into, first.closed_at) == ("accepted", None, None)


# --- 居民 ---


def test_urge_once_a_day(alliance, community, secretary):
    order = placed(alliance, community)

    order.urge()
    with pytest.raises(StepError):
        order.urge()
    with time_machine.travel(MOMENT + timedelta(days=1)):
        order.urge()

    assert order.events.filter(step="urge").count() == 2


def test_unsolved_goes_back_to_the_community(alliance, community, secretary, unit, liaison):
    order = placed(alliance, community)
    order.dispatch(unit, by=secretary)
    order.take(by=liaison)
    order.finish(by=liaison, result="已更换")

    order.rate(solved="no", stars=3, words="还是不亮")

    assert (order.status, order.lead, order.responsible, order.reopened) == (
        *("accepted", None, community, 1),
    )


def test_unsolved_by_the_community_itself_goes_to_the_street(alliance, community, secretary):
    order = placed(alliance, community)
    order.undertake(by=secretary)
    order.finish(by=secretary, result="已更换")

    order.rate(solved="yes", stars=1)

    assert (order.status, order.responsible) == ("escalated", alliance.anchor)


def test_reopen_within_the_days_that_the_street_allows(alliance, community, secretary):
    order = OrderFactory(alliance=alliance, host=community, verified=True)

    with (
        time_machine.travel(MOMENT + timedelta(days=31)),
        pytest.raises(StepError),
    ):
        order.reopen(words="又坏了")
    with time_machine.travel(MOMENT + timedelta(days=30)):
        order.reopen(words="又坏了")

    assert order.status == "accepted"


def test_withdrawn_order_is_closed_and_the_workers_are_told(
    alliance, community, secretary, unit, liaison
):
    order = placed(alliance, community)
    order.dispatch(unit, by=secretary)

    order.withdraw(note="自己修好了")

    assert (order.status, order.is_open) == ("withdrawn", False)
    told = Message.objects.filter(title__startswith="居民撤回了").values_list("user", flat=True)
    assert set(told) == {secretary.pk, liaison.pk}


# --- what the table refuses ---


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "working", "answer_due": None},
        {"status": "accepted", "lead": "unit"},
        {"status": "placed", "answer_due": None},
        {"status": "placed", "paused_at": MOMENT},
        {"status": "finished", "lead": "unit", "finished_at": MOMENT},
        {"status": "refused", "closed_at": MOMENT},
        {"status": "merged", "closed_at": MOMENT},
        {"status": "withdrawn"},
        {
            "status": "rated",
            "lead": "unit",
            "finished_at": MOMENT,
            "result": "好",
            "closed_at": MOMENT,
        },
        {"wiped_on": MOMENT.date()},
    ],
    ids=str,
)
def test_table_refuses(facts, unit):
    if facts.get("lead"):
        facts = {**facts, "lead": unit}

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderFactory(**facts)
