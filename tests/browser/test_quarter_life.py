"""A quarter in the life of one community, from the topics of its units to the report that it hands in."""

import re
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from playwright.sync_api import expect

from alliances.models import Duty, Meeting
from tests.alliances.sheets import community_world
from tests.browser.conftest import DESKTOP, PHONE, publish, take
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

CALLED_ON = "2026-10-08T09:00"
MEETING_AT = "2026-10-20T14:30"
NEXT_AT = "2026-11-24T14:30"
# Whose it is, what was agreed, until when.
AGREED = (("冬季助餐", "2026-10-30"), ("楼道清理", "2026-11-05"), ("道闸共用", "2026-11-10"))


class Quarter:
    """The people of one community at their own devices, on one day after the other."""

    def __init__(self, open_page, log_in):
        self.world, self.log_in = community_world(3, rhythm="month", notice_days=3), log_in
        self.desk, self.phones = open_page(**DESKTOP), [open_page(**PHONE) for _ in range(3)]
        self.street = open_page(**DESKTOP)
        self.liaisons = [UserFactory(organization=unit) for unit in self.world.units]
        self.staff = [UserFactory(organization=self.world.alliance.anchor) for _ in range(2)]

    def sit_down(self):
        """Everybody logs in anew: the day before has timed out."""
        self.log_in(self.desk, self.world.user)
        self.log_in(self.street, self.staff[0])
        for phone, liaison in zip(self.phones, self.liaisons, strict=True):
            self.log_in(phone, liaison)


@pytest.fixture
def quarter(open_page, log_in):
    with on(CALLED_ON):
        return Quarter(open_page, log_in)


def on(moment):
    return time_machine.travel(datetime.fromisoformat(f"{moment}+08:00"), tick=True)


def test_a_quarter_from_its_topics_to_its_report(quarter, look, fits):
    with on(CALLED_ON):
        quarter.sit_down()
        propose_topics(quarter)
        plan_the_meeting(quarter)
        settle_topics(quarter)
        call_the_meeting(quarter, fits)
        answer(quarter, fits)
    with on("2026-10-20T16:00"):
        quarter.sit_down()
        write_minutes(quarter)
        review_and_publish(quarter)
    with on("2026-10-28T10:00"):
        quarter.sit_down()
        report_two_and_send_one_back(quarter)
    with on("2026-11-12T10:00"):
        quarter.sit_down()
        agenda = open_the_next_agenda(quarter)
        report = take_the_report(quarter, look)

    assert agenda[:2] == ["楼道清理", "道闸共用"]
    assert [words in report for words in ("〔2026〕第1号", *(text for text, _ in AGREED))] == [
        True
    ] * 4


def propose_topics(quarter):
    for phone, (title, _) in zip(quarter.phones, AGREED, strict=True):
        phone.goto(reverse("alliances:topic_list"))
        phone.get_by_role("link", name="提议题").click()
        phone.get_by_role("textbox", name="议题").fill(f"{title}怎么办")
        phone.get_by_label("提交给").select_option(label=quarter.world.community.name)
        phone.get_by_role("button", name="提交议题").click()
        expect(phone.locator("#main")).to_contain_text(f"{title}怎么办")


def plan_the_meeting(quarter):
    page = quarter.desk
    page.goto(reverse("alliances:desk_meeting_list"))
    page.get_by_role("link", name="召集会议").click()
    page.get_by_label("时间").first.fill(MEETING_AT)
    page.get_by_label("地点").fill("党群服务中心")
    page.get_by_label("议题征集到").fill("2026-10-14")
    page.get_by_role("button", name="先征集议题").click()
    expect(page.locator("#main")).to_contain_text("征集议题")


def settle_topics(quarter):
    """Two are taken up, one is handed back with its reason, which its unit reads."""
    page = quarter.desk
    for title, _ in AGREED[:2]:
        page.goto(reverse("desk"))
        page.get_by_role("link", name=re.compile(f"去受理.*{title}")).click()
        page.locator("summary", has_text="列入议程").click()
        page.get_by_role("button", name="列入议程").click()
        expect(page.locator("#main")).to_contain_text("已列入")
    page.goto(reverse("desk"))
    page.get_by_role("link", name=re.compile(f"去受理.*{AGREED[2][0]}")).click()
    take(page, "退回", "请先和隔壁小区商量。")
    phone = quarter.phones[2]
    phone.goto(reverse("members:message_list"))
    expect(phone.locator("#main")).to_contain_text("请先和隔壁小区商量。")


def call_the_meeting(quarter, fits):
    page, meeting = quarter.desk, Meeting.objects.get()
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="发出通知").click()
    expect(page.locator("#main")).to_contain_text("未读 3 家")
    fits(page)


def answer(quarter, fits):
    first, second, third = quarter.phones
    for phone in quarter.phones:
        phone.goto(reverse("desk"))
        phone.get_by_role("link", name=re.compile("答复.*社区联席会议")).click()
    fits(first)
    first.get_by_role("button", name="参加").tap()
    second.get_by_label("代参人姓名").fill("示例代表")
    second.get_by_role("button", name="代参").tap()
    third.get_by_role("button", name="请假").tap()
    expect(third.locator("#main")).to_contain_text("已答复：请假")
    quarter.desk.reload()
    expect(quarter.desk.locator("#main")).to_contain_text("未读 0 家")


def write_minutes(quarter):
    """Agenda and roll stand as they were called and answered; what was agreed is added."""
    page, meeting = quarter.desk, Meeting.objects.get()
    page.goto(meeting.get_absolute_url())
    page.get_by_role("button", name="会议已召开").click()
    page.get_by_role("button", name="起草纪要").click()
    page.goto(reverse("alliances:meeting_edit", args=[meeting.pk]))
    expect(page.locator("#roll-counts")).to_contain_text("应到 3 · 实到 2")
    page.get_by_role("button", name="加一个议题").click()
    items = page.locator(".item-row")
    items.nth(2).get_by_role("textbox", name="议题").fill(AGREED[2][0])
    for place, (text, due_on) in enumerate(AGREED):
        row = items.nth(place).locator(".decision-row").first
        if not row.count():
            items.nth(place).get_by_role("button", name="再加一项").click()
        row.get_by_label("议定事项").fill(text)
        unit = quarter.world.units[place].name
        row.get_by_label("责任单位").fill(unit.removesuffix("党支部"))
        page.get_by_role("option", name=unit, exact=True).click()
        row.get_by_label("期限").fill(due_on)
    page.get_by_role("button", name="送审定").click()
    expect(page.locator("#main")).to_contain_text("待审定")


def review_and_publish(quarter):
    page, meeting = quarter.desk, Meeting.objects.get()
    page.get_by_role("button", name="定稿").click()
    expect(page.locator("#main")).to_contain_text("〔2026〕第 1 号")
    page.get_by_label("给谁看").select_option(label="社会")
    page.get_by_role("button", name="提出公开").click()
    street = quarter.street
    street.goto(meeting.get_absolute_url())
    publish(street)
    street.goto(meeting.get_public_url())
    expect(street.locator("#main")).to_contain_text("冬季助餐")


def report_two_and_send_one_back(quarter):
    for place in (0, 1):
        phone, text = quarter.phones[place], AGREED[place][0]
        phone.goto(reverse("desk"))
        phone.get_by_role("link", name=re.compile(text)).first.click()
        take(phone, "报结", "已经办好。")
    page = quarter.desk
    for text, step, note in (
        (AGREED[0][0], "核实销号", "已看现场。"),
        (AGREED[1][0], "退回", "三单元没有清。"),
    ):
        page.goto(reverse("desk"))
        page.get_by_role("link", name=re.compile(f"去核实.*{text}")).click()
        take(page, step, note)
    assert list(Duty.objects.order_by("pk").values_list("status", flat=True)) == [
        *("verified", "doing", "open")
    ]


def open_the_next_agenda(quarter):
    """The one that was sent back and the one that is late."""
    page = quarter.desk
    page.goto(reverse("alliances:meeting_plan"))
    page.get_by_label("时间").first.fill(NEXT_AT)
    page.get_by_label("地点").fill("党群服务中心")
    page.get_by_role("button", name="发出通知").click()
    agenda = page.locator(".agenda-title")
    expect(agenda.first).to_be_visible()
    expect(page.locator(".agenda")).to_contain_text("逾期 2 天")
    return agenda.all_inner_texts()


def take_the_report(quarter, look):
    page = quarter.desk
    page.goto(reverse("quarter_report"))
    page.locator("#id_quarter").select_option(label="2026年第四季度")
    page.get_by_role("button", name="筛选").click()
    for figure in ("1 次 召开会议", "3 件 新下达", "1 件 已销号", "2 件 逾期未报结"):
        expect(page.locator("#main")).to_contain_text(re.compile(r"\s*".join(figure.split())))
    look(page, "quarter-report-1280")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    text = "".join(p.text for p in Document(Path(download.value.path())).paragraphs)
    return text.replace(" ", "")
