"""A bulletin from its draft to the public page, handed back once on its way and withdrawn at the end."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, picture, publish, take
from tests.factories import AllianceFactory, BulletinColumnFactory, community_of

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "示例冬季义诊安排"


@pytest.fixture
def alliance():
    alliance = AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")
    BulletinColumnFactory(alliance=alliance, name="卫生健康")
    return alliance


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委")


def write(page):
    page.goto("/desk/bulletins/")
    page.get_by_role("link", name="写资讯").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name=re.compile("^标题：")).click()
    expect(page.get_by_label("标题")).to_be_focused()
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("栏目").select_option(label="卫生健康")
    page.get_by_label("正文").fill("每月第一个周六\n\n- 量血压\n- 测血糖")
    page.get_by_role("button", name="预览正文").click()
    expect(page.locator("#preview li")).to_have_text(["量血压", "测血糖"])


def mend(host, photo, fits, look):
    """What came back, found from the desk, changed and proposed again."""
    host.goto("/desk/")
    host.get_by_role("link", name=re.compile(f"看原因.*{TITLE}")).click()
    host.get_by_role("link", name=TITLE).click()
    expect(host.get_by_text("已退回，请修改后再提出")).to_be_visible()
    look(host, "bulletin-returned-390")
    fits(host)
    host.get_by_role("link", name="修改").click()
    host.get_by_label("图片", exact=True).set_input_files(photo)
    host.get_by_role("button", name="保存", exact=True).click()
    expect(host.get_by_role("alert")).to_contain_text("图片说明")
    host.get_by_label("图片", exact=True).set_input_files(photo)
    host.get_by_label("图片说明").fill("义诊台前的居民")
    host.get_by_role("button", name="保存", exact=True).click()
    expect(host.get_by_alt_text("义诊台前的居民")).to_be_visible()
    host.get_by_role("button", name="提出公开").click()


def test_a_bulletin_is_handed_back_mended_published_and_withdrawn(
    open_page, log_in, alliance, community, fits, look, tmp_path
):
    host, street, visitor = open_page(**PHONE), open_page(**DESKTOP), open_page(**PHONE)
    log_in(host, community)
    write(host)
    look(host, "bulletin-write-390")
    fits(host)
    host.get_by_role("button", name="保存", exact=True).click()
    host.get_by_role("button", name="提出公开").click()
    expect(host.get_by_text("等街道办理")).to_be_visible()

    log_in(street, alliance.anchor)
    street.get_by_role("link", name=re.compile(f"去办理.*{TITLE}")).click()
    take(street, "退回修改", "请加一张现场照片。")

    mend(host, picture(tmp_path), fits, look)
    street.goto("/desk/bulletins/")
    street.get_by_role("link", name=TITLE).click()
    publish(street)
    expect(street.get_by_text("“公开”已办好。")).to_be_visible()
    look(street, "bulletin-published-1280")
    fits(street)

    visitor.goto(f"/{alliance.slug}/bulletins/")
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_alt_text("义诊台前的居民")).to_be_visible()
    look(visitor, "bulletin-public-390")
    fits(visitor)

    take(street, "撤回公开", "日期有误。")
    expect(street.get_by_text("“撤回公开”已办好。")).to_be_visible()
    assert visitor.reload().status == 404
    host.reload()
    expect(host.get_by_text("日期有误。").first).to_be_visible()
