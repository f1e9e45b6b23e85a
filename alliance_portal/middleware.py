"""What every request and every answer obeys, whoever asks."""

import logging
import re
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError

from alliance_portal.views import errors
from alliance_portal.views.health import health

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger(__name__)

HEALTH_PATH = "/healthz"

# NUL; and what Django puts in the place of bytes that are not UTF-8.
UNREADABLE = re.compile("[\x00\ufffd]")

# No page of ours asks the browser for any of these, so no foreign script may either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)


def answer_health_check(get_response: GetResponse) -> GetResponse:
    """First of all: a load balancer asks by address, over plain HTTP, and needs no session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == HEALTH_PATH else get_response(request)

    return middleware


def limit_features(get_response: GetResponse) -> GetResponse:
    """Switches off what the browser could tell about its owner and surroundings."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


def explain_wrong_method(get_response: GetResponse) -> GetResponse:
    """Django answers 405 with an empty page, which looks like a broken portal to whoever pressed reload."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return errors.method_not_allowed(request, response["Allow"])
        return response

    return middleware


class RefuseMalformed:
    """Answers 400 or 413 to what no form of ours sends, before any view has to think of it.

    That is: NUL bytes, undecodable characters, another charset than UTF-8, too much of anything, a broken
    multipart body. What a view still hands to the database and does not fit there (a number beyond its
    column) is the sender's mistake too.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _content_length(request) > settings.REQUEST_MAX_BYTES:
            return errors.too_large(request)
        try:
            malformed = _is_malformed(request)
        except RequestDataTooBig:
            return errors.too_large(request)
        except (SuspiciousOperation, MultiPartParserError, OSError) as error:
            return errors.bad_request(request, error)
        return errors.bad_request(request) if malformed else self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError | OverflowError):
            logger.warning("does not fit the database: %s", request.path, exc_info=error)
            return errors.bad_request(request, error)
        return None


def _content_length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() and len(text) < 16 else settings.REQUEST_MAX_BYTES + 1


def _is_malformed(request: HttpRequest) -> bool:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in {"utf-8", "utf8"}:
        return True
    return any(UNREADABLE.search(text) for text in _texts_of(request))


def _texts_of(request: HttpRequest) -> Iterator[str]:
    """All that the sender could choose and a view might use: path, parameters, cookies, names of files."""
    yield request.path
    for parameters in (request.GET, request.POST):
        yield from parameters
        for values in parameters.lists():
            yield from values[1]
    yield from request.COOKIES.values()
    yield from request.FILES
