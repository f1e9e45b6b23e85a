"""Whole public pages for visitors: rendered once by each process, then answered from its memory or by a 304.

A page is kept under everything it depends on: the alliance and its `public_version` (raised by whatever
changes public content, and asked for anew by every request), the address, the size of the letters, the day
(逾期 is counted in days). Figures and profiles that change without raising the version are at most
MAX_AGE_SECONDS old.

In the memory of the process and not in the shared cache: nothing is written for a visitor, so that no crawler
can push sessions and rate limits out of the shared one.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localdate

from alliances.models import Alliance
from alliances.models.alliance import RESERVED_SLUGS, Version, version_of

MAX_AGE_SECONDS = 300
MAX_QUERY_LENGTH = 300
ELDER_COOKIE = "elder"
NO_SLUGS = RESERVED_SLUGS | {""}

Kept = TypeVar("Kept")
GetResponse = Callable[[HttpRequest], HttpResponse]


class Page(NamedTuple):
    content_type: str
    packed: bytes  # compressed once, so that no hit is compressed again


def answer_visitors(get_response: GetResponse) -> GetResponse:
    """Answers before session and login are looked at: whoever brings a session passes by."""

    def middleware(request: HttpRequest) -> HttpResponse:
        version = _version(request) if _is_cacheable(request) else None
        if version is None:
            return get_response(request)
        key = _key(request, version)
        kept: Page | None = caches["pages"].get(key)
        if kept or request.META.get("HTTP_IF_NONE_MATCH"):
            found = _answer(request, key, kept or Page("", b""))
            if kept or found.status_code == 304:
                return found
        request.page_key, request.alliance_version = key, version  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def alliance_at(request: HttpRequest, slug: str) -> Alliance:
    """The alliance of the address, with its anchor; 404 where there is none."""
    version: Version | None = getattr(request, "alliance_version", None) or version_of(slug)
    if version is None:
        raise Http404("no such alliance")
    rows = Alliance.objects.select_related("anchor")
    return remember(version, "alliance", lambda: rows.get(pk=version.alliance))


def remember(version: Version, name: str, make: Callable[[], Kept]) -> Kept:
    """What is worked out once for a state of the public content. Never None."""
    key = hashlib.sha256(repr((version, name)).encode()).hexdigest()
    found: Kept | None = caches["pages"].get(key)
    if found is None:
        found = make()
        caches["pages"].set(key, found, MAX_AGE_SECONDS)
    return found


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a public page answers: kept, if it is the page and the same for every visitor.

    A form that is posted holds a token of one visitor; its cookie is set only after this.
    """
    key: str | None = getattr(request, "page_key", None)
    own = response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if key is None or response.status_code != 200 or own:
        return response
    page = Page(response["Content-Type"], gzip.compress(response.content, 6, mtime=0))
    caches["pages"].set(key, page, MAX_AGE_SECONDS)
    return _answer(request, key, page)


def forget(request: HttpRequest) -> None:
    """What this page answers is of this moment: it is not kept for the next visitor."""
    request.page_key = None  # type: ignore[attr-defined]


def _is_cacheable(request: HttpRequest) -> bool:
    """A visitor's plain look at a page: no session, no message to show, no search."""
    personal = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    query = request.META.get("QUERY_STRING", "")
    plain = request.method in {"GET", "HEAD"} and len(query) <= MAX_QUERY_LENGTH
    return plain and not personal and not request.GET.get("q")


def _version(request: HttpRequest) -> Version | None:
    """None for an address of no alliance."""
    slug = request.path_info.lstrip("/").partition("/")[0]
    return None if slug in NO_SLUGS else version_of(slug)


def _key(request: HttpRequest, version: Version) -> str:
    parts = (
        version,
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        request.COOKIES.get(ELDER_COOKIE, ""),
        localdate(),
        int(time.time()) // MAX_AGE_SECONDS,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _answer(request: HttpRequest, key: str, page: Page) -> HttpResponse:
    """The page, or a 304 for whoever has it."""
    headers = {
        # Weak: the same for the packed and the plain form.
        "ETag": f'W/"{key}"',
        "Cache-Control": "no-cache",
        "Vary": "Cookie, Accept-Encoding",
        "Content-Type": page.content_type,
    }
    body = page.packed
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        headers["Content-Encoding"] = "gzip"
    elif body:
        body = gzip.decompress(body)
    response = HttpResponse(body, headers=headers | {"Content-Length": str(len(body))})
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    return answer or response
