"""What every public list does: filter, page, answer."""

from typing import Any

import django_filters as filters
from django.http import HttpRequest

from officekit.paging import Page, keyset_page

PAGE_SIZE = 50


def public_list(
    request: HttpRequest, found: filters.FilterSet, *, order: tuple[str, ...]
) -> dict[str, Any]:
    """Context of a list page. A filter value that makes no sense shows its error and is left out."""
    page: Page = keyset_page(found.qs, params=request.GET, order=order, size=PAGE_SIZE)
    is_filtered = any(request.GET.get(name) for name in found.filters)
    return {
        "form": found.form,
        "page": page,
        "is_filtered": is_filtered,
        "reset_url": request.path if is_filtered else "",
    }


def crumb(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url}
