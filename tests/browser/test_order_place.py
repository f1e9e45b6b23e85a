"""An elder orders from an old phone without JavaScript, changes her mind once, and takes the receipt home."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import expect

from orders.models import AddressHint, OrderStatus, ServiceOrder
from tests.browser.conftest import PHONE, picture
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    OrderFactory,
    ServiceItemFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch):
    """The browser types faster than a person."""
    monkeypatch.setattr("members.guard.MIN_SECONDS", 0)


@pytest.fixture
def alliance():
    return AllianceFactory(name="示例街道党建联盟", order_prefix="SL")


@pytest.fixture
def community(alliance):
    return community_of(alliance, short_name="铁匠巷社区")


@pytest.fixture
def repairs(alliance, community):
    community_of(alliance, short_name="示例社区")
    AddressHint.objects.create(alliance=alliance, name="后铁匠巷", community=community)
    category = OrderCategoryFactory(alliance=alliance, name="维修改造", icon="wrench-adjustable")
    OrderCategoryFactory(alliance=alliance, name="其他需求")
    OrderCategoryFactory(alliance=alliance, name="投诉建议", is_complaint=True)
    provider = unit_of(alliance, short_name="示例物业")
    ServiceItemFactory(
        alliance=alliance, category=category, title="换楼道灯", provider=provider, workdays=3
    )
    return category


def fill(page, words="楼道灯坏了一周，老人晚上上下楼不安全。"):
    page.get_by_label("说说您的情况").fill(words)
    page.get_by_label("哪个社区").select_option("示例社区")
    page.get_by_label("具体地址").fill("后铁匠巷 11 号院 2 单元")
    page.get_by_label("怎么称呼您").fill("示例阿姨")
    page.get_by_label("联系电话").fill("138 0000 1234")
    page.get_by_label("我已阅读并同意").check()


def fits_in_every_size(page, fits):
    for letters in ("", "elder", "elder elder-xl"):
        page.evaluate("letters => { document.documentElement.className = letters }", letters)
        fits(page)


def test_order_from_the_menu_to_the_receipt(
    open_page, alliance, community, repairs, look, tmp_path
):
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto(alliance.get_absolute_url())
    page.get_by_role("link", name="我要点单").click()
    page.get_by_role("link", name="服务菜单").first.click()
    page.get_by_role("link", name="换楼道灯").click()

    page.get_by_label("维修改造").check()
    fill(page, words="灯坏")
    page.get_by_label("照片").set_input_files(picture(tmp_path))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("写得太短了")
    look(page, "order-errors")

    fill(page)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("还没有提交")).to_be_visible()
    expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("联系电话")).to_have_value("138 0000 1234")
    page.get_by_label("怎么称呼您").fill("示例大姐")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="改成铁匠巷社区").click()
    expect(page.get_by_text("铁匠巷社区", exact=True)).to_be_visible()
    look(page, "order-preview")
    page.get_by_role("button", name="提交", exact=True).click()

    order = ServiceOrder.objects.get()
    expect(page.get_by_text(order.shown_code)).to_be_visible()
    look(page, "order-receipt")
    assert (order.host, order.area, order.item.title) == (community, "后铁匠巷", "换楼道灯")
    assert (order.name, order.photos.count()) == ("示例大姐", 1)
    page.get_by_role("link", name="查进度").first.click()
    expect(page.get_by_label("受理编号")).to_have_value(order.shown_code)


def test_what_a_neighbour_has_ordered_is_followed(open_page, alliance, repairs, fits):
    page = open_page(**PHONE)
    host = community_of(alliance, short_name="后巷社区")
    known = OrderFactory(
        alliance=alliance, host=host, category=repairs, area="后铁匠巷", created_at=now()
    )
    page.goto(reverse("orders:order_new", args=[alliance.slug]))
    page.get_by_label("维修改造").check()
    fill(page)
    page.get_by_label("哪个社区").select_option("后巷社区")
    page.get_by_role("button", name="下一步").click()
    fits_in_every_size(page, fits)
    page.go_back()
    expect(page.get_by_label("说说您的情况")).to_have_value(re.compile("楼道灯坏了一周"))
    expect(page.get_by_label("维修改造")).to_be_checked()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="也是这件事").click()

    own = ServiceOrder.objects.latest("pk")
    expect(page.get_by_text(own.shown_code)).to_be_visible()
    fits_in_every_size(page, fits)
    assert (own.status, own.merged_into) == (OrderStatus.MERGED, known)
