from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from alliances.decorators import AllianceRequest, public_page
from alliances.links import public_url
from alliances.models import Agreement, Alliance, Bulletin, Meeting, Regulation
from officekit.search import MAX_QUERY_LENGTH, words
from projects.models import Project

SHOWN = 5


@dataclass(frozen=True)
class Kind:
    """The hits of one kind of record, and the way to all of them."""

    label: str
    rows: list[Any]
    more_url: str
    page: str = ""  # of one record, by its primary key; without it a row knows its own address


@public_page
def search(request: AllianceRequest) -> HttpResponse:
    """搜索 in everything public of the alliance, in Chinese and by pinyin initials."""
    query = request.GET.get("q", "").strip()[:MAX_QUERY_LENGTH]
    sought = words(query)
    context = {
        "alliance": request.alliance,
        "query": query,
        "is_asked": bool(sought),
        "kinds": [kind for kind in _kinds(request.alliance, query) if kind.rows] if sought else [],
    }
    return render(request, "portal/search.html", context)


def _kinds(alliance: Alliance, query: str) -> list[Kind]:
    """One query for each kind."""
    members = alliance.memberships.live().for_list()
    return [
        _kind(
            "单位和社区",
            members.filter(organization__search_text__has=query),
            public_url("alliances:unit_list", alliance, q=query),
        ),
        *(_published(alliance, query, source) for source in SOURCES),
        _kind(
            "制度",
            Regulation.objects.public(alliance)
            .in_force(localdate())
            .filter(search_text__has=query)
            .order_by("order", "pk"),
            f"{public_url('alliances:about', alliance)}#regulations",
            "alliances:regulation_detail",
        ),
    ]


# label, model, what a hit shows, order of the list, the list, one record
SOURCES = (
    (
        "共建项目",
        Project,
        ["type", "host"],
        ["-starts_on", "-pk"],
        "projects:project_list",
        "projects:project_detail",
    ),
    (
        "会议",
        Meeting,
        ["kind", "host"],
        ["-starts_at", "-pk"],
        "alliances:meeting_list",
        "alliances:meeting_detail",
    ),
    (
        "共建协议",
        Agreement,
        ["host"],
        ["-starts_on", "-pk"],
        "alliances:agreement_list",
        "alliances:agreement_detail",
    ),
    (
        "资讯",
        Bulletin,
        ["column"],
        ["-dated_on", "-pk"],
        "alliances:bulletin_list",
        "alliances:bulletin_detail",
    ),
)


def _published(alliance: Alliance, query: str, source: tuple[Any, ...]) -> Kind:
    label, model, shows, order, list_page, page = source
    found = model.objects.public(alliance).filter(search_text__has=query)
    rows = found.select_related(*shows).order_by(*order)
    return _kind(label, rows, public_url(list_page, alliance, q=query), page)


def _kind(label: str, rows: QuerySet[Any], url: str, page: str = "") -> Kind:
    found = list(rows[: SHOWN + 1])
    return Kind(label, found[:SHOWN], url if len(found) > SHOWN else "", page)
