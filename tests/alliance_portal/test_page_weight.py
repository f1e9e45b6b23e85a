import pytest
from django.urls import reverse

from tests.factories import AllianceFactory, OrderCategoryFactory, community_of
from tests.weighing import weight_of

pytestmark = pytest.mark.django_db

# A resident's page may weigh 60 KB; what is not frame is left for what the page says.
FRAME_BYTES, PAGE_BYTES = 36 * 1024, 60 * 1024


def test_the_frame_of_a_residents_page_is_light(client):
    page = client.get(reverse("feedback", args=[AllianceFactory().slug]))

    assert weight_of(page) < FRAME_BYTES


def test_the_page_to_order_on_is_light(client):
    alliance = AllianceFactory()
    for number in range(9):
        community_of(alliance)
        OrderCategoryFactory(alliance=alliance, order=number)

    page = client.get(reverse("orders:order_new", args=[alliance.slug]))

    assert weight_of(page) < PAGE_BYTES
