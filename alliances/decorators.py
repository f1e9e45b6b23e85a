from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from alliances import page_cache
from alliances.models import Alliance


class AllianceRequest(HttpRequest):
    """A request below `/<alliance-slug>/`."""

    alliance: Alliance


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one alliance that anybody may read: the slug of the address becomes `request.alliance`, or 404.

    What it answers is kept for the next visitor.
    """

    @login_not_required
    @wraps(view)
    def opened(request: AllianceRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.alliance = page_cache.alliance_at(request, slug)
        return page_cache.keep(request, view(request, *args, **kwargs))

    return opened
