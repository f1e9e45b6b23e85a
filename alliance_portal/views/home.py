from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from alliances.decorators import AllianceRequest, public_page
from alliances.models import Alliance

ELDER_MODES = {"off": "", "large": "elder", "larger": "elder-xl"}
ELDER_COOKIE = "elder"


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The only alliance's home; where there are several, an overview that adds them up."""
    alliances = list(Alliance.objects.order_by("pk"))
    if len(alliances) == 1:
        return redirect(alliances[0])
    return render(request, "portal/overview.html", {"alliances": alliances})


@public_page
def alliance_home(request: AllianceRequest) -> HttpResponse:
    return render(request, "portal/alliance_home.html", {"alliance": request.alliance})


@login_not_required
def elder_mode(request: HttpRequest, mode: str) -> HttpResponseBase:
    """长辈版: remembers the size of the letters for a year and returns to the page."""
    next_url = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(next_url, {request.get_host()}, request.is_secure()):
        next_url = "/"
    response = HttpResponseRedirect(next_url)
    response.set_cookie(ELDER_COOKIE, mode, max_age=365 * 24 * 3600, samesite="Lax", httponly=True)
    return response
