"""消息: what a user was told, and how it reaches them outside the portal."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from members.decorators import AuthedRequest, requires
from members.forms.messages import MessageSettingsForm
from members.models import (
    AuditAction,
    AuditLog,
    Message,
    MessageAddress,
    MessageChoice,
    MessageKind,
)
from members.permissions import Permission
from officekit.paging import keyset_page

ALL, UNREAD = "all", "unread"
TABS = {ALL: "全部", UNREAD: "未读"}
PK_DIGITS = 18


@requires(Permission.DESK_VIEW)
def message_list(request: AuthedRequest) -> HttpResponse:
    """The newest first."""
    tab = UNREAD if request.GET.get("tab") == UNREAD else ALL
    rows = Message.objects.of(request.user)
    shown = (rows.unread() if tab == UNREAD else rows).select_related("sender")
    page = keyset_page(shown, params=request.GET, order=("-pk",))
    context = {
        "tabs": TABS,
        "tab": tab,
        "page": page,
        "newest_unread": rows.unread().newest(),
    }
    return render(request, "members/message_list.html", context)


@requires(Permission.DESK_VIEW)
def message_open(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Marks it read and leads to the thing, whose page checks for itself who may see it."""
    message = get_object_or_404(Message.objects.of(request.user), pk=pk)
    message.mark_read()
    return HttpResponseRedirect(message.url or reverse("members:message_list"))


@requires(Permission.DESK_VIEW)
@require_POST
def message_read_all(request: AuthedRequest) -> HttpResponseBase:
    """全部标为已读, as far as the page showed them."""
    last = request.POST.get("last", "")
    if last.isascii() and last.isdigit() and len(last) <= PK_DIGITS:
        count = Message.objects.of(request.user).mark_read(int(last))
        messages.success(request, f"{count} 条消息已标为已读。")
    else:
        messages.error(request, "没有标上，请再点一次“全部标为已读”。")
    return redirect("members:message_list")


@requires(Permission.DESK_VIEW)
def message_settings(request: AuthedRequest) -> HttpResponseBase:
    """消息设置."""
    data = request.POST if request.method == "POST" else None
    form = MessageSettingsForm(data, user=request.user)
    if form.is_valid():
        with transaction.atomic():
            _store(request, form)
        messages.success(request, "消息设置已保存。")
        return redirect("members:message_settings")
    context = {"form": form, "channels": list(form.channels())}
    return render(request, "members/message_settings.html", context)


def _store(request: AuthedRequest, form: MessageSettingsForm) -> None:
    user, new, removed = request.user, form.new_addresses(), form.removed()
    for channel in removed:
        MessageAddress.objects.drop(user, channel)
    for channel, address in new.items():
        MessageAddress.objects.keep(user, channel, address)
    MessageChoice.objects.keep(user, form.timings())
    if new or removed:
        AuditLog.write(AuditAction.CHANGE, user, request=request, detail="消息接收地址")
    if new:
        _tell_of_change(request, "、".join(channel.label for channel in new))


def _tell_of_change(request: AuthedRequest, channels: str) -> None:
    """Shows at once whether the new address works, and its owner that it is used."""
    Message.objects.send(
        [request.user],
        sender=request.user.organization,
        kind=MessageKind.ACCOUNT,
        key=f"address:{request.user.pk}:{now().isoformat()}",
        title=f"已开通{channels}提醒",
        body="以后的消息会按您的设置发到这里。不是您本人设置的，请马上修改密码并告诉街道。",
        url=reverse("members:message_settings"),
    )
