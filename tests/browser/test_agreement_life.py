"""An agreement of three parties, from the draft to the public page, each party with a login of its own."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from alliances.models import Agreement
from tests.browser.conftest import DESKTOP, PHONE, publish
from tests.factories import (
    AllianceFactory,
    ProjectTypeFactory,
    community_of,
    unit_of,
)
from tests.factories.members import PASSWORD
from tests.papers import codes_in_pdf, needs_poppler, pdf_text

pytestmark = [pytest.mark.django_db(transaction=True), needs_poppler]

TITLE = "示例社区三方共驻共建协议书"


@pytest.fixture
def alliance():
    alliance = AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")
    ProjectTypeFactory(alliance=alliance, name="公益联办")
    return alliance


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委")


@pytest.fixture
def units(alliance, community):
    names = ("示例医院党总支", "示例学校党支部")
    return [unit_of(alliance, community, name=name) for name in names]


def choose_unit(party, typed, name):
    """By initials or a part of the name, from what is offered."""
    party.get_by_label("单位").fill(typed)
    party.page.get_by_role("option", name=name).click()
    expect(party.get_by_label("单位")).to_have_value(name)


def write_draft(page):
    """Three parties, one of them added to the two that are there; one clause that the third owes."""
    today = localdate()
    page.get_by_role("link", name="共建协议").click()
    page.get_by_role("link", name="起草协议").click()
    page.get_by_label("名称").fill(TITLE)
    page.get_by_label("生效日期").fill(f"{today - timedelta(days=1)}")
    page.get_by_label("到期日期").fill(f"{today + timedelta(days=365)}")
    parties = page.get_by_role("group", name=re.compile("方$"))
    choose_unit(parties.nth(1), "slyy", "示例医院党总支")
    page.get_by_role("button", name="添加一方").click()
    expect(parties).to_have_count(3)
    expect(parties.nth(2).get_by_label("称谓")).to_have_value("丙方")
    expect(page.locator(".field-error")).to_have_count(0)
    choose_unit(parties.nth(2), "学校", "示例学校党支部")
    clause = page.get_by_role("group", name="第 1 条")
    clause.get_by_label("项目类型").select_option(label="公益联办")
    clause.get_by_label("责任方").select_option(label="丙方")
    clause.get_by_label("内容").fill("周末开放操场")
    clause.get_by_label("周期").select_option(label="每月")


def confirm_and_sign(page, name):
    """What a party's own login finds on its desk."""
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(f"去确认.*{TITLE}")).click()
    open_side(page, "确认文本")
    page.get_by_label("您的登录密码").fill("不对的密码")
    page.get_by_role("button", name="已看过全文，确认").click()
    expect(page.get_by_role("link", name=re.compile("密码不对，没有办理"))).to_be_visible()
    page.get_by_label("您的登录密码").fill(PASSWORD)
    page.get_by_role("button", name="已看过全文，确认").click()
    expect(page.get_by_text(re.compile("已确认文本"))).to_be_visible()
    open_side(page, "签署")
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请填写签字人姓名")
    page.get_by_label("签字人").first.fill(name)
    page.get_by_label("签字人职务").fill("书记")
    page.get_by_label("您的登录密码").fill(PASSWORD)
    page.get_by_role("button", name="签署", exact=True).click()
    expect(page.get_by_text(re.compile("已签署：")).first).to_be_visible()


def open_side(page, verb):
    page.locator("#sides summary", has_text=verb).click()


def sign_all(open_page, log_in, host, units, fits, look):
    """The units first, one of them on its phone, the host last."""
    for number, (unit, device) in enumerate(zip(units, (PHONE, DESKTOP), strict=True)):
        page = open_page(**device)
        log_in(page, unit)
        confirm_and_sign(page, f"示例签字人{number}")
        look(page, f"agreement-signed-{number}")
        fits(page)
    confirm_and_sign(host, "示例书记")
    expect(host.locator(".page-head")).to_contain_text("已签订")


def verify_the_paper(host, visitor, fits, look):
    """The PDF is printed; whoever holds it scans its code and types the beginning of its hash."""
    address = host.get_by_role("link", name="下载共建协议书，PDF").get_attribute("href")
    pdf = host.request.get(address).body()
    (url,) = codes_in_pdf(pdf)
    printed = re.search(r"SHA-256）：([0-9a-f]{64})", pdf_text(pdf))[1]
    visitor.goto(url)
    expect(visitor.get_by_text("示例医院党总支")).to_be_visible()
    expect(visitor.get_by_text("周末开放操场")).to_have_count(0)
    fits(visitor)
    for typed, answer in (("00000000", "与签订文本不一致"), (printed[:12], "与签订文本一致")):
        visitor.get_by_label("纸上印的正文校验值").fill(typed)
        visitor.get_by_role("button", name="核对").click()
        expect(visitor.get_by_text(answer)).to_be_visible()
    look(visitor, "agreement-verified-390")
    fits(visitor)


def test_three_parties_agree_and_residents_read_it(
    open_page, log_in, alliance, community, units, fits, look, live_server, settings
):
    settings.SITE_URL = live_server.url
    host, street, visitor = (open_page(**DESKTOP) for _ in range(3))
    log_in(host, community)
    write_draft(host)
    look(host, "agreement-draft-1280")
    fits(host)
    host.get_by_role("button", name="保存草稿").click()
    host.get_by_role("button", name="送各方确认").click()
    expect(host.get_by_text("等各方确认文本并签署")).to_be_visible()
    sign_all(open_page, log_in, host, units, fits, look)
    verify_the_paper(host, open_page(**PHONE), fits, look)
    host.get_by_role("button", name="开始履行").click()
    host.get_by_label("给谁看").select_option(label="社会")
    host.get_by_role("button", name="提出公开").click()
    expect(host.get_by_text("等街道办理")).to_be_visible()
    look(host, "agreement-proposed-1280")
    fits(host)

    log_in(street, alliance.anchor)
    street.get_by_role("link", name=re.compile(f"去办理.*{TITLE}")).click()
    street.get_by_role("link", name=TITLE).click()
    publish(street)
    expect(street.get_by_text("“公开”已办好。")).to_be_visible()
    look(street, "agreement-published-1280")
    fits(street)

    street.get_by_role("link", name="看公开页面").click()
    visitor.goto(f"/{alliance.slug}/agreements/")
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_text("周末开放操场")).to_be_visible()
    fits(visitor)
    agreement = Agreement.objects.get()
    assert (agreement.status, agreement.clauses.get().duties.count()) == ("in_force", 1)
