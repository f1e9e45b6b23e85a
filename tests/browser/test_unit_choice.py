"""Choosing one of 300 units: with the keyboard, with the mouse, on a phone, without scripts."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from alliances.models import Duty, Membership
from members.models import Organization
from tests.alliances.sheets import community_world
from tests.factories import DutyFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 300


@pytest.fixture
def world():
    """A community that 300 units serve."""
    world = community_world(2)
    world.units += [
        OrganizationFactory(level="unit", name=f"示例第{n}小学党支部") for n in range(3, UNITS + 1)
    ]
    memberships = Membership.objects.bulk_create(
        Membership(
            alliance=world.alliance,
            organization=unit,
            tier=world.alliance.tiers.last(),
            stage="member",
            joined_on="2024-01-01",
        )
        for unit in world.units[2:]
    )
    link = Membership.communities.through
    link.objects.bulk_create(
        link(membership=membership, organization=world.community) for membership in memberships
    )
    return world


@pytest.fixture
def log_in(client, live_server, settings, world):
    def enter(page):
        client.force_login(world.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return enter


def fill_duty(page):
    page.get_by_label("事项").first.fill("修楼道灯")
    page.get_by_label("完成期限").fill(localdate().isoformat())


def test_by_keyboard_and_pinyin(page, log_in, look, axe):
    log_in(page).goto(reverse("alliances:duty_new"))
    fill_duty(page)
    lead = page.get_by_label("责任单位")
    expect(lead).to_have_attribute("aria-expanded", "false")
    axe(page)

    lead.press_sequentially("xxdzb")
    listbox = page.get_by_role("listbox")
    expect(listbox.get_by_role("option")).to_have_count(20)
    expect(page.locator(".units-pop")).to_contain_text("还有 278 家，请再输几个字")
    expect(page.get_by_role("status").last).to_have_text("找到 298 家")
    expect(lead).to_have_attribute("aria-expanded", "true")
    look(page, "unit-choice-1280")
    axe(page)
    lead.fill("第299")
    expect(listbox.get_by_role("option")).to_have_count(1)
    lead.press("Enter")
    expect(lead).to_have_value("示例第299小学党支部")
    expect(listbox).to_have_count(0)

    helpers = page.get_by_label("配合单位")
    helpers.press("ArrowDown")
    expect(listbox.get_by_role("option")).to_have_count(20)
    helpers.press("ArrowDown")
    helpers.press("ArrowDown")
    expect(listbox.get_by_role("option", selected=True)).to_have_count(1)
    helpers.press("Escape")
    expect(listbox).to_have_count(0)
    helpers.fill("第298")
    expect(listbox.get_by_role("option")).to_have_count(1)
    helpers.press("Tab")
    expect(helpers).to_have_value("示例第298小学党支部")
    page.get_by_label("第 2 家").fill("第297")
    listbox.get_by_role("option").click()
    page.get_by_role("button", name="下达").click()

    expect(page.locator("#main")).to_contain_text("已下达给示例第299小学党支部")
    assert Duty.objects.get().assistants.count() == 2


def test_on_a_phone(phone, log_in, look, axe):
    log_in(phone).goto(reverse("alliances:duty_new"))
    fill_duty(phone)
    listbox = phone.get_by_role("listbox")

    phone.get_by_label("责任单位").tap()
    expect(listbox.get_by_role("option")).to_have_count(20)
    phone.get_by_label("责任单位").fill("第250")
    expect(listbox.get_by_role("option")).to_have_count(1)
    look(phone, "unit-choice-390")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    assert listbox.get_by_role("option").bounding_box()["height"] >= 44
    listbox.get_by_role("option").tap()
    phone.get_by_role("button", name="下达").tap()

    expect(phone.locator("#main")).to_contain_text("已下达给示例第250小学党支部")


def test_without_scripts_what_was_typed_is_looked_up(plain, log_in):
    log_in(plain).goto(reverse("alliances:duty_new"))
    fill_duty(plain)
    plain.get_by_label("责任单位").fill("小学")
    plain.get_by_label("配合单位").fill("第11小学、第12小学")
    plain.get_by_role("button", name="下达").click()

    expect(plain.locator("#main")).to_contain_text("“小学”有 298 家符合")
    expect(plain.get_by_label("第 2 家")).to_have_value("示例第12小学党支部")
    plain.get_by_label("责任单位").fill("第277")
    plain.get_by_role("button", name="下达").click()

    expect(plain.locator("#main")).to_contain_text("已下达给示例第277小学党支部")


def test_a_list_is_filtered_by_what_is_offered_and_by_free_words(page, log_in, world, look, axe):
    for unit in world.units[10:13]:
        DutyFactory(alliance=world.alliance, host=world.community, lead=unit)
    log_in(page).goto(f"{reverse('alliances:duty_list')}?tab=set")
    unit = page.get_by_label("责任单位")
    unit.fill("第12")
    page.get_by_role("option", name="示例第12小学党支部").click()
    look(page, "unit-filter-1280")
    axe(page)
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)

    unit.fill("小学")
    unit.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    assert Organization.objects.units().count() >= UNITS
