"""日历订阅: the secret address at which a user's own calendar reads their meetings."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from members.decorators import AuthedRequest, requires
from members.models import AuditAction, AuditLog, CalendarFeed
from members.permissions import Permission

SHOWN_ONCE = "calendar_token"


@requires(Permission.DESK_VIEW)
def calendar_settings(request: AuthedRequest) -> HttpResponse:
    """The address stands here once, right after it was made."""
    token = request.session.pop(SHOWN_ONCE, "")
    path = reverse("alliances:calendar_feed", args=[token]) if token else ""
    context = {
        "address": request.build_absolute_uri(path) if path else "",
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
    }
    response = render(request, "members/calendar_settings.html", context)
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.DESK_VIEW)
@require_POST
def calendar_renew(request: AuthedRequest) -> HttpResponseBase:
    """生成地址, 换新地址."""
    request.session[SHOWN_ONCE] = CalendarFeed.objects.renew(request.user)
    AuditLog.write(AuditAction.CHANGE, request.user, request=request, detail="生成日历订阅地址")
    messages.success(request, "新的订阅地址已生成，以前的地址不再有用。")
    return redirect("members:calendar_settings")


@requires(Permission.DESK_VIEW)
@require_POST
def calendar_withdraw(request: AuthedRequest) -> HttpResponseBase:
    """停用."""
    CalendarFeed.objects.filter(user=request.user).delete()
    AuditLog.write(AuditAction.CHANGE, request.user, request=request, detail="停用日历订阅地址")
    messages.success(request, "日历订阅已停用。")
    return redirect("members:calendar_settings")
