import io

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image

from orders.models import OrderPhoto
from tests.factories import AllianceFactory, OrderFactory, UserFactory, community_of, unit_of

pytestmark = pytest.mark.django_db


def test_photo_is_for_the_staff_whose_order_it_is(client):
    alliance = AllianceFactory()
    community = community_of(alliance)
    unit, other = (unit_of(alliance, community) for _ in range(2))
    order = OrderFactory(alliance=alliance, host=community, lead=unit, working=True)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "JPEG")
    photo = OrderPhoto.objects.create(order=order, image=ContentFile(out.getvalue(), name="a.jpg"))
    url = reverse("orders:order_photo_file", args=[photo.pk])

    found = [client.get(url).status_code]
    for place in (alliance.anchor, community, unit, other, community_of(alliance)):
        client.force_login(UserFactory(organization=place))
        response = client.get(url)
        b"".join(response)
        found.append(response.status_code)

    assert found == [302, 200, 200, 200, 404, 404]
