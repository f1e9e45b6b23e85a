"""What a logged-in session must obey on every request."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

GetResponse = Callable[[HttpRequest], HttpResponse]

# How stale the stored moment may be before it is written again: not every click costs a write.
_WRITE_EVERY_SECONDS = 60


def idle_timeout(get_response: GetResponse) -> GetResponse:
    """Logs out a session that nobody has used for IDLE_TIMEOUT_SECONDS."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            moment, seen = int(time.time()), request.session.get("seen_at", 0)
            if seen and moment - seen > settings.IDLE_TIMEOUT_SECONDS:
                logout(request)
                messages.info(request, "您有一段时间没有操作，为了安全已自动退出，请重新登录。")
            elif moment - seen > min(_WRITE_EVERY_SECONDS, settings.IDLE_TIMEOUT_SECONDS // 2):
                request.session["seen_at"] = moment
        return get_response(request)

    return middleware


def force_password_change(get_response: GetResponse) -> GetResponse:
    """Leads an account with a first password to the change form, whatever else it asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return get_response(request)
        allowed = {reverse("account_change_password"), reverse("account_logout")}
        if request.path in allowed:
            return get_response(request)
        messages.info(request, "这是第一次登录，请先设置一个自己的密码。")
        return redirect("account_change_password")

    return middleware
