from datetime import timedelta

import pytest
from django.urls import reverse

from officekit.codes import spell_code
from orders.models import ServiceOrder
from orders.receipts import receipt_url
from tests.factories import AllianceFactory, OrderFactory

pytestmark = pytest.mark.django_db


def test_receipt_shows_the_code_and_what_happens_next(resident):
    page = resident.client.get(resident.place()["Location"])

    order = ServiceOrder.objects.get()
    assert order.shown_code in page.text
    assert spell_code(order.code) in page.text
    assert "2026年11月24日前，示例社区答复您" in page.text
    assert "一般 2026年12月2日前办好" in page.text
    assert "138****1234" in page.text
    assert "13800001234" not in page.text
    assert "data:image/svg+xml" in page.text
    assert "0351-0000000" in page.text
    assert (
        f"http://testserver{reverse('orders:order_track', args=[order.alliance.slug])}" in page.text
    )


def test_receipt_is_kept_by_nobody_and_found_by_no_search_engine(resident):
    page = resident.client.get(resident.place()["Location"])

    assert (page["Cache-Control"], page["X-Robots-Tag"]) == (
        "private, no-store",
        "noindex, nofollow",
    )
    assert '<meta name="robots" content="noindex">' in page.text


def test_receipt_opens_for_a_day(resident, clock):
    url = resident.place()["Location"]

    clock.shift(timedelta(hours=23))
    assert resident.client.get(url).status_code == 200
    clock.shift(timedelta(hours=2))
    over = resident.client.get(url)

    assert (over.status_code, over["Cache-Control"]) == (410, "private, no-store")
    assert "凭编号和电话后四位查进度" in over.text


@pytest.mark.parametrize("token", ["x", "MQ:1:x", "..", "%00", "🙂"])
def test_token_of_nobody_is_not_found(client, alliance, token):
    url = reverse("orders:order_receipt", args=[alliance.slug, "TOKEN"]).replace("TOKEN", token)

    assert client.get(url).status_code in {400, 404}


def test_receipt_is_not_found_under_another_alliance(client):
    order = OrderFactory()
    url = receipt_url(order).replace(order.alliance.slug, AllianceFactory().slug, 1)

    assert client.get(url).status_code == 404


def test_receipt_asks_the_database_as_often_for_every_order(resident, django_assert_num_queries):
    url = resident.place()["Location"]
    resident.client.get(url)

    with django_assert_num_queries(2):
        resident.client.get(url)
