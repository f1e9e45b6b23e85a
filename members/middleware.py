"""What a logged-in session must obey on every request."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]

# How stale the stored moment may be before it is written again: not every click costs a write.
_WRITE_EVERY_SECONDS = 60


def return_after_login(get_response: GetResponse) -> GetResponse:
    """A sent form or an htmx request without a session leads back, after the login, to the page it was sent from.

    Django alone would lead to the address that was asked for, which is no page to look at.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        htmx = _is_htmx(request)
        if (request.method == "GET" and not htmx) or not _asks_for_login(request, response):
            return response
        answer = redirect_to_login(_page_of(request))
        return HttpResponseClientRedirect(answer.url) if htmx else answer

    return middleware


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _asks_for_login(request: HttpRequest, response: HttpResponse) -> bool:
    login = resolve_url(settings.LOGIN_URL)
    is_redirect = response.status_code == 302
    return is_redirect and urlsplit(response["Location"]).path == login and request.path != login


def _page_of(request: HttpRequest) -> str:
    """Where the visitor is looking: told by htmx or by the referrer, and believed only if it is ours."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def idle_timeout(get_response: GetResponse) -> GetResponse:
    """Logs out a session that nobody has used for IDLE_TIMEOUT_SECONDS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment, seen = int(time.time()), request.session.get("seen_at", 0)
            if seen and moment - seen > settings.IDLE_TIMEOUT_SECONDS:
                get_adapter(request).logout(request)
                messages.info(request, _farewell(request))
            elif moment - seen > min(_WRITE_EVERY_SECONDS, settings.IDLE_TIMEOUT_SECONDS // 2):
                request.session["seen_at"] = moment
        return get_response(request)

    return middleware


def _farewell(request: HttpRequest) -> str:
    unsaved = "刚才提交的内容没有保存，" if request.method == "POST" else ""
    return f"您有一段时间没有操作，为了安全已自动退出，{unsaved}请重新登录。"


def force_password_change(get_response: GetResponse) -> GetResponse:
    """Leads an account with a first password to the change form, whatever else it asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return get_response(request)
        form = reverse("account_change_password")
        if request.path in {form, reverse("account_logout")}:
            return get_response(request)
        return HttpResponseClientRedirect(form) if _is_htmx(request) else redirect(form)

    return middleware
