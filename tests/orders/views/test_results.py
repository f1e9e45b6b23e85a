"""组织晒单 on the desk, and the resident's objection."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orders.models import OrderResult
from tests.factories import (
    OrderFactory,
    OrderPhotoFactory,
    OrderResultFactory,
    ResultPhotoFactory,
    UserFactory,
)
from tests.orders.filling import a_photo

pytestmark = pytest.mark.django_db
WORDS = {"title": "楼道灯已修好", "done": "更换了 6 盏灯。", "partners": "示例物业", "base": 0}
CHECKED = {"words_checked": "on", "photos_checked": "on"}


@pytest.fixture
def order():
    return OrderFactory(verified=True, result="已更换")


@pytest.fixture
def secretary(client, order):
    user = UserFactory(organization=order.host)
    client.force_login(user)
    return user


def address(order):
    return reverse("orders:result_edit", args=[order.pk])


def test_form_starts_from_what_is_known(client, order, secretary):
    form = client.get(address(order)).context["form"]

    assert (form["title"].value(), form["done"].value()) == (order.title, "已更换")


def test_result_is_kept_with_its_photos(client, order, secretary):
    before, hidden = OrderPhotoFactory.create_batch(2, order=order)
    data = {
        **WORDS, **CHECKED, f"stage-{before.pk}": "before", f"alt-{before.pk}": "坏了的灯",
    }  # fmt: skip

    response = client.post(address(order), data)

    result = OrderResult.objects.get()
    assert response.url == result.get_absolute_url()
    assert [(row.photo, row.stage) for row in result.photos.all()] == [(before, "before")]
    assert hidden.pk not in result.photos.values_list("photo", flat=True)


def test_change_on_an_old_page_is_refused_and_keeps_what_was_typed(client, order, secretary):
    result = OrderResultFactory(order=order, edits=2)

    response = client.post(address(order), {**WORDS, **CHECKED, "done": "另一种说法", "base": 1})

    result.refresh_from_db()
    assert response.status_code == 422
    assert "另一种说法" in response.content.decode()
    assert result.done != "另一种说法"


def test_second_first_version_is_refused(client, order, secretary, monkeypatch):
    OrderResultFactory(order=order)
    monkeypatch.setattr("orders.views.results.written_of", lambda order: None)

    response = client.post(address(order), {**WORDS, **CHECKED})

    assert "刚刚有人先写了" in response.content.decode()
    assert OrderResult.objects.count() == 1


def test_photo_shown_needs_words(client, order, secretary):
    photo = OrderPhotoFactory(order=order)

    response = client.post(address(order), {**WORDS, f"stage-{photo.pk}": "after"})

    assert "请写一句照片说明" in response.content.decode()
    assert not OrderResult.objects.exists()


def test_empty_form_says_what_is_missing(client, order, secretary):
    response = client.post(address(order), {})

    assert response.status_code == 422
    assert set(response.context["form"].errors) >= {"title", "done"}


def test_words_that_tell_of_somebody_are_pointed_out(client, order, secretary):
    told = f"给{order.name}（13800001234）换了灯，住 2 号楼 3 单元 501。"
    client.post(address(order), {**WORDS, **CHECKED, "done": told})

    page = client.get(OrderResult.objects.get().get_absolute_url())

    assert {finding.kind for finding in page.context["findings"]} >= {"phone", "door"}
    assert "这些地方可能认得出居民" in page.content.decode()


def test_locked_result_is_not_edited(client, order, secretary):
    result = OrderResultFactory(order=order, publication="proposed")

    assert client.get(address(order)).url == result.get_absolute_url()


def test_lists_have_what_could_be_shown_and_what_is_written(client, order, secretary):
    page = reverse("orders:desk_result_list")
    assert [row.pk for row in client.get(page).context["page"].rows] == [order.pk]

    result = OrderResultFactory(order=order)

    assert client.get(page).context["page"].rows == []
    assert list(client.get(page, {"tab": "shown"}).context["page"].rows) == [result]


def test_order_page_leads_to_its_result(client, order, secretary):
    html = client.get(order.get_absolute_url()).content.decode()

    assert address(order) in html


def test_photo_is_the_sides_own_until_it_is_published(client, order, secretary):
    shown = ResultPhotoFactory(
        result=OrderResultFactory(order=order), photo=OrderPhotoFactory(order=order)
    )
    photo = reverse("orders:result_photo", args=[shown.pk])

    assert b"".join(client.get(photo).streaming_content)
    client.logout()
    assert client.get(photo).status_code == 404


def test_unit_does_not_write_results(client, order):
    client.force_login(UserFactory(organization=order.lead))

    assert client.get(address(order)).status_code == 403


def test_photo_taken_afterwards_is_the_streets_own_until_it_is_chosen(client, order, secretary):
    client.post(address(order), {**WORDS, "photo": a_photo()})

    (photo,) = order.photos.all()
    assert not photo.is_shown
    assert not OrderResult.objects.get().photos.exists()


def test_file_that_is_no_photo_is_refused_and_nothing_is_kept(client, order, secretary):
    response = client.post(
        address(order), {**WORDS, "photo": SimpleUploadedFile("示例.jpg", b"%PDF-1.7")}
    )

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"photo"}
    assert not OrderResult.objects.exists()
