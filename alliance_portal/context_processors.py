from typing import Any

from django.http import HttpRequest

from alliance_portal.views.home import ELDER_COOKIE, ELDER_MODES


def portal(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows."""
    alliance = getattr(request, "alliance", None)
    elder = ELDER_MODES.get(request.COOKIES.get(ELDER_COOKIE, ""), "")
    return {
        "portal": {"alliance": alliance, "elder": elder, "nav": [], "tabs": [], "footer_links": []}
    }
