"""Asks the portal from within: its addresses, queries per page, search. Prints one JSON object.

A process of its own, since it needs the portal's settings: DATABASE_URL says which data set.
"""

import itertools
import json
import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance_portal.settings")

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, QuerySet  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from alliances.models import Alliance  # noqa: E402
from bench.pages import ADMIN_LISTS, DESK_LISTS, DETAILS, LISTS, OTHERS, ROLES, Page  # noqa: E402
from members.models import User  # noqa: E402
from officekit.paging import keyset_page  # noqa: E402
from officekit.search import HAN  # noqa: E402
from orders.models import ServiceOrder  # noqa: E402
from projects.models import Project  # noqa: E402

SAMPLE = 2000  # titles from which the words to search for are taken
MIDDLE = 40  # pages behind the first
BACKEND = "members.backends.OrganizationBackend"
REPEATS = 5


def main() -> None:
    logging.disable()  # that a role may not open a page is no news
    setup_test_environment()
    alliance = biggest_alliance()
    users = {role: user for role in ROLES if (user := busiest_user(alliance, role))}
    pages = [page for page in every_page(alliance) if not page.role or page.role in users]
    clients = {"": Client(), **{role: logged_in(user) for role, user in users.items()}}
    found = {
        "alliance": alliance.pk,
        "pages": [asdict(seen) for page in pages if (seen := asked(clients[page.role], page))],
        "cookies": {role: session_of(clients[role]) for role in users},
        "words": words_of(alliance),
    }
    found["search"] = [searched(alliance, word) for word in found["words"]]
    print(json.dumps(found))


def biggest_alliance() -> Alliance:
    return Alliance.objects.annotate(size=Count("projects")).order_by("-size").first()


def busiest_user(alliance: Alliance, role: str) -> User | None:
    """A login of the role, in the organization with most projects."""
    rows = User.objects.select_related("organization").filter(is_active=True)
    if role == "street":
        return rows.filter(organization=alliance.anchor_id).first()
    field = "lead" if role == "unit" else "host"
    hosts = public_projects(alliance).exclude(**{f"{field}": None}).order_by()
    busiest = hosts.values_list(field).annotate(n=Count("pk")).order_by("-n")
    level = "unit" if role == "unit" else "community"
    for organization, _ in busiest:
        user = rows.filter(organization=organization, organization__level=level).first()
        if user:
            return user
    return rows.filter(organization__level=level).first()


def public_projects(alliance: Alliance) -> QuerySet:
    return Project.objects.public(alliance).order_by("-starts_on", "-pk")


# --- addresses ---


def every_page(alliance: Alliance) -> Iterator[Page]:
    slug = alliance.slug
    for name in LISTS:
        yield from page(name, "list", slug)
    yield from page("projects:project_list", "middle", slug, query=f"?{middle_of(alliance)}")
    for name, label in DETAILS.items():
        record = apps.get_model(label).objects.public(alliance).order_by("-pk").first()
        if record:
            yield from page(name, "detail", slug, record.pk)
    for name in OTHERS:
        yield from page(name, "other", slug)
    newest = ServiceOrder.objects.public(alliance).order_by("-pk").first()
    if newest:
        yield from page("orders:order_detail", "other", slug, newest.pk)
    yield from page("figures", "figures", slug)
    yield from page("search", "search", slug, query="?q=%E7%A4%BE%E5%8C%BA")
    yield from desk_pages()


def desk_pages() -> Iterator[Page]:
    for role in ROLES:
        yield from page("desk", "todo", role=role)
        for name in DESK_LISTS:
            yield from page(name, "desk", role=role)
    for name in ADMIN_LISTS:
        yield from page(f"admin:{name}_changelist", "admin", role="street")
        yield from page(
            f"admin:{name}_changelist", "admin search", role="street", query="?q=%E7%A4%BE%E5%8C%BA"
        )
    yield from page("alliances:duty_export", "export", role="street", query="?state=all")


def page(name: str, kind: str, *args: Any, role: str = "", query: str = "") -> Iterator[Page]:
    """Nothing where the portal has no such page."""
    try:
        yield Page(name=name, kind=kind, url=reverse(name, args=args) + query, role=role)
    except NoReverseMatch:
        return


def middle_of(alliance: Alliance) -> str:
    order, params = ("-starts_on", "-pk"), {}
    for _ in range(MIDDLE):
        found = keyset_page(public_projects(alliance), params=params, order=order, size=50)
        if not found.has_next:
            break
        params = {"after": found.next_token}
    return "&".join(f"{key}={value}" for key, value in params.items())


# --- as a browser sees it, with its queries ---


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def session_of(client: Client) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def asked(client: Client, page: Page) -> Page | None:
    """With its queries and rows; None where the role has no such page."""
    if page.kind == "export":
        return page
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.url)
    if response.status_code == 403:
        return None
    if response.status_code != 200:
        return replace(page, kind=f"answers {response.status_code}")
    shown = response.context.get("page") if response.context else None
    rows = len(getattr(shown, "rows", ()))
    return replace(page, queries=len(captured), rows=rows)


# --- search ---


def words_of(alliance: Alliance) -> list[str]:
    """Two-character words from the titles: rare, medium, the most common ones, and one that is not there."""
    pairs: Counter[str] = Counter()
    for title in public_projects(alliance).values_list("title", flat=True)[:SAMPLE]:
        pairs.update({a + b for a, b in itertools.pairwise(title) if HAN.match(a) and HAN.match(b)})
    ranked = [word for word, _ in sorted(pairs.items(), key=lambda item: (item[1], item[0]))]
    middle = len(ranked) // 2
    return list(dict.fromkeys(["龘龘", *ranked[:3], *ranked[middle : middle + 2], *ranked[-3:]]))


def searched(alliance: Alliance, word: str) -> dict[str, Any]:
    """The best of a few tries, in SQL alone, and what was found."""
    rows = Project.objects.public(alliance).filter(search_text__has=word)
    best, titles, total = 1e9, [], ""
    for _ in range(REPEATS):
        with SqlTime() as spent:
            found = keyset_page(rows, params={}, order=("-starts_on", "-pk"), size=50)
        best = min(best, spent.seconds)
        titles, total = [row.title for row in found.rows], found.total_label
    return {"word": word, "ms": best * 1000, "total": total, "titles": titles}


class SqlTime:
    """Seconds spent in queries."""

    def __enter__(self) -> "SqlTime":
        self.seconds = 0.0
        self._wrapped = connection.execute_wrapper(self._timed)
        self._wrapped.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._wrapped.__exit__(*error)

    def _timed(self, execute: Any, *args: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.seconds += time.perf_counter() - started


if __name__ == "__main__":
    main()
