"""The district sees figures of orders, and no order."""

import pytest
from django.urls import reverse

from members.permissions import GRANTS, Permission, Role
from orders.models import ServiceOrder
from tests.factories import OrderFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return OrderFactory(title="楼道灯不亮")


@pytest.fixture
def supervisor(client, order):
    street = order.alliance.anchor
    street.move_to(OrganizationFactory(level="district"))
    user = UserFactory(organization=street.parent)
    client.force_login(user)
    return user


def test_no_permission_of_orders_is_granted_to_the_district():
    assert [name for name in GRANTS[Role.SUPERVISOR] if name.value.startswith("order")] == []


def test_no_queryset_gives_the_district_an_order(supervisor):
    rows = ServiceOrder.objects
    asked = ["received_by", "dispatchable_by", "workable_by", "visible_to", "to_coordinate"]

    assert supervisor.role is Role.SUPERVISOR
    assert [name for name in asked if getattr(rows, name)(supervisor).exists()] == []


def test_the_district_has_neither_page_nor_link_of_orders(client, supervisor, order):
    listed = client.get(reverse("orders:desk_order_list"))
    opened = client.get(order.get_absolute_url())
    desk = client.get(reverse("desk")).content.decode()
    found = client.get(reverse("desk_search"), {"q": "楼道灯"}).content.decode()

    assert (listed.status_code, opened.status_code) == (403, 403)
    assert ("服务订单" in desk, order.title in found) == (False, False)
    assert not supervisor.can(Permission.ORDER_VIEW)
