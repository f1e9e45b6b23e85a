"""A secretary writes a whole meeting down: how many interactions it takes, and that nothing gets lost."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from alliances.models import Duty, Meeting
from members.models import FormDraft
from tests.alliances.sheets import community_world
from tests.browser.conftest import DESKTOP

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
    page.goto(reverse("alliances:desk_meeting_list"))
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
    print(f"interactions: {hands.count}")
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
            hands.choose(row.get_by_label("责任单位"), world.units[number].name)
            hands.type(row.get_by_label("期限"), "2026-10-30")
