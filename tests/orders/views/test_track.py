"""查进度: who gets in, what nobody is told, and what the page says."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from officekit.codes import ALPHABET, new_code, show_code
from orders import proof
from orders.forms.track import TrackForm
from orders.models import ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderFactory,
)
from tests.orders.following import enter, follow, photo_status, picture, url

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(MOMENT, tick=False) as travel:
        yield travel


@pytest.fixture
def order():
    return OrderFactory()


def entry(order):
    return reverse("orders:order_track", args=[order.alliance.slug])


# --- who gets in ---


def test_code_and_tail_lead_to_the_order(client, order):
    answer = enter(client, order)
    page = client.get(answer.url)

    assert (answer.status_code, answer.url) == (302, url(order))
    assert page.status_code == 200
    for told in (order.title, order.shown_code, order.host.label, order.words):
        assert told in page.text
    for hidden in (order.phone, order.address):
        assert hidden not in page.text


def test_code_of_the_qr_stands_in_the_form(client, order):
    page = client.get(entry(order), {"code": order.code})

    assert f'value="{order.code}"' in page.text


def test_code_may_be_typed_in_any_way(client, order):
    typed = show_code(order.code, "lx").lower().replace("-", " ")

    answer = client.post(entry(order), {"code": typed, "tail": "１２３４"})

    assert answer.url == url(order)


def test_a_landline_and_a_chosen_number_have_a_tail_as_well(client):
    order, other = OrderFactory(phone="0351-4000067"), OrderFactory(phone="", follow_number="8642")

    assert enter(client, order, "0067").status_code == 302
    assert enter(client, other, "8642").status_code == 302


def test_whatever_is_wrong_is_answered_alike(client, order):
    other, wiped = (
        AllianceFactory(),
        OrderFactory(
            alliance=order.alliance,
            wiped_on="2026-11-01",
            name="",
            phone="",
            address="",
            contact_key="",
        ),
    )
    nowhere = OrderFactory.build(alliance=order.alliance, host=order.host, code=new_code())
    without = OrderFactory(alliance=order.alliance, phone="")

    answers = [
        enter(client, order, "9999"),
        enter(client, nowhere),
        enter(client, wiped),
        enter(client, without),
        enter(client, order, alliance=other),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    said = {
        answer.context["form"].non_field_errors()[0].split("，请打电话")[0] for answer in answers
    }
    assert said == {"编号和手机号后四位对不上，请对照回执再核对一遍。找不到回执"}
    assert proof.COOKIE not in client.cookies


def test_whatever_is_wrong_costs_the_same_queries(client, order, django_assert_num_queries):
    nowhere = OrderFactory.build(alliance=order.alliance, host=order.host, code=new_code())
    enter(client, order, "9999")

    for wrong, tail in ((order, "9999"), (nowhere, "1234")):
        with django_assert_num_queries(2):
            enter(client, wrong, tail)


def test_wrong_tries_of_one_code_come_to_an_end(client, order):
    for _ in range(10):
        enter(client, order, "9999")

    late = enter(client, order)

    assert late.status_code == 429
    assert 0 < int(late["Retry-After"]) <= 3600
    assert "以后再试" in late.text


def test_right_tries_are_not_counted(client, order):
    answers = {enter(client, order).status_code for _ in range(12)}

    assert answers == {302}


@pytest.mark.parametrize(
    ("code", "tail"), [("", ""), ("LX-000", "1234"), ("7K3-M9Q-HD", "abcd"), ("示例", "12345")]
)
def test_what_can_not_be_right_is_told_and_stays(client, order, code, tail):
    page = client.post(entry(order), {"code": code, "tail": tail})

    assert page.status_code == 422
    assert page.context["form"].errors


@given(code=st.text(max_size=80), tail=st.text(max_size=30))
@settings(max_examples=150)
def test_whatever_is_typed_is_a_code_or_told(code, tail):
    form = TrackForm({"code": code, "tail": tail})

    if form.is_valid():
        assert set(form.cleaned_data["code"]) <= set(ALPHABET)
        assert form.cleaned_data["tail"].isascii()
        assert len(form.cleaned_data["tail"]) == 4
    else:
        assert all(text for texts in form.errors.values() for text in texts)


@given(prefix=st.text("ABCLX", max_size=6), gap=st.sampled_from(["", " ", "-", "－", "\u200b"]))
def test_every_code_is_read_back(prefix, gap):
    code = new_code()

    form = TrackForm({"code": gap.join([prefix, code[:3], code[3:]]), "tail": "0000"})

    assert form.is_valid()
    assert form.cleaned_data["code"] == code


# --- the proof ---


def test_without_the_proof_one_is_asked_for_it(client, order):
    known = client.get(url(order))
    unknown = client.get(url(OrderFactory.build(alliance=order.alliance, code=new_code())))

    assert known.url == f"{entry(order)}?code={order.code}&again=1"
    assert unknown.url.startswith(entry(order))
    assert "手机号后四位再看" in client.get(known.url).text


def test_the_proof_is_for_one_order_and_one_street(client, order):
    other = OrderFactory(alliance=order.alliance, host=order.host)
    enter(client, order)
    cookie = client.cookies[proof.COOKIE]

    client.cookies.clear()
    client.cookies[proof.COOKIE] = cookie.value
    stolen = client.get(url(other))

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (url(order), True, "Lax")
    assert stolen.status_code == 302


def test_the_proof_is_worth_nothing_where_there_is_no_order(client, order):
    client.cookies[proof.COOKIE] = "x:y"

    unknown = client.get(url(OrderFactory.build(alliance=order.alliance, code=new_code())))

    assert unknown.status_code == 302


def test_the_proof_lasts_half_an_hour_and_longer_by_use(client, order, moment):
    enter(client, order)

    moment.shift(timedelta(minutes=29))
    used = client.get(url(order)).status_code
    moment.shift(timedelta(minutes=29))
    still = client.get(url(order)).status_code
    moment.shift(timedelta(minutes=31))

    assert (used, still, client.get(url(order)).status_code) == (200, 200, 302)


def test_the_proof_ends_where_the_phone_is_another(client, order):
    enter(client, order)
    ServiceOrder.objects.filter(pk=order.pk).update(contact_key="another")

    assert client.get(url(order)).status_code == 302


def test_pages_are_kept_and_indexed_by_nobody(client, order):
    pages = [client.get(entry(order)), follow(client, order), enter(client, order, "9999")]

    for page in pages:
        assert page["Cache-Control"] == "private, no-store"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert page["Referrer-Policy"] == "same-origin"
        assert not page.has_header("ETag")


def test_another_visitor_does_not_get_the_page(client, django_user_model, order):
    follow(client, order)
    client.cookies.clear()

    assert client.get(url(order)).status_code == 302


# --- photos ---


def test_photos_are_shown_with_the_proof_only(client, order):
    event = order.events.create(step="finish", label="办结", source="", target="", is_shown=True)
    shown, hidden = picture(event, order), picture(event, order, is_shown=False)
    foreign = OrderFactory(alliance=order.alliance)
    theirs = picture(foreign.record("add", "居民补充"), foreign)
    before = photo_status(client, order, shown)
    page = follow(client, order)

    found = [photo_status(client, order, photo) for photo in (shown, hidden, theirs)]

    assert (before, found) == (302, [200, 404, 404])
    assert url(order, "orders:order_photo", shown.pk) in page.text
    assert url(order, "orders:order_photo", hidden.pk) not in page.text
