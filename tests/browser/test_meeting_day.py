"""A secretary writes a whole meeting down: how many interactions it takes, and that nothing gets lost."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from alliances.models import Duty, Meeting
from tests.alliances.sheets import community_world

pytestmark = pytest.mark.django_db(transaction=True)

MOST_INTERACTIONS = 60


class Hands:
    """A person at the page: every click and every field typed counts as one."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, target):
        self.count += 1
        target.click()

    def type(self, target, text):
        self.count += 1
        target.fill(text)

    def find(self, target, words, label):
        """A unit by a part of its name: typed, then taken from what is offered."""
        self.type(target, words)
        self.click(self.page.get_by_role("option", name=label, exact=True))

    def choose(self, target, label):
        self.count += 1
        target.select_option(label=label)


@pytest.fixture
def log_in(client, live_server, settings):
    def enter(page, user):
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter


def test_a_whole_meeting_takes_at_most_sixty_interactions(page, log_in, look, axe):
    world = community_world(16)
    log_in(page, world.user)
    hands = Hands(page)
    page.goto(reverse("desk"))
    hands.click(page.get_by_role("link", name="记一次会议"))
    hands.type(page.get_by_label("时间"), "2026-09-12T14:30")
    hands.type(page.get_by_label("地点"), "党群服务中心")
    expect(page.get_by_label("会议名称")).to_have_value("2026年9月12日社区联席会议")
    tick_everybody(hands, world)
    fill_agenda(hands, world)
    expect(page.locator("#preview")).to_contain_text("三、关于冬季义诊。")
    look(page, "meeting-edit-1280")
    axe(page)

    hands.click(page.get_by_role("button", name="定稿并生成责任清单"))
    look(page, "meeting-confirm-1280")
    hands.click(page.get_by_role("button", name="确定定稿"))

    expect(page.get_by_role("heading", level=1)).to_have_text("2026年9月12日社区联席会议")
    look(page, "meeting-detail-1280")
    axe(page)
    meeting = Meeting.objects.get()
    assert (meeting.status, Duty.objects.count()) == ("final", 5)
    assert hands.count <= MOST_INTERACTIONS


def tick_everybody(hands, world):
    """One tap each: thirteen there, one proxy, one excused, one absent."""
    marks = ["到会"] * 13 + ["代参", "请假", "缺席"]
    for unit, mark in zip(world.units, marks, strict=True):
        group = hands.page.get_by_role("group", name=unit.name)
        hands.click(group.get_by_text(mark))
    expect(hands.page.locator("#roll-counts")).to_contain_text("应到 16 · 实到 14 · 已过半数")


def fill_agenda(hands, world):
    items = [("急事共商", "院内停车", 2), ("实事共办", "老旧管网", 2), ("大事共议", "冬季义诊", 1)]
    for place, (fourfold, title, decisions) in enumerate(items):
        if place:
            hands.click(hands.page.get_by_role("button", name="加一个议题"))
        item = hands.page.locator(".item-row").nth(place)
        hands.choose(item.get_by_label("四共"), fourfold)
        hands.type(item.get_by_role("textbox", name="议题"), title)
        hands.type(item.get_by_label("讨论情况"), f"大家商量了{title}。")
        for number in range(decisions):
            if number:
                hands.click(item.get_by_role("button", name="再加一项"))
            row = item.locator(".decision-row").nth(number)
            hands.type(row.get_by_label("议定事项"), f"{title}第 {number + 1} 件")
            unit = world.units[number].name
            hands.find(row.get_by_label("责任单位"), unit.removesuffix("党支部"), unit)
            hands.type(row.get_by_label("期限"), "2026-10-30")


def test_a_closed_browser_loses_nothing(page, log_in):
    world = community_world(2)
    log_in(page, world.user)
    page.goto(reverse("alliances:meeting_new"))
    page.get_by_label("地点").fill("示例会议室")
    page.get_by_role("button", name="加一个议题").click()
    page.locator(".item-row").nth(1).get_by_role("textbox", name="议题").fill("第二件事")
    expect(page.locator("#preview")).to_contain_text("关于第二件事")
    expect(page.locator("#saved-state")).to_contain_text("草稿已自动保存")

    page.goto("about:blank")
    page.goto(reverse("alliances:meeting_new"))

    expect(page.locator("#main")).to_contain_text("已为您恢复")
    expect(page.get_by_label("地点")).to_have_value("示例会议室")
    page.get_by_role("button", name="丢弃草稿").click()
    expect(page.get_by_label("地点")).to_have_value("")


def test_rows_come_and_go_without_a_reload(page, log_in):
    world = community_world(3)
    log_in(page, world.user)
    page.goto(reverse("alliances:meeting_new"))
    page.evaluate("window.stayed = true")
    page.get_by_role("button", name="全部到会").click()
    expect(page.locator("#roll-counts")).to_contain_text("应到 3 · 实到 3 · 已过半数")
    page.get_by_role("button", name="加列席人员").click()
    page.get_by_label("身份").select_option(label="居民")
    expect(page.locator("#preview")).to_contain_text("列席：居民")
    page.get_by_label("配合单位").fill("sldw01")
    page.keyboard.press("Enter")
    page.get_by_label("第 2 家").fill("单位02")
    page.get_by_role("option", name=world.units[1].name).click()
    expect(page.get_by_label("第 3 家")).to_have_value("")
    page.get_by_role("textbox", name="议定事项").fill("一起办")
    expect(page.locator("#preview")).to_contain_text("示例单位01党支部、示例单位02党支部配合")
    page.get_by_role("button", name=re.compile("删去.*列席人员")).click()
    expect(page.locator("#preview")).not_to_contain_text("列席")
    assert page.evaluate("window.stayed") is True


def test_without_scripts_the_buttons_do_it_all(plain, log_in):
    world = community_world(2)
    log_in(plain, world.user)
    plain.goto(reverse("alliances:meeting_new"))
    plain.get_by_label("时间").fill("2026-09-12T14:30")
    plain.get_by_label("地点").fill("党群服务中心")
    plain.get_by_role("button", name="全部到会").click()
    plain.get_by_role("textbox", name="议题").fill("院内停车")
    plain.get_by_role("button", name="再加一项").click()
    for number in range(2):
        row = plain.locator(".decision-row").nth(number)
        row.get_by_label("议定事项").fill(f"第 {number + 1} 件")
        row.get_by_label("责任单位").fill(f"单位{number + 1:02}")
    plain.get_by_role("button", name="定稿并生成责任清单").click()
    expect(plain.get_by_role("alert")).to_contain_text("有 2 处需要修改，您填的内容都还在")
    for number in range(2):
        plain.get_by_label("期限").nth(number).fill("2026-10-30")
    plain.get_by_role("button", name="定稿并生成责任清单").click()
    plain.get_by_role("button", name="确定定稿").click()

    expect(plain.get_by_role("heading", level=1)).to_have_text("2026年9月12日社区联席会议")
    assert (Meeting.objects.get().status, Duty.objects.count()) == ("final", 2)


def test_on_a_phone_nothing_is_wider_than_the_screen(phone, log_in, look, axe):
    world = community_world(4)
    log_in(phone, world.user)
    phone.goto(reverse("alliances:meeting_new"))
    phone.get_by_label("时间").fill("2026-09-12T14:30")
    phone.get_by_label("地点").fill("党群服务中心")
    phone.get_by_role("button", name="全部到会").tap()
    expect(phone.locator("#roll-counts")).to_contain_text("实到 4")
    phone.get_by_role("textbox", name="议题").fill("院内停车")
    expect(phone.locator("#preview")).to_contain_text("关于院内停车")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    look(phone, "meeting-edit-390")
    axe(phone)
    phone.get_by_role("button", name="定稿并生成责任清单").tap()
    phone.get_by_role("button", name="确定定稿").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("2026年9月12日社区联席会议")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    look(phone, "meeting-detail-390")
    phone.goto(reverse("alliances:desk_meeting_list"))
    look(phone, "meeting-list-390")
    axe(phone)
