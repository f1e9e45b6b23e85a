"""What tests of the resident's pages share: an order of a street, and its resident's browser."""

from django.core.files.base import ContentFile
from django.urls import reverse

TAIL = "1234"


def url(order, page="orders:order_story", *more):
    return reverse(page, args=[order.alliance.slug, order.code, *more])


def enter(client, order, tail=TAIL, alliance=None):
    """Fills in 查进度."""
    page = reverse("orders:order_track", args=[(alliance or order.alliance).slug])
    return client.post(page, {"code": order.code, "tail": tail})


def follow(client, order):
    """The page of the order, as its resident opens it."""
    enter(client, order)
    return client.get(url(order))


def picture(event, order, **facts):
    return event.photos.create(order=order, image=ContentFile(b"x", name="a.png"), **facts)


def photo_status(client, order, photo):
    answer = client.get(url(order, "orders:order_photo", photo.pk))
    b"".join(answer)
    return answer.status_code
