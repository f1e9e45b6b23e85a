"""联盟概况: who belongs to the alliance, who holds which post, by which regulations it works."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from alliances.decorators import AllianceRequest, public_page
from alliances.filters.organizations import UnitFilter
from alliances.listing import public_list
from alliances.models import Committee, Regulation, RotaTurn
from alliances.structure import structure_of


@public_page
def about(request: AllianceRequest) -> HttpResponse:
    """联盟概况."""
    alliance, today = request.alliance, localdate()
    context = {
        "alliance": alliance,
        "structure": structure_of(alliance),
        "committees": Committee.objects.of_alliance(alliance).with_seats(today),
        "turns": RotaTurn.objects.shown(alliance, today),
        "regulations": Regulation.objects.public(alliance).in_force(today).for_list(),
    }
    return render(request, "alliances/about.html", context)


@public_page
def unit_list(request: AllianceRequest) -> HttpResponse:
    """成员单位: by tier, sector, community, or words."""
    members = request.alliance.memberships.live().for_list()
    context = public_list(request, UnitFilter, members, order=("pk",))
    context["alliance"] = request.alliance
    return render(request, "alliances/unit_list.html", context)


@public_page
def regulation_detail(request: AllianceRequest, pk: int) -> HttpResponse:
    """制度: its text, also after its time."""
    regulations = Regulation.objects.public(request.alliance).for_list()
    regulation = get_object_or_404(regulations, pk=pk)
    context = {
        "alliance": request.alliance,
        "regulation": regulation,
        "is_in_force": regulation.is_in_force(localdate()),
    }
    return render(request, "alliances/regulation_detail.html", context)
