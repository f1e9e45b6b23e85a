"""Takes the pictures of the handbook from a fresh demo: `make screenshots`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "handbook" / "images"
PASSWORD = "Hongmeng-2026"  # the demo's own, printed by load_demo
BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# The words of the browser itself, in fields for dates and files; needs chromium-l10n.
CHINESE = {"LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# name, login ("" for a visitor), address (" > words": and the first link with these words), window
PICTURES = [
    ("home-1280", "", "/liuxiang/", WIDE),
    ("home-390", "", "/liuxiang/", PHONE),
    ("projects-1280", "", "/liuxiang/projects/", WIDE),
    ("figures-1280", "", "/liuxiang/figures/", WIDE),
    ("order-new-390", "", "/liuxiang/orders/new/", PHONE),
    ("order-board-1280", "", "/liuxiang/orders/", WIDE),
    ("orders-1280", "kainan", "/desk/orders/?tab=all", WIDE),
    ("order-1280", "kainan", "/desk/orders/ > 单元门关不上", WIDE),
    ("order-record-1280", "kainan", "/desk/orders/new/", WIDE),
    ("unit-orders-390", "xinshidai", "/desk/orders/", PHONE),
    ("unit-order-390", "xinshidai", "/desk/orders/ > （示例）", PHONE),
    ("orders-street-1280", "liuxiang", "/desk/orders/?tab=coordinate", WIDE),
    ("desk-1280", "kainan", "/desk/", WIDE),
    ("meeting_new-1280", "kainan", "/desk/meetings/new/", WIDE),
    ("plan-1280", "kainan", "/desk/meetings/plan/", WIDE),
    ("duties-1280", "kainan", "/desk/duties/", WIDE),
    ("duty-units-1280", "liuxiang", "/desk/duties/units/", WIDE),
    ("agreement-1280", "liuxiang", "/desk/agreements/ > 太原新时代共驻共建协议书（2027年", WIDE),
    ("report-1280", "kainan", "/desk/report/", WIDE),
    ("unit-desk-390", "xinshidai", "/desk/", PHONE),
    ("unit-projects-390", "xinshidai", "/desk/projects/", PHONE),
    ("unit-notice-390", "xinshidai", "/desk/ > 开南社区红色院落议事会", PHONE),
    ("unit-duty-390", "shanxi-hotel", "/desk/ > 提供冬至饺子宴场地和厨师", PHONE),
    ("publications-1280", "liuxiang", "/desk/publications/", WIDE),
    ("templates-1280", "liuxiang", "/desk/templates/ > 会议纪要", WIDE),
    ("admin-1280", "liuxiang", "/admin/", WIDE),
    ("import-1280", "liuxiang", "/admin/members/person/import/", WIDE),
    ("supervisor-1280", "yingze", "/desk/", WIDE),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The portal with the demo in a database of its own."""
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}"}
    for command in (
        ["migrate", "-v0"],
        ["createcachetable"],
        ["load_demo"],
        ["collectstatic", "--no-input", "-v0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "alliance_portal.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz")
            return server
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit("The portal did not start.")


def take(browser: Browser, base: str) -> None:
    for name, login, address, window in PICTURES:
        context = browser.new_context(viewport=window, locale="zh-CN")
        page = context.new_page()
        if login:
            page.goto(f"{base}/accounts/login/")
            page.fill("[name=login]", login)
            page.fill("[name=password]", PASSWORD)
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/desk/")
        path, _, link = address.partition(" > ")
        page.goto(base + path)
        links = page.get_by_role("link").filter(has_text=link)
        if link and not links.count():
            print(f"{name}: the demo offers no “{link}” today; its picture stays as it is.")
            continue
        if link:
            links.first.click()
            page.wait_for_load_state()
        save(page.screenshot(), IMAGES / f"{name}.png")
        context.close()


def save(picture: bytes, path: Path) -> None:
    """With a palette: a third of the size, and the same to the eye."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(200).save(path, optimize=True)


def main() -> None:
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise SystemExit(
            "Chromium is missing: apt-get install chromium chromium-l10n fonts-noto-cjk"
        )
    IMAGES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = serve(Path(folder), port)
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=FLAGS, env={**os.environ, **CHINESE}
            )
            take(browser, f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
