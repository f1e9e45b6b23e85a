from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from alliance_portal import figures, overview
from alliances.decorators import AllianceRequest, public_page
from alliances.models import Alliance, Bulletin, Meeting
from alliances.structure import circles_of, structure_of
from officekit.text import cn_number
from projects.models import Project

ELDER_MODES = {"off": "", "large": "elder", "larger": "elder-xl"}
ELDER_COOKIE = "elder"
KEY_FIGURES = ("projects", "projects-finished", "agreements-in-force", "meetings")
RESULTS, MEETINGS, BULLETINS = 3, 4, 4


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The only alliance's home; where there are several, an overview that adds them up."""
    alliances = list(Alliance.objects.select_related("anchor").order_by("name", "pk"))
    if len(alliances) == 1:
        return redirect(alliances[0])
    return render(request, "portal/overview.html", {"overview": overview.of(alliances)})


@public_page
def alliance_home(request: AllianceRequest) -> HttpResponse:
    alliance = request.alliance
    structure, snapshot = structure_of(alliance), figures.read(alliance)
    types = snapshot.types()
    by_key = {figure.key: figure for figure in snapshot.figures([])}
    meetings = Meeting.objects.public(alliance).with_outcome()
    bulletins = Bulletin.objects.public(alliance).select_related("column")
    results = Project.objects.public(alliance).finished().select_related("type", "host", "lead")
    context = {
        "alliance": alliance,
        "structure": structure,
        "drawing": circles_of(structure),
        "figures": [by_key[key] for key in KEY_FIGURES if by_key[key].value is not None],
        "as_of": snapshot.as_of,
        "types": types,
        "types_title": _types_title(types),
        "results": results[:RESULTS],
        "meetings": list(meetings.order_by("-starts_at", "-pk")[:MEETINGS]),
        "bulletins": list(bulletins.order_by("-dated_on", "-pk")[:BULLETINS]),
    }
    return render(request, "portal/alliance_home.html", context)


def _types_title(types: list[figures.TypeFigure]) -> str:
    """五联共建, as far as all the types are a 联 of some kind: other streets use other names."""
    if types and all("联" in row.type.name for row in types):
        return f"{cn_number(len(types))}联共建"
    return "共建类型"


@login_not_required
def elder_mode(request: HttpRequest, mode: str) -> HttpResponseBase:
    """长辈版: remembers the size of the letters for a year and returns to the page."""
    next_url = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, {request.get_host()}, request.is_secure()):
        next_url = "/"
    response = HttpResponseRedirect(next_url)
    response.set_cookie(ELDER_COOKIE, mode, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response
