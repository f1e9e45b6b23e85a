from django.http import HttpResponse
from django.shortcuts import render

from alliance_portal.figures import read
from alliances.decorators import AllianceRequest, public_page


@public_page
def figures(request: AllianceRequest) -> HttpResponse:
    """数据口径: every figure with its definition, its cut-off time and the way to its rows."""
    snapshot = read(request.alliance)
    types = snapshot.types()
    context = {
        "alliance": request.alliance,
        "snapshot": snapshot,
        "figures": snapshot.figures(list(request.alliance.tiers.order_by("order"))),
        "types": types,
        "most": max((row.total for row in types), default=0),
    }
    return render(request, "portal/figures.html", context)
