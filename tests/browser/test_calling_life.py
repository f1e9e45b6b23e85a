"""A meeting is called, answered on a phone, put off, and its roll taken on a phone."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now
from playwright.sync_api import expect

from alliances.models import Meeting
from tests.alliances.sheets import community_world
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log_in(live_server, settings):
    def enter(page, user):
        client = Client()  # of its own: two people are logged in at once
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter


def call_it(page, world, look, axe):
    soon = localtime(now()).replace(hour=23, minute=58)
    page.goto(reverse("alliances:desk_meeting_list"))
    page.get_by_role("link", name="召集会议").click()
    page.locator("#id_starts_at").fill(f"{soon:%Y-%m-%dT%H:%M}")
    page.get_by_label("地点").fill("党群服务中心")
    page.get_by_label(world.units[2].name).uncheck()
    look(page, "plan")
    axe(page)
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_text("会议通知已发出")).to_be_visible()


def answer_it(phone, look, axe):
    phone.goto(reverse("desk"))
    phone.get_by_role("link", name=re.compile("去答复")).click()
    axe(phone)
    phone.get_by_label("代参人姓名").fill("示例替")
    phone.get_by_label("代参人姓名").press("Enter")
    expect(phone.get_by_text("已答复：代参（示例替）", exact=False).first).to_be_visible()
    look(phone, "notice")


def take_the_roll(phone, world, look, axe):
    phone.goto(reverse("alliances:meeting_roll", args=[Meeting.objects.get().pk]))
    expect(phone.locator("#roll-counts")).to_contain_text("应到 2")
    look(phone, "roll")
    axe(phone)
    first = phone.get_by_role("group", name=world.units[0].name)
    first.get_by_role("button", name="代参").click()
    expect(phone.locator("#roll-counts")).to_contain_text("实到 1")
    expect(first.get_by_role("button", name="代参")).to_have_attribute("aria-pressed", "true")
    second = phone.get_by_role("group", name=world.units[1].name)
    second.get_by_role("button", name="请假").click()
    expect(second.get_by_role("button", name="请假")).to_have_attribute("aria-pressed", "true")
    phone.get_by_text("加列席人员", exact=True).first.click()
    phone.get_by_label("身份").select_option(label="居民")
    phone.get_by_label("姓名", exact=True).last.fill("示例居民")
    phone.get_by_role("button", name="加上").first.click()
    assert [str(row).split()[-1] for row in Meeting.objects.get().attendances.all()] == [
        "示例替",
        "示例联络2",
        "示例居民",
    ]

    phone.get_by_role("link", name="记纪要").click()
    expect(phone.get_by_label(f"{world.units[0].name}参会人")).to_have_value("示例替")


def test_from_the_plan_to_the_roll(page, phone, log_in, look, axe):
    world = community_world(notice_days=0)
    log_in(page, world.user)
    log_in(phone, UserFactory(organization=world.units[0]))

    call_it(page, world, look, axe)
    answer_it(phone, look, axe)

    page.reload()
    page.get_by_role("link", name="代参 1 家").click()
    expect(page.get_by_text(world.units[0].name, exact=True)).to_be_visible()
    axe(page)

    log_in(phone, world.user)
    take_the_roll(phone, world, look, axe)
