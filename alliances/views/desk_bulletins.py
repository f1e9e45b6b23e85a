"""The desk's bulletins: the list, one article with its way to the public, and writing."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alliances.filters.desk_bulletins import DeskBulletinFilter
from alliances.forms.bulletin import BODY_LENGTH, BulletinForm
from alliances.models import Alliance, Bulletin
from alliances.views.published import edit_page, step_context, take_public_step
from members.decorators import AuthedRequest, requires
from members.permissions import Permission
from officekit.filters import reset_url
from officekit.paging import keyset_page


@requires(Permission.BULLETIN_WRITE)
def desk_bulletin_list(request: AuthedRequest) -> HttpResponse:
    """资讯 of one's own side, the newest first."""
    rows = Bulletin.objects.hosted_by(request.user).listed()
    found = DeskBulletinFilter(request.GET or None, rows, user=request.user)
    context = {
        "filter": found,
        "page": keyset_page(found.qs, params=request.GET, order=("-dated_on", "-pk")),
        "reset_url": reset_url(request.GET, found),
    }
    return render(request, "alliances/desk_bulletin_list.html", context)


@requires(Permission.BULLETIN_WRITE)
def desk_bulletin_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    bulletin = get_object_or_404(Bulletin.objects.editable_by(request.user).for_list(), pk=pk)
    events = list(bulletin.events.select_related("by").order_by("-pk"))
    context = {
        "bulletin": bulletin,
        "events": events,
        **step_context(bulletin, request.user, "alliances:bulletin_step", events),
    }
    return render(request, "alliances/desk_bulletin_detail.html", context)


@requires(Permission.BULLETIN_WRITE)
def bulletin_new(request: AuthedRequest) -> HttpResponseBase:
    """写资讯."""
    alliance = Alliance.objects.home_of(request.user)
    if alliance is None:
        messages.error(request, "本组织还没有加入联盟，不能发布资讯。请联系街道。")
        return redirect("alliances:desk_bulletin_list")
    return _answer(request, Bulletin(alliance=alliance, host=request.user.organization))


@requires(Permission.BULLETIN_WRITE)
def bulletin_edit(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """修改资讯."""
    bulletin = get_object_or_404(Bulletin.objects.editable_by(request.user).for_list(), pk=pk)
    if bulletin.is_locked and request.method != "POST":
        messages.info(request, "资讯已提出公开，不能直接修改；请先由街道退回或撤回。")
        return redirect(bulletin)
    return _answer(request, bulletin)


def _answer(request: AuthedRequest, bulletin: Bulletin) -> HttpResponseBase:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BulletinForm(data, files, instance=bulletin)
    return edit_page(request, form, "alliances/bulletin_edit.html", noun="资讯")


@requires(Permission.BULLETIN_WRITE)
@require_POST
def bulletin_preview(request: AuthedRequest) -> HttpResponse:
    """The typed Markdown as it will look."""
    body = request.POST.get("body", "")[:BODY_LENGTH]
    return render(request, "alliances/_bulletin_preview.html", {"body": body})


@requires(Permission.BULLETIN_WRITE)
@require_POST
def bulletin_step(request: AuthedRequest, pk: int, step: str) -> HttpResponseBase:
    """办理一步."""
    rows = Bulletin.objects.editable_by(request.user).select_related("alliance")
    return take_public_step(request, get_object_or_404(rows, pk=pk), step)
