"""The portal beside the bare page, on one pair of databases: target by target."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import environ

from bench import databases
from bench.pages import Page
from bench.report import Report
from bench.sampling import Samples, Sight
from bench.servers import Server, serve, start_ms

FOLDER = Path(__file__).parent
PORTAL, BARE = "alliance_portal.wsgi", "bare:application"
PAGE_SIZE = 50


class Comparison:
    """Gathers on one kind of database, then judges."""

    def __init__(self, urls: dict[str, str], stack: ExitStack) -> None:
        self.surveys: dict[str, dict[str, Any]] = {
            size: json.loads(databases.survey(url)) for size, url in urls.items()
        }
        self.pages = [Page(**page) for page in self.surveys["large"]["pages"]]
        self.bare = stack.enter_context(serve("bare", BARE, urls["large"], "--chdir", str(FOLDER)))
        self.portals = {
            size: stack.enter_context(serve(f"portal-{size}", PORTAL, url))
            for size, url in urls.items()
        }
        self.samples = Samples()
        self._wake(urls)

    def _wake(self, urls: dict[str, str]) -> None:
        """Opens each server's connection, so that it can be told whose work the database does."""
        self.bare.get(self._bare_list)
        for size, portal in self.portals.items():
            for page in self.surveys[size]["pages"][:1]:
                portal.get(page["url"])
            databases.find_backends(urls[size], portal)
        databases.find_backends(urls["large"], self.bare)

    @property
    def _bare_list(self) -> str:
        return f"/projects/?alliance={self.surveys['large']['alliance']}"

    def gather(self) -> None:
        urls = {"plain": "/plain/", "memory": "/memory/", "list": self._bare_list}
        urls |= {page.name: bare_detail(page) for page in self.pages if page.kind == "detail"}
        bare = [Sight(f"bare {key}", self.bare, url) for key, url in urls.items()]
        self.samples.gather([*bare, *self._sights("large"), *self._sights("small")])

    def _sights(self, size: str) -> Iterator[Sight]:
        portal, survey = self.portals[size], self.surveys[size]
        for page in (Page(**values) for values in survey["pages"]):
            if page.kind == "export" or page.kind.startswith("answers"):
                continue
            key = key_of(page, size)
            if page.role:
                yield Sight(key, portal, page.url, {"Cookie": survey["cookies"][page.role]})
                continue
            yield Sight(key, portal, page.url, is_fresh=True)
            if page.kind == "list":
                yield Sight(f"{key} again", portal, page.url)
                yield Sight(f"{key} unchanged", portal, page.url, tag_of(portal, page), status=304)

    # --- verdicts ---

    def judge(self, report: Report) -> None:
        for page in self.pages:
            if page.kind.startswith("answers"):
                report.equal(f"{page.role} {page.name}", page.kind, "answers 200")
                continue
            judges = {
                "list": self._list,
                "middle": self._middle,
                "detail": self._detail,
                "figures": self._figures,
                "desk": self._desk,
                "todo": self._todo,
                "admin": self._admin,
                "admin search": self._admin_search,
                "export": self._export,
            }
            judges.get(page.kind, self._other)(report, page)

    def _cost(self, page: Page, size: str = "large", more: str = "") -> float:
        return self.samples.median(key_of(page, size) + more)

    def _list(self, report: Report, page: Page) -> None:
        bare, name = self.samples.median("bare list"), page.name
        report.at_least(f"{name}, first time", bare / self._cost(page), 0.60, ms(self._cost(page)))
        growth = self.samples.high(key_of(page, "large")) / self.samples.high(key_of(page, "small"))
        report.at_most(f"{name}, p95 large against small", growth, 1.25)
        plain = self.samples.median("bare plain")
        for more in (" again", " unchanged"):
            report.at_least(f"{name},{more}", plain / self._cost(page, more=more), 0.65)
        report.at_most(f"{name}, queries", page.queries, 10, "")

    def _middle(self, report: Report, page: Page) -> None:
        first = next(p for p in self.pages if p.kind == "list" and p.name == page.name)
        report.at_most(f"{page.name}, page 41", self._cost(page) / self._cost(first), 1.5)

    def _detail(self, report: Report, page: Page) -> None:
        """Beside a bare page of the same record, with the same collections."""
        bare = self.samples.median(f"bare {page.name}")
        report.at_least(page.name, bare / self._cost(page), 0.70, ms(self._cost(page)))
        report.at_most(f"{page.name}, queries", page.queries, 10, "")

    def _figures(self, report: Report, page: Page) -> None:
        memory = self.samples.median("bare memory")
        report.at_most(page.name, self._cost(page) / memory, 1.0, note=ms(self._cost(page)))
        growth = self._cost(page) / self._cost(page, "small")
        report.at_most(f"{page.name}, large against small", growth, 1.1)

    def _other(self, report: Report, page: Page) -> None:
        growth = self._cost(page) / self._cost(page, "small")
        report.at_most(f"{page.name}, large against small", growth, 1.25, note=ms(self._cost(page)))
        report.at_most(f"{page.name}, queries", page.queries, 10, "")

    def _desk(self, report: Report, page: Page) -> None:
        bare, what = self.samples.median("bare list"), f"{page.role}: {page.name}"
        report.at_least(what, bare / self._cost(page), 0.5, ms(self._cost(page)))
        growth = self._cost(page) / self._cost(page, "small")
        report.at_most(f"{what}, large against small", growth, 2.0)
        report.at_most(f"{what}, queries", page.queries, 12, "")

    def _todo(self, report: Report, page: Page) -> None:
        report.at_most(
            f"{page.role}: {page.name}, queries", page.queries, 20, "", ms(self._cost(page))
        )

    def _admin(self, report: Report, page: Page) -> None:
        growth = self._cost(page) / self._cost(page, "small")
        report.at_most(f"{page.name}, large against small", growth, 1.3, note=ms(self._cost(page)))

    def _admin_search(self, report: Report, page: Page) -> None:
        plain = next(p for p in self.pages if p.kind == "admin" and p.name == page.name)
        ratio = self._cost(page) / self._cost(plain)
        report.at_most(f"{page.name}, its search", ratio, 2.0, note=ms(self._cost(page)))

    def _export(self, report: Report, page: Page) -> None:
        survey, portal = self.surveys["large"], self.portals["large"]
        cookie = {"Cookie": survey["cookies"][page.role]}
        portal.forget_peak()
        before = portal.memory_mb()
        cost, grown = cost_of(portal, page.url, cookie), portal.memory_mb("VmHWM") - before
        bare = cost_of(self.bare, f"/export/?alliance={survey['alliance']}", {})
        report.at_most(f"{page.name} against values + xlsxwriter", cost / bare, 1.3, note=ms(cost))
        report.at_most(f"{page.name}, memory", grown, 100, " MB")

    def judge_search(self, report: Report) -> None:
        """The 30 ms are for the worst word, the 3 ms for words of a few rows: at most a page of them."""
        found = self.surveys["large"]["search"]
        rare = max(row["ms"] for row in found if len(row["titles"]) < PAGE_SIZE)
        report.at_most("search, rare words", rare, 3, " ms")
        report.at_most("search, the worst word", max(row["ms"] for row in found), 30, " ms")

    def judge_queries(self, report: Report) -> None:
        """The small data set has pages of other lengths; what differs costs queries per row."""
        few = {(p["name"], p["kind"], p["role"]): p for p in self.surveys["small"]["pages"]}
        for page in self.pages:
            other = few.get((page.name, page.kind, page.role))
            if page.kind == "todo":
                continue  # one query for each kind of thing that waits, and the data sets differ in kinds
            if other and other["queries"] != page.queries and "answers" not in page.kind:
                report.equal(
                    f"{page.role} {page.name} {page.kind}, queries of {other['rows']} and {page.rows} rows",
                    f"{other['queries']} and {page.queries}",
                    "the same",
                )

    def judge_memory(self, report: Report) -> None:
        report.at_most("memory of a worker", self.portals["small"].memory_mb(), 120, " MB")


def key_of(page: Page, size: str) -> str:
    return f"{size} {page.role} {page.name} {page.kind}"


def bare_detail(page: Page) -> str:
    """…/meetings/12/ of the portal is /meeting_detail/12/ of the yardstick."""
    return f"/{page.name.partition(':')[2]}/{page.url.rstrip('/').rpartition('/')[2]}/"


def tag_of(portal: Server, page: Page) -> dict[str, str]:
    return {"If-None-Match": portal.get(page.url)[1].get("ETag", "")}


def cost_of(server: Server, url: str, headers: dict[str, str]) -> float:
    before = server.cpu_ms()
    status, _ = server.get(url, headers)
    if status != 200:
        sys.exit(f"{url} answered {status}.")
    return server.cpu_ms() - before


def ms(value: float) -> str:
    return f" ({value:.1f} ms)"


def start_ratio(url: str, folder: Path, times: int = 5) -> float:
    """Start of the portal against that of `django-admin startproject`, addresses and admin included.

    Both on this database, whose library takes a while to load, and with their modules compiled, as they are from the
    second start on.
    """
    begin = "; from django.urls import get_resolver; get_resolver().url_patterns"
    databases.run("-m", "django", "startproject", "bare_site", str(folder))
    with (folder / "bare_site" / "settings.py").open("a") as settings:
        settings.write(f"DATABASES = {{'default': {environ.Env.db_url_config(url)!r}}}\n")
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    starts = {
        PORTAL: (databases.ROOT, compiled | {"DATABASE_URL": url}),
        "bare_site.wsgi": (folder, compiled),
    }
    spent: dict[str, list[float]] = {app: [] for app in starts}
    for _ in range(times):
        for app, (cwd, env) in starts.items():
            spent[app].append(start_ms([sys.executable, "-c", f"import {app}{begin}"], cwd, env))
    portal, bare = (min(each) for each in spent.values())
    return portal / bare
