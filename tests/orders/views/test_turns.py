"""Who was quicker, as it is told to whoever comes second."""

import pytest

from orders.views.turns import quicker
from tests.factories import AllianceFactory, OrderFactory, UserFactory, community_of, unit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    alliance = AllianceFactory()
    return OrderFactory(alliance=alliance, host=community_of(alliance, short_name="示例社区"))


def test_staff_by_office_and_name_with_whom_it_went_to(order):
    unit = unit_of(order.alliance, short_name="示例医院")
    order.dispatch(unit, by=UserFactory(organization=order.host, name="示例张"))

    assert quicker(order).startswith("示例社区 示例张先办了一步：派单给示例医院，现在是“待接单”。")


def test_the_resident_and_time_have_no_name(order):
    order.withdraw()
    assert quicker(order).startswith("居民先办了一步：撤回点单，")

    silent = OrderFactory(alliance=order.alliance, host=order.host)
    silent.escalate(by=None, note="过了时限")
    assert quicker(silent).startswith("系统先办了一步：上报街道，")


def test_without_a_story_it_says_that_something_changed(order):
    assert quicker(order) == "这一单刚刚有变动，请看清楚再办。"
