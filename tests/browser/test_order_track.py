"""A resident follows the broken lamp on the phone: urges, adds words, says that it is not solved, and then that it is."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from orders.models import ServiceOrder
from tests.browser.conftest import PHONE, picture
from tests.factories import (
    AllianceFactory,
    OrderCategoryFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
# A guarded form is not answered quicker than a person can be.
READING = 3100


class Lamp:
    """The order, and those who work on it at desks of their own."""

    def __init__(self):
        alliance = AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")
        community = community_of(alliance, name="示例社区党委")
        self.unit = unit_of(alliance, community, name="示例物业公司党支部")
        self.secretary = UserFactory(organization=community)
        self.liaison = UserFactory(organization=self.unit)
        self.pk = ServiceOrder.objects.place(
            alliance=alliance,
            host=community,
            category=OrderCategoryFactory(alliance=alliance, name="维修改造"),
            title="楼道灯损坏报修",
            words="示例巷 11 号院 2 单元楼道灯坏了一周，老人晚上上下楼不安全。",
            name="示例阿姨",
            phone="13800001234",
            created_at=now() - timedelta(days=1),
        ).pk

    @property
    def order(self):
        return ServiceOrder.objects.for_desk().get(pk=self.pk)

    def dispatched_and_taken(self):
        self.order.dispatch(self.unit, by=self.secretary, answer="已派给物业党支部。")
        self.order.take(by=self.liaison, note="明天上门。")

    def finished(self, result):
        self.order.finish(by=self.liaison, result=result)


@pytest.fixture
def lamp():
    return Lamp()


def look_up(page, lamp, tail="1234"):
    order = lamp.order
    page.goto(f"/{order.alliance.slug}/orders/track/?code={order.code}")
    page.get_by_label("手机号后四位").fill(tail)
    page.get_by_role("button", name="查进度").click()


def act(page, name, **fields):
    """Opens one of the small pages, fills it in as slowly as a person, and sends it."""
    page.get_by_role("link", name=name, exact=True).first.click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.wait_for_timeout(READING)
    page.get_by_role("button", name=name).click()


def rate(page, solved, stars, fits, words=""):
    page.get_by_role("link", name="评价").first.click()
    page.get_by_label(solved, exact=True).check()
    page.get_by_label(stars).check()
    page.get_by_label("还想说什么").fill(words)
    fits(page)
    page.wait_for_timeout(READING)
    page.get_by_role("button", name="评价").click()


def stage(page):
    return page.locator(".stages [aria-current]")


def say_more(phone, photo, look, fits):
    phone.get_by_role("button", name="催办").click()
    expect(phone.get_by_text("示例物业公司党支部会收到提醒")).to_be_visible()
    expect(phone.get_by_role("button", name="催办")).to_have_count(0)
    phone.get_by_role("link", name="补充说明").click()
    phone.get_by_label("照片").set_input_files(photo)
    fits(phone)
    phone.go_back()
    act(phone, "补充说明", 补充什么="三楼也不亮。")
    expect(phone.get_by_text("三楼也不亮。")).to_be_visible()
    look(phone, "order-story-390")
    fits(phone)


def test_resident_follows_the_lamp(open_page, lamp, tmp_path, look, fits):
    phone = open_page(**PHONE)
    look_up(phone, lamp, "9999")
    expect(phone.get_by_text("对不上").first).to_be_visible()
    fits(phone)
    look_up(phone, lamp)
    expect(phone.locator("h1")).to_have_text("楼道灯损坏报修")
    expect(stage(phone)).to_contain_text("社区派单")

    lamp.dispatched_and_taken()
    phone.reload()
    expect(stage(phone)).to_contain_text("单位接单")
    expect(phone.get_by_text("示例物业公司党支部").first).to_be_visible()
    say_more(phone, picture(tmp_path), look, fits)

    lamp.finished("换了一盏灯。")
    phone.reload()
    rate(phone, "没解决", "2 分，不满意", fits, "三楼还是不亮。")
    expect(phone.get_by_text("现在由示例社区党委负责")).to_be_visible()
    expect(stage(phone)).to_contain_text("社区派单")

    lamp.dispatched_and_taken()
    lamp.finished("全部换好了。")
    phone.reload()
    rate(phone, "解决了", "5 分，很满意", fits)
    expect(phone.get_by_text("谢谢您的评价。")).to_be_visible()
    expect(phone.locator(".stages .done")).to_have_count(4)
    phone.get_by_role("link", name="我的信息").click()
    expect(phone.get_by_text("13800001234")).to_be_visible()
    fits(phone)


def test_elder_follows_without_javascript(open_page, lamp, look, live_server, fits):
    plain = open_page(**PHONE, java_script_enabled=False)
    plain.context.add_cookies([{"name": "elder", "value": "larger", "url": live_server.url}])
    look_up(plain, lamp)
    act(plain, "撤回", 为什么撤回="已经修好了。")
    expect(plain.get_by_text("您已撤回这一单")).to_be_visible()
    plain.get_by_role("link", name="我的信息").click()
    plain.get_by_role("link", name="删除我的信息").click()
    plain.get_by_label("我明白，请删除").check()
    plain.wait_for_timeout(READING)
    plain.get_by_role("button", name="删除我的信息").click()
    expect(plain.get_by_text("您的个人信息已经删除")).to_be_visible()
    look_up(plain, lamp)
    expect(plain.get_by_text("对不上").first).to_be_visible()
    assert lamp.order.phone == ""
