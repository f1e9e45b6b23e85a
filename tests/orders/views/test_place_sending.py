"""我要点单 and 投诉建议: what is stored, with photos, or followed where it is the same matter."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from officekit import photos
from orders.models import OrderStatus, ServiceOrder
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    OrderRulesFactory,
)
from tests.orders.filling import MOMENT, WORDS, Resident, a_photo, errors_of
from tests.racing import race

pytestmark = pytest.mark.django_db


# --- the sending ---


def test_the_same_form_twice_is_one_order_and_one_receipt(resident):
    first = resident.place()
    second = resident.send("send")

    assert second.status_code == 302
    assert first["Location"].split("/receipt/")[0] == second["Location"].split("/receipt/")[0]
    assert ServiceOrder.objects.count() == 1


def test_too_many_with_one_phone_are_told_when_and_whom_to_call(resident):
    for _ in range(5):
        assert resident.place().status_code == 302

    response = resident.place()

    assert response.status_code == 429
    assert "0351-0000000" in response.text
    assert WORDS in response.text
    assert ServiceOrder.objects.count() == 5


def test_sending_that_is_refused_at_the_last_moment_shows_why(resident, monkeypatch):
    """Others with the same phone were quicker by a moment."""
    monkeypatch.setattr("members.guard.Guard.count", lambda *_: "提交得太多，请稍后再来。")

    response = resident.place()

    assert errors_of(response) == {"__all__": ["提交得太多，请稍后再来。"]}
    assert not ServiceOrder.objects.exists()


def test_closed_ordering_says_whom_to_call(resident, alliance):
    OrderRulesFactory(alliance=alliance, is_open=False)

    page = resident.open()

    assert "现在不能在网上点单" in page.text
    assert "0351-0000000" in page.text
    assert resident.send("send").status_code == 409
    assert not ServiceOrder.objects.exists()


def test_without_categories_nothing_can_be_ordered(client, alliance):
    page = client.get(reverse("orders:order_new", args=[alliance.slug]))

    assert "现在不能在网上点单" in page.text


# --- 投诉建议 ---


def test_complaint_goes_to_the_street(client, clock, alliance):
    resident = Resident(client, clock, alliance, "orders:complaint_new")
    kind = OrderCategoryFactory(alliance=alliance, name="投诉建议", is_complaint=True)
    resident.category = kind

    page = resident.open()
    resident.send("send", community=None, address="")

    order = ServiceOrder.objects.get()
    assert "示例社区" not in page.text
    assert resident.hidden["category"] == str(kind.pk)
    assert "1. 说说您的意见" in page.text
    assert (order.host, order.category, order.responsible) == (
        alliance.anchor,
        kind,
        alliance.anchor,
    )


def test_several_kinds_of_complaints_are_offered(client, clock, alliance):
    resident = Resident(client, clock, alliance, "orders:complaint_new")
    for name in ("对社区的意见", "对单位的意见"):
        OrderCategoryFactory(alliance=alliance, name=name, is_complaint=True)

    page = resident.open().text

    assert "1. 哪一类意见？" in page
    assert "对单位的意见" in page


def test_complaint_category_is_not_among_the_services(resident, alliance):
    OrderCategoryFactory(alliance=alliance, name="示例投诉", is_complaint=True)

    assert "示例投诉" not in resident.open().text


# --- photos ---


def test_photos_survive_errors_and_the_preview(resident):
    resident.open()
    resident.read(resident.send("preview", words="", photos=[a_photo(), a_photo()]))
    resident.read(resident.send("preview", kept=resident.kept))
    assert len(resident.kept) == 2

    resident.send("send", kept=resident.kept)

    order = ServiceOrder.objects.get()
    assert order.photos.count() == 2
    assert default_storage.exists(order.photos.first().image.name)
    assert photos.known(resident.kept) == []


def test_photo_can_be_taken_out_again(resident):
    resident.open()
    resident.read(resident.send("back", photos=[a_photo(), a_photo()]))
    first, second = resident.kept

    resident.send("send", kept=[first, second], drop=[first])

    assert ServiceOrder.objects.get().photos.count() == 1


def test_more_than_four_photos_are_refused_however_they_come(resident):
    resident.open()
    resident.read(resident.send("preview", photos=[a_photo() for _ in range(3)]))

    response = resident.send("preview", kept=resident.kept, photos=[a_photo(), a_photo()])

    assert errors_of(response) == {"photos": ["照片一共最多 4 张，请删去几张。"]}


def test_file_that_is_no_photo_is_refused(resident):
    resident.open()

    response = resident.send("preview", photos=[SimpleUploadedFile("a.jpg", b"no")])

    assert "这不是能打开的图片" in str(errors_of(response))


def test_program_stores_no_photos(resident):
    resident.send("preview", photos=[a_photo()])

    assert not default_storage.exists(photos.FOLDER)


def test_photos_of_one_address_are_limited(resident, monkeypatch):
    monkeypatch.setattr("orders.views.sendings.MOST_PHOTO_SENDINGS", 1)
    resident.open()
    resident.send("preview", photos=[a_photo()])

    response = resident.send("preview", photos=[a_photo()])

    assert "照片传得太多了" in str(errors_of(response))


# --- the same matter ---


def test_similar_orders_show_nothing_of_a_person(resident, alliance):
    OrderFactory(
        alliance=alliance, host=resident.community, category=resident.category, area="示例巷",
        title="示例机密标题", created_at=MOMENT,
    )  # fmt: skip
    resident.open()

    page = resident.send("preview").text

    assert "示例巷" in page
    assert "2026年11月点单" in page
    assert "示例机密标题" not in page


def test_following_gives_a_code_of_ones_own(resident, alliance):
    known = OrderFactory(
        alliance=alliance, host=resident.community, category=resident.category, area="示例巷"
    )
    resident.open()
    resident.read(resident.send("preview"))

    response = resident.send(follow=known.pk)

    own = ServiceOrder.objects.latest("pk")
    assert response.status_code == 302
    assert (own.status, own.merged_into, own.phone) == (OrderStatus.MERGED, known, "13800001234")
    assert "您关注的这件事" in resident.client.get(response["Location"]).text


def test_order_that_is_not_offered_cannot_be_followed(resident, alliance):
    over = OrderFactory(
        alliance=alliance,
        host=resident.community,
        category=resident.category,
        area="示例巷",
        verified=True,
    )
    resident.open()

    response = resident.send(follow=over.pk)

    assert response.templates[0].name == "orders/order_preview.html"
    assert not ServiceOrder.objects.exclude(pk=over.pk).exists()


def test_what_was_withdrawn_meanwhile_is_said(resident, alliance, monkeypatch):
    known = OrderFactory(
        alliance=alliance, host=resident.community, category=resident.category, area="示例巷"
    )
    gone = OrderFactory(alliance=alliance, host=resident.community, withdrawn=True)
    monkeypatch.setattr("orders.views.place._followed", lambda *_: gone)
    resident.open()

    response = resident.send(follow=known.pk)

    assert "那一单已撤回" in response.text
    assert ServiceOrder.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_order(client, clock):
    """Whoever comes second is led to the receipt, or asked to wait a moment."""
    resident = Resident(client, clock, AllianceFactory())
    resident.open()
    resident.read(resident.send("preview"))
    answers = []

    def click():
        data = resident.hidden | {"send": ""}
        answers.append(Client().post(resident.url, data).status_code)

    assert race(click, click) == [None, None]
    assert ServiceOrder.objects.count() == 1
    assert 302 in answers
    assert set(answers) <= {302, 422}
    assert resident.send("send").status_code == 302
    assert ServiceOrder.objects.count() == 1
