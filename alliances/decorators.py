from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from alliances import page_cache
from alliances.models import Alliance


class AllianceRequest(HttpRequest):
    """A request below `/<alliance-slug>/`."""

    alliance: Alliance


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one alliance that anybody may read: the slug of the address becomes `request.alliance`, or 404.

    Visitors are answered from the page cache.
    """

    @login_not_required
    @wraps(view)
    def opened(request: AllianceRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.alliance = get_object_or_404(Alliance.objects.select_related("anchor"), slug=slug)
        if not page_cache.is_cacheable(request):
            return view(request, *args, **kwargs)
        return page_cache.answer(request, request.alliance, lambda: view(request, *args, **kwargs))

    return opened
