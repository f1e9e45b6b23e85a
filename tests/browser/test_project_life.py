"""A project from a clause of an agreement to its result on the public page, claimed and reported from a phone."""

import re

import pytest
from playwright.sync_api import expect

from projects.models import Project
from tests.browser.conftest import DESKTOP, PHONE, picture, publish, take
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    ClauseFactory,
    PartyFactory,
    ProjectTypeFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alliance():
    return AllianceFactory(name="示例街道党建联盟", short_name="示例党建联盟")


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委")


@pytest.fixture
def unit(alliance, community):
    return unit_of(alliance, community, name="示例医院党总支")


@pytest.fixture
def agreement(alliance, community, unit):
    agreement = AgreementFactory(
        alliance=alliance, host=community, title="示例共建协议", in_force=True, public=True
    )
    kind = ProjectTypeFactory(alliance=alliance, name="公益联办")
    ClauseFactory(agreement=agreement, project_type=kind, text="家门口义诊", rhythm="month")
    PartyFactory(agreement=agreement, organization=unit)
    return agreement


def begin_from_the_clause(page, agreement):
    page.goto(agreement.get_absolute_url())
    page.get_by_role("link", name=re.compile("由此发起项目")).click()
    expect(page.get_by_label("项目名称")).to_have_value("家门口义诊")
    expect(page.get_by_label("类型").locator("option:checked")).to_have_text("公益联办")
    page.get_by_label("还需要什么").fill("医生 4 名")


def claim(phone, fits, look):
    phone.goto("/desk/")
    phone.get_by_role("link", name=re.compile("看项目.*家门口义诊")).click()
    look(phone, "project-offered-390")
    fits(phone)
    phone.get_by_label("认领说明").fill("出医生 4 名")
    phone.get_by_role("button", name="认领").click()
    expect(phone.get_by_text("已认领，谢谢")).to_be_visible()


def report(phone, tmp_path):
    fake = tmp_path / "photo.jpg"
    fake.write_text("不是照片")
    phone.get_by_role("spinbutton", name="项目进度").fill("60")
    phone.get_by_label("进展必填").fill("首场义诊服务 80 人。")
    phone.get_by_label("照片", exact=True).set_input_files(fake)
    phone.get_by_label("照片说明").fill("量血压的居民")
    phone.get_by_role("button", name="报进展").click()
    expect(phone.get_by_role("alert")).to_contain_text("这不是能打开的图片")
    expect(phone.get_by_label("进展必填")).to_have_value("首场义诊服务 80 人。")
    phone.get_by_label("照片", exact=True).set_input_files(picture(tmp_path))
    phone.get_by_role("button", name="报进展").click()
    expect(phone.get_by_text("进展已记下。")).to_be_visible()


def give(phone):
    phone.locator("summary", has_text="登记投入").click()
    phone.get_by_label("种类").select_option(label="人力")
    phone.get_by_label("数量").fill("4")
    phone.get_by_label("计量单位").fill("人次")
    phone.get_by_role("button", name="记下").click()
    expect(phone.get_by_text("人力 4 人次").first).to_be_visible()


def read(visitor, alliance, fits):
    visitor.goto(f"/{alliance.slug}/projects/")
    expect(visitor.get_by_text("源自 示例共建协议")).to_be_visible()
    visitor.get_by_role("link", name="家门口义诊").click()
    expect(visitor.get_by_alt_text("量血压的居民")).to_be_visible()
    expect(visitor.get_by_text("建立随访名单")).to_be_visible()
    expect(visitor.get_by_role("link", name="示例共建协议")).to_be_visible()
    fits(visitor)


def test_a_clause_becomes_a_project_with_a_result(
    open_page, log_in, alliance, community, unit, agreement, fits, look, tmp_path
):
    host, street, phone = open_page(**DESKTOP), open_page(**DESKTOP), open_page(**PHONE)
    log_in(host, community)
    begin_from_the_clause(host, agreement)
    look(host, "project-new-1280")
    fits(host)
    host.get_by_role("button", name="保存").click()
    host.get_by_role("button", name="开放认领").click()
    expect(host.get_by_text("单位还看不到")).to_be_visible()
    host.get_by_role("button", name="提出公开").click()
    log_in(street, alliance.anchor)
    street.goto("/desk/publications/")
    publish(street)
    expect(street.get_by_text("“公开”已办好。")).to_be_visible()

    log_in(phone, unit)
    claim(phone, fits, look)
    give(phone)
    host.reload()
    host.get_by_role("button", name="开始实施").click()
    phone.reload()
    report(phone, tmp_path)
    look(phone, "project-reported-390")
    fits(phone)

    host.reload()
    host.get_by_role("button", name=re.compile("^对外公开")).click()
    take(host, "完成", "服务居民 80 人，建立随访名单。")
    take(host, "评估", "群众满意。")
    expect(host.locator(".page-head")).to_contain_text("已评估")
    look(host, "project-verified-1280")
    fits(host)

    for device in (DESKTOP, PHONE):
        read(open_page(**device), alliance, fits)
    assert Project.objects.get().lead == unit
