"""工作台: what waits, and the search over what the user may open."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from alliance_portal.desk_figures import counted_figures, month_figures
from alliance_portal.desk_frame import DeskRequest, keep_counts
from alliance_portal.figures import read
from alliance_portal.todos import Waiting, waiting
from alliances.models import Agreement, Alliance, Duty, Meeting
from alliances.rhythms import owed_meetings
from members.decorators import requires
from members.models import Organization, User
from members.permissions import Permission, Role
from officekit.links import address, address_of
from officekit.search import words
from orders.models import ServiceOrder
from projects.models import Project

FOUND = 10


@requires(Permission.DESK_VIEW)
def desk(request: DeskRequest) -> HttpResponse:
    """今日待办; for the district, the streets below it."""
    if request.user.role is Role.SUPERVISOR:
        return _oversight(request)
    today = localdate()
    found = Waiting(request.user, counted_figures(request.user))
    keep_counts(request, found.counts)
    todos = found.todos()
    context = {
        "today": today,
        "rows": [(todo, *todo.due_label(today)) for todo in todos],
        "waiting": waiting(found.counts),
        "due_today": sum(todo.due == today for todo in todos),
        "overdue": sum(todo.due is not None and todo.due < today for todo in todos),
        "owed": owed_meetings(request.user, today),
        "figures": month_figures(request.user, found.numbers),
        "meeting_url": _meeting_url(request.user),
    }
    return render(request, "portal/desk.html", context)


def _meeting_url(user: User) -> str:
    return address("alliances:meeting_new") if user.can(Permission.MEETING_RECORD) else ""


def _oversight(request: DeskRequest) -> HttpResponse:
    """区县: the streets below with their formulas and figures, each leading to its lists."""
    alliances = Alliance.objects.run_by(request.user).for_overview().order_by("pk")
    context = {"today": localdate(), "streets": [_street(alliance) for alliance in alliances]}
    return render(request, "portal/desk_oversight.html", context)


def _street(alliance: Alliance) -> dict[str, Any]:
    snapshot = read(alliance)
    return {
        "alliance": alliance,
        "formula": alliance.formula(),
        "figures": snapshot.figures([]) if snapshot.as_of else [],
        "as_of": snapshot.as_of,
        "duties_url": f"{reverse('alliances:duty_list')}?street={alliance.slug}",
    }


@requires(Permission.DESK_VIEW)
def desk_search(request: DeskRequest) -> HttpResponse:
    """Over the rows that the user may open; Chinese and pinyin initials."""
    query = request.GET.get("q", "").strip()[:60]
    groups = [group for group in _groups(request.user, query) if group[1]] if words(query) else []
    context = {"query": query, "groups": groups, "limit": FOUND}
    return render(request, "portal/desk_search.html", context)


def _groups(user: User, query: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Kind of record → (title, detail, address)."""
    if user.can(Permission.ORDER_VIEW):
        yield "订单", _orders(user, query)
    sets: dict[str, Any] = {
        "会议": Meeting.objects.visible_to(user).select_related("host"),
        "协议": Agreement.objects.visible_to(user).select_related("host"),
        "责任事项": Duty.objects.visible_to(user).select_related("lead"),
        "项目": Project.objects.visible_to(user).select_related("host"),
    }
    for kind, rows in sets.items():
        found = rows.filter(search_text__has=query).order_by("-pk")[:FOUND]
        yield kind, [(str(row), _detail(row), address_of(row)) for row in found]
    own = Organization.objects.overseen_by(user).filter(search_text__has=query).order_by("path")
    yield (
        "组织",
        [
            (unit.name, unit.get_level_display(), address("members:profile", unit.pk))
            for unit in own[:FOUND]
        ],
    )


def _orders(user: User, query: str) -> list[tuple[str, str, str]]:
    """By the words of a receipt's code, too."""
    found = ServiceOrder.objects.visible_to(user).found_by(query).listed().order_by("-pk")
    return [
        (str(order), f"{order.label} · {order.get_status_display()}", address_of(order))
        for order in found[:FOUND]
    ]


def _detail(row: Any) -> str:
    who = row.lead if isinstance(row, Duty) else row.host
    return f"{who.label} · {row.get_status_display()}"
