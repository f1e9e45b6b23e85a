"""Minutes of a residents' hall: heard, sent back, made final, corrected, and read by visitors."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from alliances import actions
from alliances.minutes import Attended, Facts, Item
from alliances.models import Meeting
from tests.alliances.sheets import community_world
from tests.browser.conftest import publish, take
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world():
    return community_world(2, hears_residents=True)


@pytest.fixture
def meeting(world):
    """Being drafted by the secretary, who opens it in the browser."""
    facts = Facts(
        host=world.community,
        kind=world.kind,
        title="示例居民议事厅",
        starts_at="2026-09-12T14:30+08:00",
        place="党群服务中心",
        attended=[Attended(organization=unit, status="present") for unit in world.units],
        items=[Item(title="院内充电", fourfold="deliberate", discussion="车位差 20 个。")],
    )
    return actions.record_meeting(world.alliance, facts, by=world.user)


def edit(meeting):
    return reverse("alliances:meeting_edit", args=[meeting.pk])


def hear(page):
    page.get_by_role("button", name="加一条居民意见").click()
    row = page.locator(".opinion-row").last
    row.get_by_label("渠道").select_option("入户")
    row.get_by_label("态度").select_option("反对")
    row.get_by_label("意见").fill("不要挡住消防通道")


def test_minutes_are_heard_reviewed_corrected_and_read(
    page, open_page, world, meeting, log_in, axe, fits
):
    street = open_page(viewport={"width": 1280, "height": 900})
    log_in(page, world.user)
    log_in(street, UserFactory(organization=world.alliance.anchor))

    page.goto(edit(meeting))
    hear(page)
    expect(page.locator("#preview")).to_contain_text("居民（入户，反对）：不要挡住消防通道。")
    axe(page)
    page.get_by_role("button", name="送审定").click()

    street.goto(meeting.get_absolute_url())
    take(street, "退回修改", "写清楚建几个")
    page.goto(edit(meeting))
    expect(page.locator(".notice--warning")).to_contain_text("写清楚建几个")
    page.get_by_label("讨论情况").fill("车位差 24 个。")
    page.get_by_role("button", name="送审定").click()

    street.goto(meeting.get_absolute_url())
    expect(street.locator(".diff del")).to_have_text("（删去：20）")
    expect(street.locator(".diff ins")).to_have_text("（新增：24）")
    fits(street)
    street.get_by_role("link", name="和别的版本对照").click()
    fits(street)

    correct(page, street, meeting, fits)


def correct(page, street, meeting, fits):
    street.goto(meeting.get_absolute_url())
    street.get_by_role("button", name="定稿").click()
    expect(street.locator(".messages, [role=status]").first).to_contain_text("定稿")
    Meeting.objects.get(pk=meeting.pk).propose(
        by=Meeting.objects.get(pk=meeting.pk).versions.first().by
    )
    street.goto(meeting.get_absolute_url())
    publish(street)

    take(street, "更正", "数错了")
    street.goto(edit(meeting))
    street.get_by_label("讨论情况").fill("车位差 30 个。")
    street.get_by_role("button", name="更正定稿").click()
    street.get_by_role("button", name="确定定稿").click()
    expect(street.locator("#corrections")).to_be_visible()
    fits(street)

    stored = Meeting.objects.get(pk=meeting.pk)
    assert (stored.status, stored.publication, stored.corrected_times) == ("final", "withdrawn", 1)
    page.goto(stored.get_absolute_url())
    page.get_by_role("button", name="提出公开").click()
    street.goto(stored.get_absolute_url())
    publish(street)
    page.goto(stored.get_public_url())
    expect(page.locator(".corrections")).to_contain_text("原因：数错了")
    page.locator("summary", has_text="看更正前的纪要").click()
    expect(page.locator(".corrections .doc")).to_contain_text("车位差 24 个。")
    fits(page)


def test_report_of_a_quarter_is_accessible(page, phone, world, meeting, log_in, fits):
    for device in (page, phone):
        log_in(device, world.user)
        device.goto(reverse("quarter_report", query={"quarter": "2026-3"}))
        fits(device)
        device.get_by_role("link", name="召开会议").click()
        expect(device.get_by_role("link", name="示例居民议事厅")).to_be_visible()
        fits(device)


def test_opinion_is_added_without_scripts(plain, world, meeting, log_in):
    log_in(plain, world.user)
    plain.goto(edit(meeting))

    hear(plain)
    plain.get_by_role("button", name="存草稿").last.click()

    assert meeting.agenda_items.get().opinions.get().text == "不要挡住消防通道"
