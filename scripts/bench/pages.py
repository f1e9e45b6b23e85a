"""Which pages are measured, by the names of their addresses."""

from dataclasses import dataclass

LISTS = {
    "projects:project_list": "共建项目",
    "alliances:meeting_list": "会议公开",
    "alliances:agreement_list": "共建协议",
    "alliances:bulletin_list": "资讯",
    "orders:order_list": "晒单",
}
DETAILS = {
    "projects:project_detail": "projects.Project",
    "alliances:meeting_detail": "alliances.Meeting",
    "alliances:agreement_detail": "alliances.Agreement",
    "alliances:bulletin_detail": "alliances.Bulletin",
}
OTHERS = ["alliance_home", "alliances:about", "alliances:unit_list"]
DESK_LISTS = [
    "alliances:desk_meeting_list",
    "alliances:duty_list",
    "alliances:desk_agreement_list",
    "projects:desk_project_list",
    "orders:desk_order_list",
    "alliances:desk_bulletin_list",
    "publication_list",
    "members:person_list",
]
ADMIN_LISTS = [
    "projects_project",
    "alliances_meeting",
    "alliances_duty",
    "alliances_agreement",
    "orders_serviceorder",
]
ROLES = ["street", "community", "unit"]


@dataclass(frozen=True)
class Page:
    """One address, as it is asked for: by whom, and what kind of page it is."""

    name: str
    kind: (
        str  # list, middle, detail, other, figures, search, desk, todo, admin, admin search, export
    )
    url: str
    role: str = ""  # "" is a visitor
    queries: int = 0
    rows: int = 0
