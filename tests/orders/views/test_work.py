"""The lead's side of an order: each step once, on a fresh page, with the words a person has seen."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from PIL import Image

from members.models import AuditLog
from orders.models import OrderNotice, ServiceOrder
from tests.factories import (
    AllianceFactory,
    AnswerTemplateFactory,
    OrderExtensionFactory,
    OrderFactory,
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
    return community_of(alliance)


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community)


@pytest.fixture
def sent(alliance, community, unit):
    return OrderFactory(alliance=alliance, host=community, lead=unit, dispatched=True)


@pytest.fixture
def working(alliance, community, unit):
    return OrderFactory(alliance=alliance, host=community, lead=unit, working=True)


def login(client, organization):
    user = UserFactory(organization=organization)
    client.force_login(user)
    return user


def do(client, order, work, **typed):
    url = reverse("orders:order_work", args=[order.pk, work])
    return client.post(url, {"turn": order.turn, **typed})


def labels(client, order):
    return [panel.label for panel in client.get(order.get_absolute_url()).context["panels"]]


def photo(name="a.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "JPEG")
    out.seek(0)
    out.name = name
    return out


# --- 接单、退单 ---


def test_words_for_the_resident_stand_ready(client, alliance, sent, unit):
    AnswerTemplateFactory(alliance=alliance, occasion="take", words="{单位}已接单，{期限}前办好。")
    login(client, unit)

    text = client.get(sent.get_absolute_url()).text

    assert f"{unit.label}已接单，12月2日前办好。</textarea>" in text
    assert "请在<b>2026年11月24日</b>前接单" in text
    assert "自动上报街道" in text


def test_take_tells_the_resident_what_was_written(client, sent, unit):
    user = login(client, unit)

    response = do(client, sent, "take", note="明天上门。")

    assert response.url == sent.get_absolute_url()
    sent.refresh_from_db()
    assert (sent.status, sent.responsible, sent.handler) == ("working", unit, user)
    assert OrderNotice.objects.get().event.answer == "明天上门。"
    assert AuditLog.objects.get(action="step").detail == "接单"


def test_give_back_needs_a_reason_and_its_limit(client, sent, unit):
    login(client, unit)

    rows = ServiceOrder.objects.filter(pk=sent.pk)

    empty = do(client, sent, "give_back")
    rows.update(answer_due=MOMENT - timedelta(hours=1))
    late = do(client, sent, "give_back", note="没有这个工种")
    rows.update(answer_due=MOMENT + timedelta(hours=1))
    done = do(client, sent, "give_back", note="没有这个工种")

    assert (empty.status_code, late.status_code, done.status_code) == (422, 409, 302)
    assert "没有这个工种</textarea>" in late.text
    sent.refresh_from_db()
    assert (sent.status, sent.lead) == ("accepted", None)


def test_nothing_is_done_on_an_old_page(client, working, unit):
    login(client, unit)
    old = working.turn
    working.progress(by=UserFactory(organization=unit), answer="已到货。")

    response = client.post(
        reverse("orders:order_work", args=[working.pk, "finish"]),
        {"turn": old, "result": "已换好"},
    )

    assert response.status_code == 409
    assert "刚刚有人先办理了" in response.text
    assert "已换好</textarea>" in response.text
    working.refresh_from_db()
    assert working.status == "working"


def test_second_click_is_taken_for_the_first(client, working, unit):
    login(client, unit)

    answers = [do(client, working, "finish", result="已换好") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert working.events.filter(step="finish").count() == 1
    assert AuditLog.objects.filter(action="step").count() == 1


def test_same_step_of_somebody_else_is_not_taken_for_ones_own(client, working, unit):
    login(client, unit)
    ServiceOrder.objects.get(pk=working.pk).finish(
        by=UserFactory(organization=unit), result="已换好"
    )

    assert do(client, working, "finish", result="已换好").status_code == 409


# --- 办理 ---


def test_progress_with_photos_is_shown_to_the_resident(client, working, unit):
    login(client, unit)

    do(client, working, "progress", answer="换了 6 盏。", note="余 2 盏", photos=[photo(), photo()])

    event = working.events.get(step="progress")
    assert (event.answer, event.note, event.is_shown) == ("换了 6 盏。", "余 2 盏", True)
    assert [shown.is_shown for shown in event.photos.all()] == [True, True]


def test_progress_needs_words(client, working, unit):
    login(client, unit)

    response = do(client, working, "progress", photos=[photo()])

    assert response.status_code == 422
    assert "请写下进展" in response.text


@pytest.mark.parametrize("number", [1, 5])
def test_wrong_photos_are_refused_and_words_kept(client, working, unit, number):
    login(client, unit)
    files = [photo() for _ in range(5)] if number == 5 else [io.BytesIO(b"%PDF-1.7")]

    response = do(client, working, "finish", result="已换好", photos=files)

    assert response.status_code == 422
    assert "已换好</textarea>" in response.text


def test_clock_stops_visibly_and_goes_on(client, working, unit):
    login(client, unit)

    do(client, working, "pause", answer="等居民在家。")
    working.refresh_from_db()
    page = client.get(working.get_absolute_url()).text
    do(client, working, "resume", note="已约好。")

    assert "起暂停计时，原因居民能看到" in page
    working.refresh_from_db()
    assert working.status == "working"
    assert [event.answer for event in working.events.filter(is_shown=True).order_by("pk")] == [
        "等居民在家。",
        "已约好。",
    ]


def test_hand_over_is_for_community_and_street(client, alliance, working, community, unit):
    other = unit_of(alliance, community)
    login(client, unit)
    assert do(client, working, "hand_over", to=other.name, note="x").status_code == 404
    login(client, community)

    unknown = do(client, working, "hand_over", to="没有这家", note="已换一半")
    done = do(client, working, "hand_over", to=other.name, note="已换一半")

    assert (unknown.status_code, done.status_code) == (422, 302)
    working.refresh_from_db()
    assert (working.lead, working.responsible) == (other, other)


def test_assistants_write_internal_notes_alone(client, alliance, working, community):
    helper = unit_of(alliance, community)
    working.assistants.add(helper)
    login(client, helper)

    assert labels(client, working) == ["内部记录"]
    assert do(client, working, "finish", result="好了").status_code == 404
    assert do(client, working, "remark", note="周三到场").status_code == 302
    assert do(client, working, "remark", note="周三到场").status_code == 302
    assert working.events.get().note == "周三到场"


def test_what_is_offered_follows_the_state(client, alliance, community, unit):
    of = {"alliance": alliance, "host": community}
    orders = [
        OrderFactory(**of, lead=unit, dispatched=True),
        OrderFactory(**of, lead=unit, working=True),
        OrderFactory(**of, lead=unit, paused=True),
        OrderFactory(**of, lead=unit, finished=True),
    ]
    login(client, unit)

    assert [labels(client, order) for order in orders] == [
        ["接单", "退单", "内部记录"],
        ["报进展", "办结", "暂停计时", "申请延期", "内部记录"],
        ["恢复计时", "申请延期", "内部记录"],
        [],
    ]


def test_street_may_write_for_the_lead(client, alliance, working):
    login(client, alliance.anchor)

    text = client.get(working.get_absolute_url()).text

    assert "您可以代为登记" in text


def test_late_work_is_called_late(client, working, unit):
    ServiceOrder.objects.filter(pk=working.pk).update(resolve_due=MOMENT - timedelta(days=1))
    login(client, unit)

    assert "已经过了办结时限" in client.get(working.get_absolute_url()).text


def test_form_has_a_page_of_its_own(client, sent, unit):
    login(client, unit)

    assert client.get(reverse("orders:order_work", args=[sent.pk, "take"])).status_code == 200
    assert client.get(reverse("orders:order_work", args=[sent.pk, "no"])).status_code == 404


@pytest.mark.parametrize("turn", ["", "x", "-1", str(10**30)])
def test_wrong_turn_is_refused(client, sent, unit, turn):
    login(client, unit)
    url = reverse("orders:order_work", args=[sent.pk, "take"])

    assert client.post(url, {"turn": turn, "note": "好"}).status_code in {409, 422}


# --- 事项 ---


def test_host_gives_a_better_name_without_personal_words(client, working, community, unit):
    login(client, unit)
    assert do(client, working, "retitle", title="楼道照明").status_code == 404
    login(client, community)

    personal = do(client, working, "retitle", title="给示例阿姨换灯")
    done = do(client, working, "retitle", title="楼道照明更换")

    assert (personal.status_code, done.status_code) == (422, 302)
    working.refresh_from_db()
    assert working.title == "楼道照明更换"


# --- 延期 ---


def answer(client, extension, name, **typed):
    return client.post(reverse("orders:order_extension_answer", args=[extension.pk, name]), typed)


def test_more_time_is_asked_for_and_granted_in_words_for_the_resident(
    client, working, community, unit
):
    login(client, unit)
    early = do(client, working, "ask_time", until="2026-11-30", reason="配件要调货")
    far = do(client, working, "ask_time", until="2028-01-01", reason="配件要调货")
    do(client, working, "ask_time", until="2026-12-20", reason="配件要调货")
    asked = working.extensions.get()
    assert "收回延期申请" in client.get(working.get_absolute_url()).text

    login(client, community)
    page = client.get(working.get_absolute_url()).text
    empty = answer(client, asked, "grant", answer="")
    done = answer(client, asked, "grant", answer="配件在路上，延到12月20日。")

    assert (early.status_code, far.status_code) == (409, 422)
    assert "办结时限延到2026年12月20日。</textarea>" in page
    assert (empty.status_code, done.status_code) == (422, 302)
    working.refresh_from_db()
    assert working.resolve_due == datetime(2026, 12, 20, 15, 59, 59, tzinfo=UTC)
    assert "原定2026年12月2日前办结" in client.get(working.get_absolute_url()).text


def test_refusing_and_taking_back(client, working, community, unit):
    login(client, community)
    answer(client, OrderExtensionFactory(order=working), "refuse", note="年底要用")
    login(client, unit)
    answer(client, OrderExtensionFactory(order=working), "retract")

    assert [row.status for row in working.extensions.all()] == ["refused", "retracted"]


def test_answering_twice_is_told(client, working, community):
    login(client, community)
    asked = OrderExtensionFactory(order=working, status="retracted")

    assert answer(client, asked, "grant", answer="好").status_code == 409
    assert answer(client, asked, "no").status_code == 404
    assert (
        client.get(reverse("orders:order_extension_answer", args=[asked.pk, "grant"])).status_code
        == 200
    )


def test_page_asks_the_same_few_questions(client, working, unit, django_assert_num_queries):
    login(client, unit)
    OrderExtensionFactory(order=working)
    client.get(working.get_absolute_url())

    with django_assert_num_queries(12):
        client.get(working.get_absolute_url())
