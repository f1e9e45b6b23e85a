"""An order in the hands of a unit on the phone, and one taken down at the desk for somebody who has no phone."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from orders.models import ServiceOrder
from tests.browser.conftest import PHONE, picture
from tests.factories import (
    AllianceFactory,
    AnswerTemplateFactory,
    OrderCategoryFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alliance():
    return AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委", short_name="示例社区")


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community, name="示例物业党支部", short_name="示例物业")


@pytest.fixture
def order(alliance, community, unit):
    order = ServiceOrder.objects.place(
        alliance=alliance,
        host=community,
        category=OrderCategoryFactory(alliance=alliance, name="维修改造"),
        title="楼道灯坏了",
        words="楼道灯坏了一周，晚上看不见。",
        phone="13800001234",
        name="示例阿姨",
    )
    order.dispatch(unit, by=UserFactory(organization=community), answer="已派给物业。")
    return order


def fill_in(page, button, words, *, photo=None):
    """Opens a folded form, fills its fields by label, and sends it."""
    page.locator("summary").filter(has_text=re.compile(rf"^\s*{button}\s*$")).click()
    box = page.locator("details[open]").last
    for label, text in words.items():
        box.get_by_label(label).fill(text)
    if photo:
        box.locator("input[type=file]").set_input_files(photo)
    box.get_by_role("button", name=button).click()
    expect(page.get_by_text(f"“{button}”已办好。")).to_be_visible()


def look_at_contact(phone, fits, axe):
    phone.get_by_role("link", name="查看（记录原因）").click()
    phone.get_by_label("查看原因").fill("约上门时间")
    phone.get_by_role("button", name="查看").click()
    expect(phone.get_by_role("link", name="13800001234")).to_be_visible()
    fits(phone)
    axe(phone)
    phone.get_by_role("link", name="返回这一单").click()


def test_unit_works_on_the_phone(
    open_page, page, log_in, alliance, community, unit, order, tmp_path, fits, look, axe
):
    AnswerTemplateFactory(alliance=alliance, occasion="take", words="{单位}已接单。")
    phone = open_page(**PHONE)
    log_in(phone, unit)
    phone.goto(order.get_absolute_url())
    fits(phone)
    look(phone, "order-work-sent-390")
    axe(phone)
    look_at_contact(phone, fits, axe)
    phone.locator("summary").filter(has_text=re.compile(r"^\s*接单\s*$")).click()
    expect(phone.get_by_label("给居民的话").first).to_have_value("示例物业已接单。")
    phone.locator("details[open]").get_by_role("button", name="接单").click()
    fill_in(phone, "报进展", {"给居民的话": "换了 6 盏，余 2 盏等货。"}, photo=picture(tmp_path))
    fill_in(phone, "暂停计时", {"暂停的原因": "等灯具到货。"})
    expect(phone.get_by_text("起暂停计时，原因居民能看到")).to_be_visible()
    look(phone, "order-work-paused-390")
    fill_in(phone, "恢复计时", {"给居民的话": "灯具到了。"})
    later = (localdate() + timedelta(days=40)).isoformat()
    fill_in(phone, "申请延期", {"延到": later, "延期的原因": "灯座也要换。"})

    log_in(page, community)
    page.goto(order.get_absolute_url())
    expect(page.get_by_text("灯座也要换。").first).to_be_visible()
    look(page, "order-work-asked-1280")
    axe(page)
    fill_in(page, "同意延期", {"给居民的话": "灯座也要换，晚几天办好。"})

    phone.reload()
    expect(phone.get_by_text("经同意延期")).to_be_visible()
    fill_in(phone, "办结", {"办理结果": "灯和灯座都换好了。"}, photo=picture(tmp_path))
    fits(phone)
    axe(phone)
    order.refresh_from_db()
    assert (order.status, order.photos.count()) == ("finished", 2)


def test_order_is_taken_down_for_an_elder_without_a_phone(
    page, log_in, alliance, community, fits, look, axe
):
    OrderCategoryFactory(alliance=alliance, name="助老扶弱")
    log_in(page, community)
    page.goto("/desk/orders/")
    page.get_by_role("link", name="代录一单").click()
    page.get_by_label("入户代录").check()
    page.get_by_label("居民的原话").fill("我八十六了，灯坏了够不着，想请人来换。")
    page.get_by_label("服务类别").select_option(label="助老扶弱")
    page.get_by_label("具体地址").fill("示例巷 11 号院 2 单元 301")
    page.get_by_label("称呼").fill("示例奶奶")
    page.get_by_role("button", name="登记并出回执").click()

    expect(page.get_by_text("请填电话；居民没有电话的")).to_have_count(2)
    expect(page.get_by_label("居民的原话")).to_have_value(re.compile("八十六"))
    look(page, "order-record-wrong-1280")
    axe(page)
    page.get_by_label("查询数字").fill("2468")
    page.get_by_label("已口头告知").check()
    page.get_by_role("button", name="登记并出回执").click()

    order = ServiceOrder.objects.get()
    expect(page.get_by_text(order.shown_code).first).to_be_visible()
    expect(page.get_by_role("button", name="打印回执")).to_be_visible()
    fits(page)
    look(page, "order-paper-1280")
    axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印回执")).to_be_hidden()
    expect(page.get_by_role("img", name="查进度的二维码")).to_be_visible()
    page.emulate_media(media="screen")

    page.goto(f"/{alliance.slug}/orders/track/?code={order.shown_code}")
    page.get_by_label("手机号后四位").fill("2468")
    page.get_by_role("button", name=re.compile("查")).last.click()
    expect(page.get_by_text("入户代录")).to_be_visible()
