"""A duty from its first progress note to 销号, between a unit on the phone and its community."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, take
from tests.factories import (
    AgreementFactory,
    AllianceFactory,
    AppointmentFactory,
    AttendanceFactory,
    BulletinFactory,
    DutyFactory,
    MeetingFactory,
    MeetingKindFactory,
    PartyFactory,
    PersonFactory,
    ProjectFactory,
    ResolutionFactory,
    UserFactory,
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
def duty(alliance, community, unit):
    resolution = ResolutionFactory(
        agenda_item__meeting=MeetingFactory(
            alliance=alliance, host=community, title="第三季度联席会议", final=True
        ),
        lead=unit,
    )
    return DutyFactory(
        alliance=alliance,
        host=community,
        lead=unit,
        title="督促水管二次验收",
        resolution=resolution,
        due_on=localdate() + timedelta(days=2),
    )


def ask_for_time(phone, look, axe):
    """First with a day that is too early, then with one that is not."""
    phone.locator("summary", has_text="申请延期").click()
    phone.get_by_label("延到").fill(localdate().isoformat())
    phone.get_by_label("延期的原因").fill("备件要调货。")
    phone.get_by_role("button", name="申请延期").click()
    expect(phone.get_by_text("新的期限要比它晚").first).to_be_visible()
    expect(phone.get_by_label("延期的原因")).to_have_value("备件要调货。")
    look(phone, "duty-extension-wrong-390")
    axe(phone)
    phone.get_by_label("延到").fill((localdate() + timedelta(days=20)).isoformat())
    phone.get_by_role("button", name="申请延期").click()
    expect(phone.get_by_text("答复会在这里和消息里告诉您")).to_be_visible()
    look(phone, "duty-extension-asked-390")
    axe(phone)


def decide_on_time(page, look, axe):
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("去答复.*督促水管二次验收")).click()
    expect(page.get_by_text("备件要调货。").first).to_be_visible()
    look(page, "duty-extension-decide-1280")
    axe(page)
    take(page, re.compile(r"^\s*同意延期\s*$"), "请抓紧。")
    expect(page.get_by_text("“同意延期”已办好。")).to_be_visible()


def test_duty_goes_from_progress_to_verified(
    open_page, page, log_in, duty, community, unit, look, axe
):
    phone = open_page(**PHONE)
    log_in(phone, unit)
    look(phone, "desk-unit-390")
    phone.get_by_role("link", name=re.compile("报进展.*督促水管二次验收")).click()
    phone.get_by_label("进展").fill("已约维修队，周三进场。")
    phone.get_by_role("button", name="报进展").click()
    expect(phone.get_by_text("进展已报上。")).to_be_visible()
    take(phone, "报结", "验收合格。")
    expect(phone.get_by_text("“报结”已办好。")).to_be_visible()
    look(phone, "duty-done-390")

    log_in(page, community)
    page.get_by_role("link", name=re.compile("去核实.*督促水管二次验收")).click()
    take(page, "退回", "缺验收照片。")
    expect(page.get_by_text("“退回”已办好。")).to_be_visible()

    phone.goto("/desk/")
    phone.get_by_role("link", name=re.compile("再办理.*督促水管二次验收")).click()
    expect(phone.get_by_text("已退回，请再办理")).to_be_visible()
    look(phone, "duty-returned-390")
    ask_for_time(phone, look, axe)
    decide_on_time(page, look, axe)

    phone.reload()
    expect(phone.get_by_text(re.compile("同意从.*延到"))).to_be_visible()
    # Asking for time has not answered what it was sent back for.
    expect(phone.get_by_text("已退回，请再办理")).to_be_visible()
    take(phone, "报结", "照片已补。")

    page.reload()
    take(page, "核实销号", "已看现场。")
    expect(page.get_by_text("“核实销号”已办好。")).to_be_visible()
    look(page, "duty-verified-1280")
    duty.refresh_from_db()
    assert duty.status == "verified"


def fill_desk(alliance, community, unit):
    meeting = MeetingFactory(
        alliance=alliance,
        host=community,
        title="停车问题协商会",
        starts_at=now() - timedelta(days=9),
    )
    AttendanceFactory.create_batch(3, meeting=meeting)
    MeetingKindFactory(alliance=alliance, name="联席会议", rhythm="quarter", level="community")
    agreement = AgreementFactory(alliance=alliance, status="confirming")
    PartyFactory(agreement=agreement, organization=community)
    PartyFactory(agreement=agreement, organization=unit, label="乙方")
    ProjectFactory(alliance=alliance, host=community, running=True)
    DutyFactory(alliance=alliance, host=community, lead=community, title="更新本社区资源清单")
    bulletin = BulletinFactory(alliance=alliance, host=community)
    bulletin.propose(by=UserFactory(organization=community, name="示例提出人"))
    final = MeetingFactory(alliance=alliance, host=community, final=True)
    final.propose(by=UserFactory(organization=community, name="示例提出人"))
    person = PersonFactory(organization=community, name="示例书记", phone="13800000000")
    AppointmentFactory(person=person)
    return person


def pages_of(role, duty, person):
    own = ["/desk/", "/desk/duties/", duty.get_absolute_url(), "/desk/profile/", "/desk/people/"]
    if role == "unit":
        return own
    return [
        *own,
        "/desk/duties/new/",
        "/desk/duties/units/",
        "/desk/publications/",
        "/desk/search/?q=tc",
        "/desk/profile/edit/",
        f"/desk/people/{person.pk}/",
        f"/desk/people/{person.pk}/phone/",
        "/desk/people/new/",
    ]


@pytest.mark.parametrize("elder", ["off", "larger"])
@pytest.mark.parametrize("role", ["community", "unit", "street"])
def test_pages_of_the_desk_are_accessible(
    open_page, log_in, alliance, community, unit, duty, axe, look, role, elder
):
    device = {"viewport": {"width": 1360, "height": 900}} if role != "unit" else PHONE
    page = open_page(**device)
    person = fill_desk(alliance, community, unit)
    log_in(page, {"community": community, "unit": unit, "street": alliance.anchor}[role])
    page.goto(f"/elder/{elder}/?next=/desk/")
    for number, path in enumerate(pages_of(role, duty, person)):
        assert page.goto(path).status == 200, path
        look(page, f"s3a-{role}-{elder}-{number:02}-{path.strip('/').replace('/', '_')[:40]}")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
