"""A liaison keeps the unit's profile and people from a phone; a supervisor reads everything and changes nothing."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from members.models import Appointment, Level, Person
from tests.browser.conftest import DESKTOP, PHONE, picture
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    BulletinFactory,
    ClauseFactory,
    OrganizationFactory,
    PartyFactory,
    ProjectFactory,
    StreetFactory,
    UpdateFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alliance():
    district = OrganizationFactory(level=Level.DISTRICT, name="示例区委")
    street = StreetFactory(parent=district)
    return AllianceFactory(anchor=street, name="示例街道党建联盟", short_name="示例党建联盟")


@pytest.fixture
def community(alliance):
    return community_of(alliance, name="示例社区党委")


def test_a_liaison_keeps_the_profile_from_a_phone(
    open_page, log_in, alliance, community, fits, look, tmp_path
):
    unit = unit_of(alliance, community, name="示例医院党总支")
    phone, visitor = open_page(**PHONE), open_page(**PHONE)
    log_in(phone, unit)
    phone.goto("/desk/profile/")
    phone.get_by_role("link", name="修改资料").click()
    phone.get_by_label("公开电话").fill("12")
    phone.get_by_label("能提供的服务").fill("健康讲座\n上门护理")
    phone.get_by_label("照片", exact=True).set_input_files(picture(tmp_path))
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("alert")).to_contain_text("公开电话")
    expect(phone.get_by_label("能提供的服务")).to_have_value("健康讲座\n上门护理")
    fits(phone)
    phone.get_by_label("公开电话").fill("0351-0000000")
    phone.get_by_label("照片", exact=True).set_input_files(picture(tmp_path))
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_alt_text("示例医院党总支的照片")).to_be_visible()
    look(phone, "profile-390")

    visitor.goto(unit.memberships.get().get_public_url())
    expect(visitor.get_by_text("上门护理")).to_be_visible()
    fits(visitor)


def test_people_take_and_leave_posts(phone, log_in, community, fits, look):
    log_in(phone, community)
    phone.goto("/desk/people/")
    phone.get_by_role("link", name="添加人员").click()
    phone.get_by_label("姓名").fill("示例新人")
    phone.get_by_label("电话", exact=True).fill("123")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_role("alert")).to_contain_text("电话")
    fits(phone)
    phone.get_by_label("电话", exact=True).fill("13800000000")
    phone.get_by_role("button", name="保存").click()
    phone.get_by_label("职务").last.select_option(label="网格员")
    phone.get_by_label(re.compile("任职|开始|起")).last.fill("2026-01-01")
    phone.get_by_role("button", name="登记任职").click()
    expect(phone.get_by_text("网格员").first).to_be_visible()
    look(phone, "person-390")
    fits(phone)
    phone.locator("summary", has_text="登记离任").click()
    phone.get_by_label("离任日期").fill(f"{localdate()}")
    phone.get_by_role("button", name="登记离任").click()

    expect(phone.locator("summary", has_text="登记离任")).to_have_count(0)
    person = Person.objects.get(name="示例新人")
    assert Appointment.objects.get(person=person).ended_on == localdate()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_supervisor_reads_and_has_nothing_to_press(
    open_page, log_in, alliance, community, fits, device
):
    agreement = AgreementFactory(alliance=alliance, host=community, in_force=True)
    PartyFactory(agreement=agreement, organization=community)
    ClauseFactory(agreement=agreement)
    project = ProjectFactory(alliance=alliance, host=community, running=True)
    UpdateFactory(project=project)
    page = open_page(**device)
    log_in(page, alliance.anchor.parent)

    for path in (
        "/desk/agreements/",
        agreement.get_absolute_url(),
        "/desk/projects/",
        project.get_absolute_url(),
        f"/desk/profile/{community.pk}/",
    ):
        assert page.goto(path).status == 200, path
        fits(page)
        expect(page.locator("#main form[method=post]")).to_have_count(0)
    assert page.goto(BulletinFactory(alliance=alliance).get_absolute_url()).status == 403
