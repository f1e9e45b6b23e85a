"""Journeys in the system's Chromium, against a live server with a database in a file.

A page that throws, breaks the content security policy or asks another origin for anything fails its test.
"""

import os
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from members.models import User
from tests.factories import UserFactory

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

# A link that fills its whole row is as large as the row; checkboxes lie in their label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "#main a:not(.row-title), #main button, #main select, #main summary, #main textarea, #main .check," +
    "#main input:not([type=hidden], [type=checkbox], [type=radio])"
  )].filter(e => e.checkVisibility() && !e.closest(".doc, .prose p, dd, .notice p"))
    .map(e => [e.getBoundingClientRect().height, e.innerText || e.name])
    .filter(([height]) => height && height < 43.5).map(([, name]) => name)"""

# How long a busy machine may take for an answer, in ms; a quick one waits no longer than it has to.
PATIENCE = 10_000
expect.set_options(timeout=PATIENCE)

# Playwright keeps an event loop running in the tests' thread, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def database_first(django_db_setup):
    """The live server decides at its start how its threads connect, so the file must be known by then."""


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, live_server):
    """Opens a page with the given look of the device: open_page(**PHONE)."""
    contexts, complaints = [], []

    def watch_console(message):
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def watch_request(request):
        if not re.match(rf"{re.escape(live_server.url)}/|data:|blob:", request.url):
            complaints.append(f"left the origin: {request.url}")

    def open_one(**device):
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **device
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", watch_console)
        page.on("request", watch_request)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page):
    return open_page(**DESKTOP)


@pytest.fixture
def phone(open_page):
    return open_page(**PHONE)


@pytest.fixture
def plain(open_page):
    """A browser without JavaScript."""
    return open_page(**DESKTOP, java_script_enabled=False)


@pytest.fixture
def log_in(live_server, settings):
    """log_in(page, organization) opens the desk as a new login of it; also takes a user."""

    def enter(page, who):
        client = Client()
        user = who if isinstance(who, User) else UserFactory(organization=who, name="示例用户")
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        page.goto("/desk/")

    return enter


def picture(folder):
    """A photograph that a phone might send."""
    path = folder / "示例照片.png"
    Image.new("RGB", (640, 480), "#b3241c").save(path)
    return path


def take(page, step, note=""):
    """Opens a step that asks for a note, and takes it."""
    details = page.locator(".steps details", has=page.locator("summary", has_text=step))
    details.locator("summary").click()
    details.get_by_role("textbox").fill(note)
    details.get_by_role("button", name=step).click()


def publish(page):
    """Review, approval and publication, on the page of a record or within its row of the list."""
    page.locator("summary", has_text="审核通过").click()
    page.get_by_label("保密审查意见").fill("不涉密，可以公开。")
    page.get_by_role("button", name="审核通过").click()
    page.get_by_role("button", name="批准").click()
    page.get_by_role("button", name="公开", exact=True).click()


@pytest.fixture
def axe():
    """axe(page) fails with a readable list where the page is not accessible, but for the rules it goes `without`."""

    def assert_accessible(page, without=()):
        rules = {rule: {"enabled": False} for rule in without}
        options = {"resultTypes": ["violations"], "preload": False, "rules": rules}
        results = Axe().run(page, options=options)
        found = [
            f"{violation['id']}: {violation['help']}\n    {node['html'][:200]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return assert_accessible


@pytest.fixture
def fits(axe):
    """fits(page): accessible, no wider than the screen, and nothing to touch in it is smaller than a finger."""

    def assert_fits(page):
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
        assert page.evaluate(SMALL_TARGETS) == [], page.url

    return assert_fits


@pytest.fixture
def look():
    """look(page, "name") saves the whole page to var/screens/name.png where LOOK=1 is set."""

    def save(page, name):
        if os.environ.get("LOOK") == "1":
            SCREENS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SCREENS / f"{name}.png", full_page=True)

    return save
