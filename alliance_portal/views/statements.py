"""What every public site says of itself, and whom to call."""

from django.http import HttpResponse
from django.shortcuts import render

from alliances.decorators import AllianceRequest, public_page
from members.models import Level
from orders.models import OrderRules


@public_page
def feedback(request: AllianceRequest) -> HttpResponse:
    """投诉建议: whom to call, when, and where to go."""
    members = request.alliance.memberships.live().for_list()
    communities = members.filter(organization__level=Level.COMMUNITY)
    context = {"alliance": request.alliance, "communities": communities}
    return render(request, "portal/feedback.html", context)


@public_page
def privacy(request: AllianceRequest) -> HttpResponse:
    """隐私声明."""
    rules = OrderRules.objects.of(request.alliance)
    return render(request, "portal/privacy.html", {"alliance": request.alliance, "rules": rules})


@public_page
def accessibility(request: AllianceRequest) -> HttpResponse:
    """无障碍声明."""
    return render(request, "portal/accessibility.html", {"alliance": request.alliance})
