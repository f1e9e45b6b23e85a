"""An order that nobody answered: it goes up by itself, the street does it, and the result is shown without the resident."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from orders.jobs import hand_up
from orders.models import ServiceOrder
from tests.browser.conftest import PHONE, publish
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    UserFactory,
    community_of,
)
from tests.words import says

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alliance():
    return AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委", short_name="示例社区")


def test_silence_hands_it_up_and_the_result_is_shown_without_the_resident(
    page, open_page, log_in, alliance, community, axe, fits, look
):
    category = OrderCategoryFactory(alliance=alliance, name="维修改造")
    of = {"alliance": alliance, "host": community, "category": category}
    due = {"answer_due": now() - timedelta(hours=1), "resolve_due": now() + timedelta(days=6)}
    order = OrderFactory(
        **of, **due, title="楼道灯损坏", phone="", contact_key="", created_at=now()
    )

    hand_up(order)

    log_in(page, UserFactory(organization=alliance.anchor, name="示例街道干部"))
    page.goto(order.get_absolute_url())
    expect(page.get_by_text("待街道协调").first).to_be_visible()
    page.get_by_role("link", name="街道自己办").click()
    page.locator("#main").get_by_role("button", name="自己办").click()
    expect(page.get_by_text("办理中").first).to_be_visible()
    order.refresh_from_db()
    clerk = order.handler
    order.finish(by=clerk, result="更换了 6 盏声控灯。")
    secretary = UserFactory(organization=community, name="示例书记")
    order.verify(by=secretary, way="visit")

    log_in(page, secretary)
    page.goto(order.get_absolute_url())
    write(page, axe, fits, look)

    log_in(page, clerk)
    page.goto(ServiceOrder.objects.get().shown_result.get_absolute_url())
    publish(page)
    expect(page.get_by_text("已公开").first).to_be_visible()
    read(open_page(**PHONE), alliance, fits, look)


def write(page, axe, fits, look):
    """The first words tell of somebody; the second do not."""
    page.get_by_role("link", name="晒单", exact=True).click()
    page.get_by_label("做了什么").fill("给 2 号楼 3 单元 501 的居民换了灯，电话 13800001234。")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("这些地方可能认得出居民")).to_be_visible()
    fits(page)
    axe(page)
    look(page, "order-result-1280")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("做了什么").fill("更换了 6 盏声控灯，晚上看得清了。")
    page.get_by_label("文字里没有居民的姓名").check()
    page.get_by_label("照片里没有认得出的人脸").check()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("这些地方可能认得出居民")).to_have_count(0)
    page.get_by_role("button", name="提出公开").click()
    expect(page.get_by_text("待审核").first).to_be_visible()


def read(visitor, alliance, fits, look):
    visitor.goto(f"/{alliance.slug}/orders/")
    fits(visitor)
    look(visitor, "order-board-390")
    visitor.get_by_role("link", name="楼道灯损坏").click()
    expect(visitor.get_by_text("更换了 6 盏声控灯，晚上看得清了。")).to_be_visible()
    fits(visitor)
    look(visitor, "order-shown-390")
    assert not says(visitor.content(), "501")
