"""What residents do with their order: once, kept when it cannot be stored, and told what became of it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from members.models import Message
from orders.models import OrderStatus, ServiceOrder
from tests.factories import OrderFactory, OrderResultFactory, UserFactory
from tests.orders.filling import a_photo
from tests.orders.following import enter, follow, url

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(MOMENT, tick=False) as travel:
        yield travel


@pytest.fixture
def send(client, moment):
    """send(order, act, …): opens the page, writes for a while, and sends it."""

    def fill_in(order, act, **typed):
        enter(client, order)
        page = client.get(url(order, "orders:order_act", act))
        moment.shift(timedelta(seconds=20))
        typed["guard_token"] = page.context["form"].guard.token
        return client.post(page.request["PATH_INFO"], typed)

    return fill_in


def said(client, order):
    return [str(message) for message in client.get(url(order)).context["messages"]]


def last(order):
    return order.events.order_by("-pk").first()


def test_words_and_photos_are_added(client, send):
    order = OrderFactory(working=True)

    answer = send(order, "add", words="三楼也不亮。", photos=[a_photo(), a_photo()])

    assert answer.url == url(order)
    assert (last(order).answer, last(order).photos.count()) == ("三楼也不亮。", 2)
    page = client.get(url(order))
    assert "三楼也不亮。" in page.text
    assert "已经补充" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "请写下要补充的情况"),
        ({"words": "亮" * 501}, "最多 500 字"),
        ({"words": "请看", "photos": [SimpleUploadedFile("a.png", b"x")]}, "不是能打开的图片"),
        ({"words": "请看", "photos": [1, 2, 3, 4, 5]}, "照片最多 4 张"),
    ],
)
def test_what_cannot_be_added_is_told_and_stays(send, typed, told):
    order = OrderFactory(working=True)
    if len(typed.get("photos", [])) > 1:
        typed = {**typed, "photos": [a_photo() for _ in typed["photos"]]}

    page = send(order, "add", **typed)

    assert page.status_code == 422
    assert told in page.text
    assert typed.get("words", "") in page.text
    assert not order.events.exists()


def test_double_click_adds_once_and_leads_to_the_page(client, send, moment):
    order = OrderFactory(working=True)
    enter(client, order)
    page = client.get(url(order, "orders:order_act", "add"))
    moment.shift(timedelta(seconds=20))
    typed = {"words": "三楼也不亮。", "guard_token": page.context["form"].guard.token}

    answers = [client.post(url(order, "orders:order_act", "add"), typed) for _ in range(2)]

    assert [answer.url for answer in answers] == [url(order)] * 2
    assert order.events.filter(step="add").count() == 1


def test_what_was_written_outlives_the_proof(client, send, moment):
    order = OrderFactory(working=True)
    enter(client, order)
    page = client.get(url(order, "orders:order_act", "add"))
    moment.shift(timedelta(minutes=40))
    typed = {"words": "写了很久的话。", "guard_token": page.context["form"].guard.token}
    address = url(order, "orders:order_act", "add")

    asked = client.post(address, typed)
    wrong = client.post(address, {**typed, "tail": "9999"})
    odd = client.post(address, {**typed, "tail": "12"})
    answer = client.post(address, {**typed, "tail": "1234"})

    assert (asked.status_code, wrong.status_code) == (200, 422)
    for page in (asked, wrong, odd):
        assert "写了很久的话。" in page.text
    assert answer.url == url(order)
    assert last(order).answer == "写了很久的话。"


def test_urging_is_for_once_a_day(client):
    order = OrderFactory(working=True)
    UserFactory(organization=order.lead)
    enter(client, order)
    address = url(order, "orders:order_urge")

    client.post(address)
    first = said(client, order)
    client.post(address)
    second = said(client, order)

    assert first == [f"已经催办，{order.lead.label}会收到提醒。"]
    assert second == ["今天已经催办过，责任单位已经收到。明天可以再催。"]
    assert order.events.filter(step="urge").count() == 1
    assert Message.objects.filter(title__startswith="居民催办").count() == 1


def test_withdrawn_with_a_word(client, send):
    order = OrderFactory(dispatched=True)

    send(order, "withdraw", words="已经修好了。")

    order.refresh_from_db()
    assert (order.status, last(order).answer) == (OrderStatus.WITHDRAWN, "已经修好了。")
    assert "您已撤回这一单" in follow(client, order).text


def test_satisfied_is_thanked(client, send):
    order = OrderFactory(verified=True)

    send(order, "rate", solved="yes", stars="5", words="谢谢。")

    order.refresh_from_db()
    assert (order.status, order.solved, order.stars) == (OrderStatus.RATED, "yes", 5)
    assert said(client, order) == ["谢谢您的评价。"]


@pytest.mark.parametrize(("solved", "stars"), [("no", "4"), ("yes", "2")])
def test_not_solved_opens_it_again_and_says_who_has_it_now(client, send, solved, stars):
    order = OrderFactory(finished=True)

    send(order, "rate", solved=solved, stars=stars, words="还是不亮。")

    order.refresh_from_db()
    assert (order.status, order.responsible, order.reopened) == ("accepted", order.host, 1)
    assert said(client, order)[0].startswith(f"已经重新打开，现在由{order.host.label}负责")


def test_rating_needs_both_answers_and_keeps_the_words(send):
    order = OrderFactory(finished=True)

    page = send(order, "rate", stars="9", words="还是不亮。")

    assert set(page.context["form"].errors) == {"solved", "stars"}
    assert "还是不亮。" in page.text


def test_reopened_with_a_reason_and_the_words_leave_in_no_message(client, send):
    order = OrderFactory(verified=True, closed_at=MOMENT, finished_at=MOMENT)
    UserFactory(organization=order.host)

    send(order, "reopen", words="又不亮了，请打 13800005678。")

    order.refresh_from_db()
    assert order.status == OrderStatus.ACCEPTED
    assert last(order).answer == "又不亮了，请打 13800005678。"
    assert Message.objects.get().body == ""


def test_too_late_is_told_and_the_words_stay(client, send, moment):
    order = OrderFactory(dispatched=True)
    enter(client, order)
    page = client.get(url(order, "orders:order_act", "withdraw"))
    OrderFactory._meta.model.objects.filter(pk=order.pk).update(
        status="finished", finished_at=MOMENT, result="好了", days_taken=1, on_time=True, turn=3
    )
    moment.shift(timedelta(seconds=20))

    late = client.post(
        page.request["PATH_INFO"],
        {"words": "不用了。", "guard_token": page.context["form"].guard.token},
    )

    assert late.status_code == 422
    assert "不能“撤回点单”" in late.text
    assert "不用了。" in late.text


def test_a_program_is_not_heard(client):
    order = OrderFactory(working=True)
    enter(client, order)

    page = client.post(url(order, "orders:order_act", "add"), {"words": "x", "memo": "spam"})

    assert page.status_code == 422
    assert not order.events.exists()


# --- what cannot be done now ---


def open_ones(client, order):
    choices = follow(client, order).context["choices"]
    return [choice.act.name for choice in choices if not choice.why_not]


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        ("dispatched", ["add", "urge", "withdraw"]),
        ("paused", ["add", "urge", "withdraw"]),
        ("finished", ["rate", "add", "reopen"]),
        ("rated", ["rate", "add", "reopen"]),
        ("refused", ["add", "reopen"]),
        ("withdrawn", ["add"]),
    ],
)
def test_what_can_be_done(client, trait, expected):
    assert open_ones(client, OrderFactory(**{trait: True})) == expected


def test_nothing_but_words_where_it_is_merged(client):
    other = OrderFactory()
    order = OrderFactory(
        alliance=other.alliance,
        status="merged",
        merged_into=other,
        closed_at=MOMENT,
        answer_due=None,
    )

    assert open_ones(client, order) == ["add"]


@pytest.mark.parametrize("act", ["rate", "reopen", "withdraw"])
@pytest.mark.parametrize("trait", ["working", "refused", "withdrawn", "finished"])
def test_what_cannot_be_done_says_why(client, act, trait):
    order = OrderFactory(**{trait: True})
    enter(client, order)

    page = client.get(url(order, "orders:order_act", act))

    assert page.status_code == 200
    assert bool(page.context["why_not"]) == ("<textarea" not in page.text)


def test_reopening_has_an_end(client, moment):
    order = OrderFactory(verified=True, finished_at=MOMENT - timedelta(days=31))

    assert "reopen" not in open_ones(client, order)
    enter(client, order)
    page = client.get(url(order, "orders:order_act", "reopen"))
    assert "可以重开到2026年11月23日" in page.text


def test_what_the_street_itself_refused_is_not_reopened(client):
    order = OrderFactory(refused=True)
    ServiceOrder.objects.filter(pk=order.pk).update(
        host=order.alliance.anchor, responsible=order.alliance.anchor
    )

    assert open_ones(client, order) == ["add"]


def test_urged_today_may_be_urged_tomorrow(client):
    order = OrderFactory(working=True, urged_on=MOMENT.date())

    choice = next(
        choice for choice in follow(client, order).context["choices"] if choice.act.name == "urge"
    )

    assert choice.why_not.startswith("今天已经催办过")


def test_there_is_no_other_act(client):
    order = OrderFactory()
    enter(client, order)

    assert client.get(url(order, "orders:order_act", "merge")).status_code == 404


def shown_to(client, order):
    acts = [choice.act.name for choice in client.get(url(order)).context["choices"]]
    return "object" in acts


def test_resident_objects_to_what_is_to_be_public(client, send):
    result = OrderResultFactory(order=OrderFactory(verified=True))
    enter(client, result.order)
    assert not shown_to(client, result.order)
    result.propose(by=UserFactory(organization=result.host))
    enter(client, result.order)
    assert shown_to(client, result.order)
    page = client.get(url(result.order, "orders:order_act", "object"))
    assert result.done in page.content.decode()

    answer = send(result.order, "object", words="不想让人知道")

    result.refresh_from_db()
    assert (answer.url, result.publication) == (url(result.order), "private")


def test_objection_to_nothing_or_too_late_says_why(client, send, moment):
    plain = OrderFactory(verified=True)
    assert "现在没有准备公开的内容" in send(plain, "object", words="不").content.decode()
    result = OrderResultFactory(order=OrderFactory(verified=True))
    result.propose(by=UserFactory(organization=result.host))
    moment.shift(timedelta(days=4))

    late = send(result.order, "object", words="不想让人知道")

    assert late.status_code == 422
    assert "已经过了可以提出异议的日期" in late.content.decode()
