"""An order on the community's desk: sent to a unit that fits, returned, sent again; refused openly; merged."""

import re

import pytest
from playwright.sync_api import expect

from orders.models import ServiceOrder
from tests.browser.conftest import PHONE
from tests.factories import (
    AllianceFactory,
    AnswerTemplateFactory,
    OrderCategoryFactory,
    OrderFactory,
    RefusalReasonFactory,
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
def units(alliance, community):
    """One that offers it, and one that merely serves the community."""
    return (
        unit_of(alliance, name="示例医院党总支", short_name="示例医院", offers="上门助浴护理"),
        unit_of(alliance, community, name="示例家政公司党支部", short_name="示例家政"),
    )


@pytest.fixture
def place(alliance, community):
    category = OrderCategoryFactory(alliance=alliance, name="助老扶弱")

    def placed(title, words):
        return ServiceOrder.objects.place(
            alliance=alliance,
            host=community,
            category=category,
            title=title,
            words=words,
            area="示例巷",
            phone="13800001234",
            name="示例阿姨",
        )

    return placed


def test_dispatched_returned_and_dispatched_again(
    page, log_in, alliance, community, units, place, fits, look
):
    put_usual_words(alliance)
    secretary = UserFactory(organization=community, name="示例书记")
    place("独居老人申请助浴", "我妈八十六岁，洗澡怕摔，想请人上门助浴。")

    log_in(page, secretary)
    page.get_by_role("link", name="服务订单").first.click()
    expect(page.get_by_text("响应时限 剩 1 个工作日")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="独居老人申请助浴").click()
    expect(page.get_by_text("示** · 138****1234")).to_be_visible()
    expect(page.get_by_text("能提供：上门助浴护理")).to_be_visible()
    choose_words(page)
    fits(page)
    look(page, "order-dispatch-1280")
    page.get_by_label("给承办单位的话").fill("老人行动不便，请先打电话。")
    page.get_by_role("button", name="派给 示例医院").click()
    expect(page.get_by_text("派单 → 示例医院")).to_be_visible()

    log_in(page, units[0])
    page.get_by_role("link", name="服务订单").first.click()
    page.get_by_role("link", name="独居老人申请助浴").click()
    expect(page.get_by_text("老人行动不便，请先打电话。")).to_be_visible()
    return_it(page, "助浴车在检修，下周才能用。")

    log_in(page, secretary)
    page.goto(ServiceOrder.objects.get().get_absolute_url())
    expect(page.get_by_text("退过这一单")).to_be_visible()
    expect(page.get_by_role("button", name="派给 示例家政")).to_be_visible()
    page.get_by_label(re.compile("示例医院")).check()
    expect(page.get_by_role("button", name="派给 示例医院")).to_be_visible()
    page.get_by_label("派给别的成员单位").fill("示例家政")
    page.get_by_role("option", name="示例家政公司党支部").click()
    page.get_by_role("button", name="派给 示例家政公司党支部").click()
    expect(page.get_by_text("派单 → 示例家政")).to_be_visible()
    fits(page)
    look(page, "order-dispatched-1280")


def put_usual_words(alliance):
    for number, words in enumerate(["已请单位上门。", "已请单位明天上门。"]):
        AnswerTemplateFactory(alliance=alliance, occasion="dispatch", words=words, order=number)


def choose_words(page):
    expect(page.get_by_label("给居民的话")).to_have_value("已请单位上门。")
    page.get_by_text("常用的话（2 句）").click()
    page.get_by_role("button", name="用这一句").nth(1).click()
    expect(page.get_by_label("给居民的话")).to_have_value("已请单位明天上门。")


def return_it(page, why):
    page.locator("summary", has_text="退单").click()
    box = page.locator("details[open]").first
    box.get_by_role("textbox").first.fill(why)
    box.get_by_role("button", name="退单").click()
    expect(page.get_by_text("这里没有订单")).to_be_visible()


def test_refused_openly_and_merged(open_page, log_in, alliance, community, place, fits, look):
    RefusalReasonFactory(alliance=alliance, name="转 12345", words="请拨打 12345。")
    AnswerTemplateFactory(alliance=alliance, occasion="merge", words="您的编号不变。")
    page = open_page(**PHONE)
    place("装修噪声", "楼上装修太吵。")
    place("楼道灯坏了", "楼道灯坏了一周，晚上看不见。")
    second = place("楼道灯不亮", "三单元楼道灯坏了，请修一修。")

    log_in(page, community)
    page.goto("/desk/orders/")
    page.get_by_role("link", name="装修噪声").click()
    page.get_by_role("link", name="不予受理").click()
    page.get_by_role("link", name="转 12345").click()
    page.get_by_label("给居民的话").fill("请拨打 12345，由城管部门处理。")
    fits(page)
    look(page, "order-refuse-390")
    page.get_by_role("button", name="不予受理").click()
    expect(page.get_by_text("不予受理：转 12345")).to_be_visible()
    expect(page.get_by_text("请拨打 12345，由城管部门处理。")).to_be_visible()

    page.goto(second.get_absolute_url())
    fits(page)
    look(page, "order-similar-390")
    page.get_by_role("link", name=re.compile("对照.*楼道灯坏了")).click()
    page.get_by_label(re.compile("这一单并进 ")).check()
    fits(page)
    look(page, "order-compare-390")
    page.get_by_role("button", name="并单").click()
    expect(page.get_by_text("进展看那一单")).to_be_visible()


def test_without_scripts_and_one_was_quicker(plain, log_in, alliance, community, units):
    order = OrderFactory(alliance=alliance, host=community, title="上门助浴")
    put_usual_words(alliance)

    log_in(plain, community)
    plain.goto(order.get_absolute_url())
    plain.get_by_text("常用的话（2 句）").click()
    expect(plain.get_by_text("已请单位明天上门。")).to_be_visible()
    expect(plain.get_by_role("button", name="用这一句")).to_have_count(0)
    order.dispatch(units[1], by=UserFactory(organization=community, name="示例张"))
    plain.get_by_label("给承办单位的话").fill("请先打电话。")
    plain.get_by_role("button", name="派出").click()

    expect(plain.get_by_text("示例张先办了一步：派单给示例家政")).to_be_visible()
    expect(plain.get_by_text("给承办单位的话：请先打电话。")).to_be_visible()
