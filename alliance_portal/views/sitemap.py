"""For search engines: the address of every public page, in files of at most FILE_SIZE addresses.

A file holds a range of primary keys, so that it costs the same in the middle of a large table as at its beginning.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alliances.links import public_url
from alliances.models import (
    Agreement,
    Alliance,
    Bulletin,
    Meeting,
    Membership,
    Regulation,
)
from members.models import Level
from projects.models import Project

FILE_SIZE = 5_000
PUBLISHED = {
    "projects": (Project, "projects:project_detail"),
    "meetings": (Meeting, "alliances:meeting_detail"),
    "agreements": (Agreement, "alliances:agreement_detail"),
    "bulletins": (Bulletin, "alliances:bulletin_detail"),
    "regulations": (Regulation, "alliances:regulation_detail"),
}
PAGES = (
    "alliance_home",
    "alliances:about",
    "alliances:unit_list",
    "orders:service_list",
    "orders:order_new",
    "orders:complaint_new",
    "orders:order_track",
    "projects:project_list",
    "orders:order_list",
    "alliances:meeting_list",
    "alliances:agreement_list",
    "alliances:bulletin_list",
    "figures",
    "feedback",
    "privacy",
    "accessibility",
)


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the files."""
    names = [("pages", 0)]
    tables: dict[str, Any] = {section: model for section, (model, _) in PUBLISHED.items()}
    for section, model in {"members": Membership, **tables}.items():
        last = model._base_manager.aggregate(last=Max("pk"))["last"]
        names += [(section, number) for number in range((last or 0) // FILE_SIZE + bool(last))]
    addresses = [reverse("sitemap_file", args=name) for name in names]
    return _xml(request, "portal/sitemap_index.xml", addresses)


@login_not_required
def sitemap_file(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """The public pages of one kind whose keys lie in one range."""
    first = number * FILE_SIZE
    span = {"pk__gte": first, "pk__lt": first + FILE_SIZE}
    if section == "pages":
        addresses: Iterable[str] = _pages() if number == 0 else ()
    elif section == "members":
        # The street's own page is the one about the alliance, which stands among the pages.
        live = Membership.objects.live().exclude(organization__level=Level.STREET)
        members = live.select_related("alliance", "organization")
        addresses = [member.get_public_url() for member in members.filter(**span).order_by("pk")]
    elif section in PUBLISHED:
        addresses = _published(*PUBLISHED[section], span)
    else:
        raise Http404(f"no section {section}")
    return _xml(request, "portal/sitemap_file.xml", addresses)


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    context = {"sitemap_url": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")


def _pages() -> list[str]:
    alliances = Alliance.objects.order_by("pk")
    return [public_url(page, alliance) for alliance in alliances for page in PAGES]


def _published(model: Any, page: str, span: dict[str, int]) -> list[str]:
    rows = model.objects.for_everybody().filter(**span).order_by("pk")
    return [reverse(page, args=[slug, pk]) for slug, pk in rows.values_list("alliance__slug", "pk")]


def _xml(request: HttpRequest, template: str, addresses: Iterable[str]) -> HttpResponse:
    origin = f"{request.scheme}://{request.get_host()}"
    locations = dict.fromkeys(f"{origin}{address}" for address in addresses)
    return render(request, template, {"locations": locations}, content_type="application/xml")
