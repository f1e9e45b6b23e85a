"""Two people, each in a browser of their own, write on the same minutes."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from alliances.models import Meeting
from tests.alliances.sheets import community_world
from tests.alliances.test_meeting import complete_meeting
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import ResolutionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    world = community_world(2)
    meeting = complete_meeting(alliance=world.alliance, host=world.community, kind=world.kind)
    ResolutionFactory(agenda_item=meeting.agenda_items.get(), lead=world.units[0])
    return meeting


@pytest.fixture
def writers(live_server, settings, open_page, meeting):
    """Two open pages of the same minutes: a colleague's at a desk, mine at a desk or on a phone."""

    def enter(name, **device):
        client = Client()
        client.force_login(UserFactory(organization=meeting.host, name=name))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page = open_page(**device)
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        page.goto(reverse("alliances:meeting_edit", args=[meeting.pk]))
        return page

    return lambda **device: (enter("示例同事", **DESKTOP), enter("示例书记", **device))


def save(page):
    page.get_by_role("button", name="存草稿").last.click()


def test_changes_at_different_places_come_together(writers, look, axe):
    colleague, mine = writers(**DESKTOP)
    colleague.get_by_label("地点").fill("同事填的地点")
    save(colleague)
    expect(colleague.locator("#main")).to_contain_text("纪要已保存")

    mine.get_by_label("讨论情况").fill("我写了很久的讨论。")
    expect(mine.locator("#saved-state")).to_contain_text("有人刚保存过新的一版")
    save(mine)

    expect(mine.get_by_role("alert").first).to_contain_text("同事改的是：地点")
    expect(mine.get_by_label("地点")).to_have_value("同事填的地点")
    expect(mine.get_by_label("讨论情况")).to_have_value("我写了很久的讨论。")
    look(mine, "meeting-merged-1280")
    axe(mine)
    save(mine)
    expect(mine.locator("#main")).to_contain_text("纪要已保存")
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.version) == ("同事填的地点", 3)
    assert meeting.agenda_items.get().discussion == "我写了很久的讨论。"


@pytest.mark.parametrize(("device", "width"), [(DESKTOP, 1280), (PHONE, 390)])
def test_only_what_both_have_changed_is_asked(writers, look, axe, device, width):
    colleague, mine = writers(**device)
    for page, words in ((colleague, "同事"), (mine, "我")):
        page.get_by_label("讨论情况").fill(f"{words}写的讨论。")
        page.get_by_role("textbox", name="议定事项").fill(f"{words}写的事项")
    colleague.get_by_label("地点").fill("同事填的地点")
    save(colleague)
    expect(colleague.locator("#main")).to_contain_text("纪要已保存")
    save(mine)

    talk = mine.get_by_role("group", name="议题 1 的讨论情况")
    expect(talk).to_contain_text("同事写的讨论。")
    expect(mine.locator("#main fieldset")).to_have_count(2)
    look(mine, f"meeting-conflict-{width}")
    axe(mine)
    assert mine.evaluate("document.documentElement.scrollWidth") <= width
    talk.get_by_text("两段都留下").click()
    decision = mine.get_by_role("group", name=re.compile("第 1 项"))
    expect(decision.locator(".was")).to_contain_text("划定居民车位")
    decision.get_by_text("用我填的").click()
    mine.get_by_role("button", name="合在一起，接着核对").click()

    expect(mine.get_by_label("讨论情况")).to_have_value("同事写的讨论。\n我写的讨论。")
    expect(mine.get_by_role("textbox", name="议定事项")).to_have_value("我写的事项")
    expect(mine.get_by_label("地点")).to_have_value("同事填的地点")
