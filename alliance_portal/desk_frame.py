"""The frame of the desk: whose brand it carries, and its menu with what waits in each part."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from alliance_portal.todos import MESSAGES, Waiting, waiting
from alliances.models import Alliance
from members.decorators import AuthedRequest
from members.models import User
from members.permissions import Permission
from officekit.links import address

DESK = "/desk/"
BADGE_CAP = 99
COUNTS, COUNTS_SECONDS = "waiting", 60
SAFE_METHODS, FOUND = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"}), 302

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class NavItem:
    label: str
    url: str
    icon: str
    count: str
    counted: str
    current: bool


class DeskRequest(AuthedRequest):
    """A request to the desk, past `own_alliance`."""

    alliance: Alliance | None


# section, label, icon, page, who sees it
SECTIONS = (
    ("desk", "今日待办", "inbox", "desk", Permission.DESK_VIEW),
    (MESSAGES, "消息", "bell", "members:message_list", Permission.DESK_VIEW),
    ("orders", "服务订单", "clipboard-check", "orders:desk_order_list", Permission.ORDER_VIEW),
    (
        "meetings",
        "联席会议",
        "journal-text",
        "alliances:desk_meeting_list",
        Permission.MEETING_VIEW,
    ),
    ("duties", "责任清单", "list-check", "alliances:duty_list", Permission.DUTY_VIEW),
    ("agreements", "共建协议", "pen", "alliances:desk_agreement_list", Permission.AGREEMENT_VIEW),
    ("projects", "共建项目", "kanban", "projects:desk_project_list", Permission.PROJECT_VIEW),
    ("bulletins", "资讯", "newspaper", "alliances:desk_bulletin_list", Permission.BULLETIN_WRITE),
    (
        "publications",
        "公开审核",
        "megaphone",
        "publication_list",
        Permission.PUBLICATION_PROPOSE,
    ),
    ("report", "季度汇报", "bar-chart", "quarter_report", Permission.REPORT_MAKE),
    (
        "papers",
        "文书模板",
        "file-earmark-word",
        "paper_template_list",
        Permission.PAPER_TEMPLATE,
    ),
    ("profile", "本组织资料", "building", "members:profile", Permission.DESK_VIEW),
    ("people", "人员任职", "people", "members:person_list", Permission.PEOPLE_EDIT),
    ("admin", "管理后台", "gear", "admin:index", Permission.BACK_OFFICE),
)


def own_alliance(get_response: GetResponse) -> GetResponse:
    """Gives every request to the desk the alliance that the user works in as `request.alliance`, None for no or many."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(DESK) and request.user.is_authenticated:
            request.alliance = _alliance_of(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def recount(get_response: GetResponse) -> GetResponse:
    """Once a user has done something, the next page counts anew what waits for them.

    What others do shows in the menu within a minute, and in 今日待办 at once.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Opening a message is a deed too, and leads on to what it is about.
        if request.method not in SAFE_METHODS or response.status_code == FOUND:
            request.session.pop(COUNTS, None)
        return response

    return middleware


def _alliance_of(user: User) -> Alliance | None:
    found = list(Alliance.objects.of_user(user).select_related("anchor").order_by("pk")[:2])
    if len(found) < 2:
        user.found_out["alliances"] = [alliance.pk for alliance in found]
    is_overseer = not user.can(Permission.PROFILE_EDIT)
    return None if not found or (is_overseer and len(found) > 1) else found[0]


def desk_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base_desk.html."""
    if not (request.path.startswith(DESK) and request.user.is_authenticated):
        return {}
    return {"desk_nav": list(_nav(request))}  # type: ignore[arg-type]


def desk_counts(request: DeskRequest) -> dict[str, int]:
    """How many wait in each section, as kept in the session for a minute."""
    kept = _kept_counts(request)
    if kept is None:
        kept = Waiting(request.user).counts
        keep_counts(request, kept)
    return kept


def keep_counts(request: DeskRequest, counts: dict[str, int]) -> None:
    """今日待办 counts for itself, and the menu of every page agrees with it."""
    if counts != _kept_counts(request):
        request.session[COUNTS] = {"at": int(time.time()), "counts": counts}


def _kept_counts(request: DeskRequest) -> dict[str, int] | None:
    kept = request.session.get(COUNTS)
    if kept is None or not 0 <= time.time() - kept["at"] < COUNTS_SECONDS:
        return None
    return dict(kept["counts"])


def _nav(request: DeskRequest) -> Iterator[NavItem]:
    counts = desk_counts(request)
    total = waiting(counts)
    for section, label, icon, page, permission in SECTIONS:
        url = address(page)
        if url and request.user.can(permission):
            yield NavItem(
                label=label,
                url=url,
                icon=icon,
                count=_badge(total if section == "desk" else counts.get(section, 0)),
                counted="条未读" if section == MESSAGES else "件待处理",
                current=request.path == url if url == DESK else request.path.startswith(url),
            )


def _badge(count: int) -> str:
    return f"{BADGE_CAP}+" if count > BADGE_CAP else str(count or "")
