"""Whole public pages for visitors: rendered once, then answered from the shared cache or by a 304.

A page is kept under everything it depends on: the alliance and its `public_version` (raised by whatever
changes public content), the address, the size of the letters, the day (逾期 is counted in days). Figures and
profiles that change without raising the version are at most MAX_AGE_SECONDS old.
"""

import gzip
import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.timezone import localdate

from alliances.models import Alliance

MAX_AGE_SECONDS = 300
MAX_QUERY_LENGTH = 300
ELDER_COOKIE = "elder"


def is_cacheable(request: HttpRequest) -> bool:
    """A visitor's plain look at a page: no session, no message to show, no search."""
    personal = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    query = request.META.get("QUERY_STRING", "")
    plain = request.method in {"GET", "HEAD"} and len(query) <= MAX_QUERY_LENGTH
    return plain and not personal and not request.GET.get("q")


def answer(
    request: HttpRequest, alliance: Alliance, render: Callable[[], HttpResponse]
) -> HttpResponse:
    key = _key(request, alliance)
    etag = f'"{key}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    kept = cache.get(key)
    response = _unpack(request, kept) if kept else render()
    if not kept and response.status_code == 200:
        cache.set(key, _pack(response), MAX_AGE_SECONDS)
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response


def _key(request: HttpRequest, alliance: Alliance) -> str:
    parts = (
        alliance.pk,
        alliance.public_version,
        request.get_host(),
        request.get_full_path(),
        request.COOKIES.get(ELDER_COOKIE, ""),
        localdate(),
        int(time.time()) // MAX_AGE_SECONDS,
    )
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def _pack(response: HttpResponse) -> tuple[str, bytes]:
    # Compressed once here, so that no hit is compressed again.
    return response["Content-Type"], gzip.compress(response.content, compresslevel=6, mtime=0)


def _unpack(request: HttpRequest, kept: tuple[str, bytes]) -> HttpResponse:
    content_type, body = kept
    if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        return HttpResponse(gzip.decompress(body), content_type=content_type)
    return HttpResponse(body, content_type=content_type, headers={"Content-Encoding": "gzip"})
