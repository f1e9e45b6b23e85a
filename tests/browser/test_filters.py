"""The filters of a list on a phone: folded, so that the rows come first."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import AllianceFactory, MeetingFactory, ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alliance():
    alliance = AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")
    ProjectFactory(alliance=alliance, public=True, done=True, title="示例长者理发")
    ProjectFactory(alliance=alliance, public=True, running=True, title="示例楼道亮灯")
    return alliance


@pytest.mark.parametrize("script", [True, False])
def test_filters_open_on_a_touch_and_stay_open_while_one_is_set(open_page, alliance, script, fits):
    page = open_page(**PHONE, java_script_enabled=script)
    page.goto(f"/{alliance.slug}/projects/")
    expect(page.get_by_label("关键词")).to_be_visible()
    expect(page.get_by_label("状态")).to_be_hidden()

    page.get_by_text("更多条件").tap()
    page.get_by_label("状态").select_option("已完成（含已评估）")
    page.get_by_role("button", name="筛选", exact=True).tap()

    expect(page.get_by_text("示例长者理发")).to_be_visible()
    expect(page.get_by_text("示例楼道亮灯")).to_have_count(0)
    expect(page.get_by_label("状态")).to_have_value("finished")
    expect(page.get_by_label("状态")).to_be_visible()
    if script:
        fits(page)

    page.get_by_role("link", name="清除").tap()
    expect(page.get_by_text("示例楼道亮灯")).to_be_visible()
    expect(page.get_by_label("状态")).to_be_hidden()


def test_nothing_is_folded_on_a_wide_screen(open_page, alliance):
    page = open_page(**DESKTOP)
    page.goto(f"/{alliance.slug}/projects/")

    expect(page.get_by_label("状态")).to_be_visible()
    expect(page.get_by_text("更多条件")).to_be_hidden()


def test_filters_of_the_desk_fold_on_every_page_of_a_list(open_page, log_in, alliance):
    MeetingFactory.create_batch(21, alliance=alliance, host=alliance.anchor)
    page = open_page(**PHONE)
    log_in(page, alliance.anchor)

    page.goto("/desk/meetings/?tab=hosted")
    expect(page.get_by_label("状态")).to_be_hidden()
    page.get_by_role("link", name="下一页").tap()

    expect(page.get_by_text("更多条件")).to_be_visible()
    expect(page.get_by_label("状态")).to_be_hidden()
    expect(page.get_by_role("link", name="清除")).to_have_count(0)
