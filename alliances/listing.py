"""What every public list does: filter, page, answer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.functional import SimpleLazyObject

from alliances.decorators import AllianceRequest
from alliances.page_cache import remember
from officekit.filters import chosen
from officekit.paging import Page, keyset_page

PAGE_SIZE = 50


def public_list(
    request: AllianceRequest,
    filterset: type[filters.FilterSet],
    rows: QuerySet[Any],
    *,
    order: tuple[str, ...],
    columns: tuple[str, ...] = (),
    tell: Callable[[Any], Any] = lambda row: row,
) -> dict[str, Any]:
    """Context of a list page: of each row only `columns` are read, if named, and `tell` makes its words of them.

    A filter value that makes no sense shows its error and is left out. The template keeps what it makes of the form
    under `query`, so the form is made only where it is drawn or has something to say.
    """
    query = chosen(request.GET, filterset)
    data = query or None
    found: Any = SimpleLazyObject(lambda: filterset(data, queryset=rows, alliance=request.alliance))
    page: Page[Any] = keyset_page(
        found.qs if query else rows,
        params=request.GET,
        order=order,
        size=PAGE_SIZE,
        columns=columns,
        count=partial(remember, request.alliance.version, f"{request.path}?{query.urlencode()}"),
    )
    return {
        "form": SimpleLazyObject(lambda: found.form),
        "page": replace(page, rows=[tell(row) for row in page.rows]),
        "query": query,
        "is_filtered": bool(query),
        "reset_url": request.path if query else "",
    }


def crumb(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url}
