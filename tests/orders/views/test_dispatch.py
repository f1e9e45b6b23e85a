"""派单 and what else the receiving side, or the street, does with an order."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from members.models import AuditLog
from orders.models import OrderNotice, ServiceOrder
from tests.factories import (
    AllianceFactory,
    AnswerTemplateFactory,
    OrderCategoryFactory,
    OrderFactory,
    RefusalReasonFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def alliance():
    return AllianceFactory()


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委", short_name="示例社区")


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community, name="示例医院党总支", short_name="示例医院")


@pytest.fixture
def order(alliance, community):
    return OrderFactory(alliance=alliance, host=community)


def login(client, organization, name="示例书记"):
    user = UserFactory(organization=organization, name=name)
    client.force_login(user)
    return user


def url(name, order, *more):
    return reverse(f"orders:{name}", args=[order.pk, *more])


def send(client, order, name="order_dispatch", **data):
    """A form on top of what the order is now."""
    return client.post(url(name, order), {"turn": order.turn, "urgency": "normal", **data})


# --- 派单 ---


def test_page_offers_units_with_words_for_the_resident(client, alliance, community, unit, order):
    AnswerTemplateFactory(alliance=alliance, occasion="dispatch", words="已请单位办理。")
    login(client, community)

    response = client.get(order.get_absolute_url())

    assert [found.unit for found in response.context["suggestions"]] == [unit]
    assert response.context["chosen"] == str(unit.pk)
    assert "已请单位办理。" in response.text
    assert "派出后单位 1 个工作日内须接单或退单" in response.text
    assert "一般 · 7 个工作日（12月2日前）" in response.text
    assert "疑难 · 15 个工作日（12月14日前）" in response.text


def test_dispatch_to_a_suggested_unit_with_a_helper(client, alliance, community, unit, order):
    helper = unit_of(alliance, name="示例物业党支部")
    login(client, community)

    response = send(
        client,
        order,
        suggested=unit.pk,
        assistants=[helper.name, ""],
        note="请先打电话",
        answer="已请单位办理",
    )

    order.refresh_from_db()
    assert response.status_code == 302
    assert (order.status, order.lead, list(order.assistants.all())) == (
        "dispatched",
        unit,
        [helper],
    )
    assert OrderNotice.objects.get().event.answer == "已请单位办理"
    assert AuditLog.objects.filter(detail="派单").exists()
    page = client.get(order.get_absolute_url())
    assert list(page.context["assistants"]) == [helper]
    assert page.context["alike"] is None


def test_dispatch_to_any_other_member_by_its_name(client, alliance, community, unit, order):
    other = unit_of(alliance, name="示例家政公司党支部")
    login(client, community)

    send(client, order, suggested=unit.pk, other="示例家政")

    order.refresh_from_db()
    assert order.lead == other


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "请选择派给谁"),
        ({"suggested": "0"}, "不在可选的名单里"),
        ({"other": "没有这家"}, "没有找到"),
        ({"other": "示例社区党委"}, "社区自己办"),
        ({"other": "示例街道党工委"}, "上报街道"),
        ({"suggested": "7" * 40}, "不在可选的名单里"),
        ({"suggested": "unit", "urgency": "soon"}, "soon"),
        ({"turn": ""}, "必填"),
    ],
)
def test_dispatch_that_is_not_filled_in_well_keeps_what_was_typed(
    client, alliance, community, unit, order, data, words
):
    alliance.anchor.name = "示例街道党工委"
    alliance.anchor.save()
    login(client, community)
    if data.get("suggested") == "unit":
        data = data | {"suggested": unit.pk}

    response = send(client, order, note="请先打电话", **data)

    order.refresh_from_db()
    assert (response.status_code, order.status) == (422, "placed")
    assert "请先打电话" in response.text
    assert words in response.text or data.get("turn") == ""


def test_other_urgency_moves_the_limit_and_is_written_down(client, community, unit, order):
    login(client, community)

    send(client, order, suggested=unit.pk, urgency="hard", note="要协调")

    order.refresh_from_db()
    assert order.resolve_due == datetime(2026, 12, 14, 15, 59, 59, tzinfo=UTC)
    assert order.events.get().note == (
        "紧急程度由“一般”改为“疑难”，办结时限改到2026年12月14日。\n要协调"
    )


def test_second_secretary_is_told_who_was_quicker_and_to_whom(
    client, alliance, community, unit, order
):
    other = unit_of(alliance, name="示例物业党支部")
    order.dispatch(unit, by=UserFactory(organization=community, name="示例张"))
    login(client, community, "示例李")

    response = client.post(
        url("order_dispatch", order),
        {"turn": 0, "urgency": "normal", "suggested": other.pk, "note": "请先打电话"},
    )

    order.refresh_from_db()
    assert (response.status_code, order.lead) == (409, unit)
    assert "示例社区 示例张先办了一步：派单给示例医院，现在是“待接单”" in response.text
    assert "请先打电话" in response.text


def test_after_a_return_the_old_page_is_shown_again_on_top_of_it(client, community, unit, order):
    secretary = login(client, community)
    order.dispatch(unit, by=secretary)
    order.give_back(by=UserFactory(organization=unit, name="示例王"), note="设备在修")

    first = client.post(
        url("order_dispatch", order),
        {"turn": 0, "urgency": "normal", "suggested": unit.pk, "note": "还是请您"},
    )
    form = first.context["dispatch_form"]

    assert first.status_code == 409
    assert "示例医院 示例王先办了一步：退单" in first.text
    assert (form["turn"].value(), form["note"].value()) == ("2", "还是请您")
    assert first.context["chosen"] == str(unit.pk)
    assert "退过这一单" in first.text


def test_dispatched_by_somebody_while_the_form_was_checked(
    client, community, unit, order, monkeypatch
):
    login(client, community)
    quick = UserFactory(organization=community, name="示例张")
    dispatch = ServiceOrder.dispatch

    def slow(self, *args, **kwargs):
        monkeypatch.undo()
        dispatch(ServiceOrder.objects.get(pk=self.pk), unit, by=quick)
        dispatch(self, *args, **kwargs)

    monkeypatch.setattr(ServiceOrder, "dispatch", slow)
    response = send(client, order, suggested=unit.pk)

    assert response.status_code == 409
    assert "示例张先办了一步" in response.text
    assert order.events.filter(step="dispatch").count() == 1


# --- 受理, 自己办, 不予受理 ---


@pytest.mark.parametrize(
    ("step", "status", "label"),
    [("accept", "accepted", "受理"), ("undertake", "working", "自己办")],
)
def test_steps_with_words_for_the_resident(client, alliance, community, order, step, status, label):
    AnswerTemplateFactory(alliance=alliance, occasion=step, words="我们已经收到。")
    login(client, community)

    page = client.get(url("order_answer", order, step))
    client.post(url("order_answer", order, step), {"turn": 0, "answer": "我们会去看"})

    order.refresh_from_db()
    assert "我们已经收到。" in page.text
    assert (order.status, order.events.get().answer) == (status, "我们会去看")


def test_answer_page_is_for_steps_with_words_alone(client, community, order):
    login(client, community)

    assert client.get(url("order_answer", order, "dispatch")).status_code == 404
    assert client.get(url("order_answer", order, "fly")).status_code == 404


def test_answer_that_comes_second_keeps_its_words(client, community, unit, order):
    order.dispatch(unit, by=login(client, community))

    response = client.post(
        url("order_answer", order, "accept"), {"turn": 0, "answer": "我们会去看"}
    )

    assert response.status_code == 409
    assert "我们会去看" in response.text


def test_refuse_shows_the_words_of_the_reason_first(client, alliance, community, order):
    reason = RefusalReasonFactory(alliance=alliance, words="请拨打 12345。")
    RefusalReasonFactory(alliance=alliance, is_active=False)
    RefusalReasonFactory()
    login(client, community)

    choice = client.get(url("order_refuse", order))
    page = client.get(url("order_refuse", order), {"reason": reason.pk})

    assert (choice.context["reasons"], choice.context.get("form")) == ([reason], None)
    assert page.context["form"]["answer"].value() == "请拨打 12345。"


def test_refuse_openly_with_words_that_were_changed(client, alliance, community, order):
    reason = RefusalReasonFactory(alliance=alliance)
    login(client, community)

    client.post(
        f"{url('order_refuse', order)}?reason={reason.pk}",
        {"turn": 0, "answer": "这件事请找物业。", "note": "居民有意见"},
    )

    order.refresh_from_db()
    event = order.events.get()
    assert (order.status, order.refusal) == ("refused", reason)
    assert (event.answer, event.note, event.is_shown) == ("这件事请找物业。", "居民有意见", True)
    assert f"不予受理：{reason.name}" in client.get(order.get_absolute_url()).text


def test_refuse_without_words_or_with_a_foreign_reason(client, alliance, community, order):
    reason, foreign = RefusalReasonFactory(alliance=alliance), RefusalReasonFactory()
    login(client, community)

    empty = client.post(
        f"{url('order_refuse', order)}?reason={reason.pk}", {"turn": 0, "note": "留着的话"}
    )
    other = client.post(
        f"{url('order_refuse', order)}?reason={foreign.pk}", {"turn": 0, "answer": "不办"}
    )

    order.refresh_from_db()
    assert (empty.status_code, order.status) == (422, "placed")
    assert "留着的话" in empty.text
    assert other.context.get("form") is None


def test_page_says_where_no_reasons_are_set(client, community, order):
    login(client, community)

    assert "街道还没有设置" in client.get(url("order_refuse", order)).text


# --- 上报街道 ---


def test_community_waits_for_the_street_and_the_street_decides(
    client, alliance, community, unit, order
):
    order.escalate(by=login(client, community), note="要环卫公司加车")

    page = client.get(order.get_absolute_url())
    assert "已上报街道，等街道协调" in page.text
    assert page.context["can"] == set()
    response = send(client, order, suggested=unit.pk)
    assert response.status_code == 409
    assert "由街道协调" in response.text

    login(client, alliance.anchor)
    page = client.get(order.get_absolute_url())
    assert "要环卫公司加车" in page.text
    assert "街道自己办" in page.text
    assert [step.label for step in page.context["steps"]] == ["交回社区办理"]
    send(client, order, suggested=unit.pk)
    order.refresh_from_db()
    assert order.status == "dispatched"


# --- 核实 ---


@pytest.fixture
def finished(alliance, community, unit):
    return OrderFactory(alliance=alliance, host=community, finished=True, lead=unit)


def test_verify_with_what_was_found(client, community, finished):
    login(client, community)
    assert "核实办理结果" in client.get(finished.get_absolute_url()).text

    send(client, finished, "order_verify", way="visit", note="灯亮了", answer="请您评价")

    finished.refresh_from_db()
    assert (finished.status, finished.verified_way) == ("verified", "visit")
    assert (finished.events.get().note, finished.events.get().answer) == ("灯亮了", "请您评价")


def test_verify_that_is_not_filled_in_keeps_what_was_typed(client, community, finished):
    login(client, community)

    response = send(client, finished, "order_verify", way="dream", note="灯亮了")

    assert response.status_code == 422
    assert response.context["verify_form"]["note"].value() == "灯亮了"


def test_verify_that_comes_second_keeps_what_was_typed(client, community, finished):
    user = login(client, community)
    ServiceOrder.objects.get(pk=finished.pk).send_back(by=user, note="没修好")

    response = send(client, finished, "order_verify", way="visit", note="灯亮了")

    assert response.status_code == 409
    assert "先办了一步：退回再办" in response.text
    assert "灯亮了" in response.text


# --- who may ---


def test_unit_and_stranger_dispatch_nothing(client, community, unit, order):
    order.dispatch(unit, by=UserFactory(organization=community))
    login(client, unit)

    assert "can" not in client.get(order.get_absolute_url()).context
    assert send(client, order, suggested=unit.pk).status_code == 403
    login(client, community_of(AllianceFactory()))
    assert send(client, order, suggested=unit.pk).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_page_query_count(client, alliance, community, number, django_assert_num_queries):
    category = OrderCategoryFactory(alliance=alliance)
    of = {"alliance": alliance, "host": community, "category": category}
    orders = OrderFactory.create_batch(number, **of)
    for _ in range(number):
        OrderFactory(**of, rated=True, lead=unit_of(alliance, community))
    login(client, community)
    client.get(orders[0].get_absolute_url())

    with django_assert_num_queries(22):
        client.get(orders[0].get_absolute_url())
