"""Photos are sent once: they outlast an error, whoever sends them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from officekit import photos
from orders.forms.work import RemarkForm
from tests.factories import OrderFactory, UserFactory, community_of, unit_of
from tests.orders.filling import a_photo
from tests.orders.following import enter, url

pytestmark = pytest.mark.django_db
LOST = "文件没有保存下来"


@pytest.fixture
def order(alliance):
    community = community_of(alliance)
    unit = unit_of(alliance, community)
    return OrderFactory(alliance=alliance, host=community, lead=unit, working=True)


@pytest.fixture
def work(client, order):
    """work(step, …): the unit sends the form of a step."""
    client.force_login(UserFactory(organization=order.lead))

    def send(step, **typed):
        address = reverse("orders:order_work", args=[order.pk, step])
        return client.post(address, {"turn": order.turn, **typed})

    return send


def kept_of(page):
    return page.context["form"].kept


def test_photos_of_a_unit_wait_until_the_words_are_there(order, work):
    page = work("finish", result="", photos=[a_photo(), a_photo()])
    kept = kept_of(page)
    assert (page.status_code, len(kept)) == (422, 2)
    assert LOST not in page.text

    page = work("finish", result="", kept=kept, photos=[a_photo()])
    kept = kept_of(page)
    work("finish", result="已换好灯。", kept=kept, drop=kept[:1])

    assert order.events.get(step="finish").photos.count() == 2
    assert photos.known(kept[1:]) == []


def test_photos_of_a_unit_wait_where_somebody_was_quicker(order, work):
    order.pause(by=UserFactory(organization=order.lead), answer="等配件。")

    page = work("finish", turn=order.turn - 1, result="已换好灯。", photos=[a_photo()])

    assert (page.status_code, len(kept_of(page))) == (409, 1)
    assert not order.photos.exists()


def test_no_more_than_four_however_they_come(work):
    kept = kept_of(work("progress", photos=[a_photo() for _ in range(3)]))

    page = work("progress", answer="已换好灯。", kept=kept, photos=[a_photo(), a_photo()])

    assert page.context["form"].errors["photos"] == ["照片一共最多 4 张，请删去几张。"]


def test_photos_of_a_resident_wait_until_the_words_fit(client, order):
    with time_machine.travel(datetime(2026, 11, 24, 2, 12, tzinfo=UTC), tick=False) as clock:
        enter(client, order)
        address = url(order, "orders:order_act", "add")

        def send(**typed):
            token = client.get(address).context["form"].guard.token
            clock.shift(timedelta(seconds=20))
            return client.post(address, {"guard_token": token, **typed})

        kept = kept_of(send(words="亮" * 501, photos=[a_photo()]))
        answer = send(words="", kept=kept)

    assert answer.url == url(order)
    assert order.events.get(step="add").photos.count() == 1


def test_photo_that_the_other_of_two_clicks_has_stored_stands_in_nobodys_way(order):
    token = photos.keep(a_photo())
    form = RemarkForm(
        {"turn": order.turn, "note": "已换好灯。", "kept": [token]}, order=order, words={}
    )
    assert form.is_valid()
    photos.drop([token])

    with form.opened_photos() as opened:
        assert opened == []
    assert form.kept_photos() == []
