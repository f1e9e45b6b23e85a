from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from alliances.decorators import AllianceRequest, public_page
from alliances.feeds import BulletinFeed
from alliances.filters.public import BulletinFilter
from alliances.listing import crumb, public_list
from alliances.models import Bulletin, BulletinColumn
from alliances.public_rows import BULLETIN_COLUMNS, bulletin_row


@public_page
def bulletin_list(request: AllianceRequest) -> HttpResponse:
    """资讯, all of them or one column's."""
    context = public_list(
        request,
        BulletinFilter,
        Bulletin.objects.public(request.alliance),
        order=("-dated_on", "-pk"),
        columns=BULLETIN_COLUMNS,
        tell=bulletin_row,
    )
    context |= {
        "columns": BulletinColumn.objects.active().filter(alliance=request.alliance),
        "feed_url": reverse("alliances:bulletin_feed", args=[request.alliance.slug]),
    }
    return render(request, "alliances/bulletin_list.html", context)


@public_page
def bulletin_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    rows = Bulletin.objects.public(request.alliance).for_page()
    context = {
        "bulletin": get_object_or_404(rows, pk=pk),
        "crumbs": [crumb("资讯", reverse("alliances:bulletin_list", args=[request.alliance.slug]))],
    }
    return render(request, "alliances/bulletin_detail.html", context)


@public_page
def bulletin_feed(request: AllianceRequest) -> HttpResponse:
    """The latest bulletins as an Atom feed, or one column's with `?column=`."""
    return BulletinFeed()(request)
